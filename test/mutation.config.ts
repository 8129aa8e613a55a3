import { defineConfig } from 'vitest/config';

const room = process.env.LANDAU_MUTATED_ROOM ?? 'integration';

/** The fast tests of one room, for `npm run mutation`. */
export default defineConfig({
  test: {
    setupFiles: ['test/setup.ts'],
    testTimeout: 120_000,
    include: [`test/${room}/**/*.test.ts`],
    exclude: ['test/**/*.slow.test.ts'],
    isolate: false,
  },
});
