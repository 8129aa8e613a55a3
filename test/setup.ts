import fc from 'fast-check';

/** The same random cases on every machine; LANDAU_TEST_SEED explores others. */
fc.configureGlobal({ seed: Number(process.env.LANDAU_TEST_SEED ?? 20251217) });
