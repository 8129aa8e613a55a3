import fc from 'fast-check';
import type { ScenarioInput } from '../../src/scenario/scenario.ts';

type SpeciesInput = ScenarioInput['species'][number];
type Optional = Record<string, fc.Arbitrary<unknown>>;

const real = (constraints: fc.DoubleConstraints = {}) =>
  fc.double({ noNaN: true, noDefaultInfinity: true, ...constraints });
const positive = () => real({ min: 0, minExcluded: true });
const fraction = () => real({ min: 0, max: 1, minExcluded: true, maxExcluded: true });
/** Characters that mean something in YAML, and some that are merely rare. */
const characters = [...'a1-+.:,#&*!|>%@`?=~"\'\\[]{}<_ \t\n\r\u00e9\ufeff\u{1f600}'];
const word = () => fc.string({ unit: fc.constantFrom(...characters), minLength: 1 });

const letter = fc.constantFrom(...'abcXYZ');
const name = () =>
  fc.tuple(letter, fc.string({ unit: fc.constantFrom(...'aZ09_-'), maxLength: 8 })).map((parts) => parts.join(''));

/** Some of the given keys. */
const some = (keys: Optional) => fc.record(keys, { requiredKeys: [] });

/** Any valid scenario, as a user may write it. */
export function scenarioInput(): fc.Arbitrary<ScenarioInput> {
  return fc
    .tuple(fc.constantFrom(2 as const, 3 as const), fc.uniqueArray(name(), { minLength: 1, maxLength: 3 }))
    .chain(([dimension, names]) =>
      fc.record({
        head: some({ description: word(), seed: fc.oneof(fc.maxSafeNat(), word()), reference: reference(names) }),
        title: word(),
        dimension: fc.constant(dimension),
        species: fc.tuple(...names.map((name) => species(name, dimension))),
        collisions: collisions(names, dimension),
        method: method(names),
        ...schedule(),
        expect: expectations(names),
      }),
    )
    .map(({ head, schedule, ...rest }) => ({ ...head, ...rest, ...schedule }) as ScenarioInput);
}

function species(name: string, dimension: 2 | 3): fc.Arbitrary<SpeciesInput> {
  const power = (perAxis: number) => perAxis ** dimension;
  const box = fc.tuple(real({ max: 0, maxExcluded: true }), positive());
  const particles = fc.oneof(
    fc.tuple(
      fc.record({ sampling: fc.constant('lattice'), count: fc.integer({ min: 4, max: 40 }).map(power) }),
      some({ box, matchMoments: fc.boolean(), weightThreshold: real({ min: 0, max: 1, maxExcluded: true }) }),
    ),
    fc.tuple(
      fc.record({ sampling: fc.constantFrom('monte-carlo', 'quasi-monte-carlo'), count: fc.integer({ min: 2 }) }),
      some({ box, matchMoments: fc.boolean() }),
    ),
  );
  const record = fc.record({
    mass: positive(),
    density: positive(),
    initial: initial(dimension),
    particles: particles.map(([a, b]) => ({ ...a, ...b })),
  });
  return fc
    .tuple(record, some({ charge: real() }))
    .map(([needed, rest]) => ({ name, ...needed, ...rest }) as SpeciesInput);
}

function initial(dimension: 2 | 3) {
  const drift = some({ drift: fc.array(real(), { minLength: dimension, maxLength: dimension }) });
  const kind = (name: string, keys: Optional) =>
    fc.tuple(fc.record(keys), drift).map(([a, b]) => ({ [name]: { ...a, ...b } }));
  const simple = fc.oneof(
    kind('maxwellian', { temperature: positive() }),
    kind('anisotropic', { temperatures: fc.array(positive(), { minLength: dimension, maxLength: dimension }) }),
    kind('shell', { radius: real({ min: 0 }), width: positive() }),
    kind('ball', { radius: positive() }),
    kind('tabulated', { file: word() }),
  );
  // Weights whose ratio leaves the range of numbers would vanish when they are normalised.
  const weight = real({ min: 1e-3, max: 1e3 });
  const part = fc.tuple(weight, simple).map(([share, rest]) => ({ weight: share, ...rest }));
  return fc.oneof(
    simple,
    fc.array(part, { minLength: 1, maxLength: 9 }).map((mixture) => ({ mixture })),
  );
}

function collisions(names: readonly string[], dimension: 2 | 3) {
  const law = { exponent: real({ min: -dimension - 2, minExcluded: true, max: 1 }), strength: real({ min: 0 }) };
  const pairs = names.flatMap((a, i) => names.slice(i).map((b) => [a, b]));
  const pair = fc.tuple(fc.constantFrom(...pairs), some(law), fc.record({ exponent: law.exponent }));
  const overrides = fc
    .uniqueArray(pair, { selector: ([between]) => between.join(' '), maxLength: 3 })
    .map((list) => list.map(([between, optional, needed]) => ({ between, ...optional, ...needed })));
  return fc
    .tuple(fc.record({ exponent: law.exponent }), some({ strength: law.strength, pairs: overrides }))
    .map(([a, b]) => ({ ...a, ...b }));
}

function method(names: readonly string[]) {
  const rule = fc
    .tuple(fc.constant({ rule: 'spacing' }), some({ factor: positive(), power: positive() }))
    .map(([a, b]) => ({ ...a, ...b }));
  const options = some({
    smoothing: fc.oneof(fc.record({ temperature: positive() }), rule),
    spacing: fc.oneof(positive(), fc.dictionary(fc.constantFrom(...names), positive())),
    tolerance: fraction(),
    score: fc.constantFrom('plain', 'extrapolated'),
    summation: fc.constantFrom('auto', 'direct', 'moments', 'mesh'),
  });
  const batches = some({ batch: fc.record({ size: fc.integer({ min: 2 }) }) });
  const random = batches.map((rest) => ({ summation: 'random-batch', ...rest }));
  return fc.tuple(options, fc.oneof(fc.constant({}), random)).map(([a, b]) => ({ name: 'blob', ...a, ...b }));
}

/** Times such that a step fits into the run and a row of output too. */
function schedule() {
  const part = real({ min: 1e-3, max: 1 });
  const times = fc.tuple(
    real({ min: -10, max: 10 }),
    real({ min: 0.1, max: 10 }),
    part,
    part,
    some({ snapshots: real({ min: 1e-9 }), checkpoint: positive() }),
  );
  const solver = some({
    integrator: fc.constantFrom('euler', 'heun', 'ssp-rk3', 'rk4', 'implicit-midpoint', 'discrete-gradient'),
    tolerance: fraction(),
    iterations: fc.integer({ min: 1 }),
    andersonDepth: fc.nat(),
    adaptive: fc.record({ tolerance: fraction(), maximum: positive() }),
  });
  const projection = fc.record({
    integrator: fc.constantFrom('euler', 'heun', 'ssp-rk3', 'rk4'),
    projection: fc.constant('energy'),
  });
  const advance = fc.tuple(solver, fc.oneof(fc.constant({}), projection)).map(([a, b]) => ({ ...a, ...b }));
  return {
    schedule: fc.tuple(times, advance).map(([[start, length, step, every, output], rest]) => ({
      time: { ...rest, start, until: start + length, step: step * length },
      output: { ...output, every: every * length },
    })),
  };
}

/** The name of a column, of the whole or of a species. */
function columnName(names: readonly string[]) {
  const suffix = fc.constantFrom('', ...names.map((name) => `.${name}`));
  return fc
    .tuple(
      name().map((text) => text.replaceAll('-', '_')),
      suffix,
    )
    .map((parts) => parts.join(''));
}

function reference(names: readonly string[]) {
  const other = real().filter((value) => value !== 0);
  const column = fc
    .tuple(
      fc.record({ column: word() }),
      some({ scale: other, offset: real(), error: fc.oneof(real({ min: 0 }), word()) }),
    )
    .map(([a, b]) => ({ ...a, ...b }));
  const columns = fc.dictionary(columnName(names), column, { minKeys: 1, maxKeys: 3 });
  const time = some({ column: word(), scale: positive(), offset: real() });
  return fc
    .tuple(fc.record({ file: word(), columns }), some({ time, format: fc.constantFrom('csv', 'netcdf') }))
    .map(([a, b]) => ({ ...a, ...b }));
}

function expectations(names: readonly string[]) {
  const column = columnName(names);
  const when = some({ at: fc.constantFrom('end', 'always'), slack: real({ min: 0 }) });
  const kind = fc.oneof(
    fc.record({ below: real() }),
    fc.record({ above: real() }),
    fc.record({ near: real(), within: real({ min: 0 }), relative: fc.boolean() }),
    fc.record({ never: fc.constantFrom('increases', 'decreases') }),
  );
  const bound = fc.tuple(kind, when).map(([a, b]) => ({ ...a, ...b }));
  return fc.dictionary(column, fc.oneof(bound, fc.array(bound, { minLength: 1, maxLength: 3 })), { maxKeys: 4 });
}
