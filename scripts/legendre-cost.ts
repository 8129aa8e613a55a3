/**
 * `npm run legendre-cost`: processor times of the Legendre method, without the start of the program, separately before the first step and
 * for the steps, and the error of the temperature compared with a run of a higher order and a smaller tolerance. One line per case, in
 * Markdown. Each case runs twice, and the second run counts, because the first one includes compilation.
 */
import process from 'node:process';
import { parseScenario } from '../dist/scenario/parse-scenario.js';
import { assemble } from '../dist/simulation/assemble.js';

interface Gas {
  readonly mass: number;
  readonly density: number;
  readonly initial:
    | { readonly maxwellian: { readonly temperature: number; readonly drift?: readonly number[] } }
    | { readonly anisotropic: { readonly temperatures: readonly number[] } };
}

interface LegendreOptions {
  readonly tolerance: number;
  readonly degree?: number;
  readonly order?: number;
}

const maxwellian = (mass: number, temperature: number, drift?: readonly number[]): Gas => ({
  mass,
  density: 1,
  initial: { maxwellian: { temperature, ...(drift === undefined ? {} : { drift }) } },
});
const anisotropic = (temperatures: readonly number[]): Gas => ({
  mass: 1,
  density: 1,
  initial: { anisotropic: { temperatures } },
});
const cases: readonly (readonly [name: string, species: readonly Gas[], until: number, method: LegendreOptions])[] = [
  ['one pair of species, isotropic, t = 2', [maxwellian(1, 1), maxwellian(2, 2)], 2, { tolerance: 1e-6 }],
  ['four species, isotropic, t = 2', [1, 2, 3, 4].map((m) => maxwellian(m, m)), 2, { tolerance: 1e-6 }],
  [
    'mass ratio 1836, isotropic, t = 2000',
    [maxwellian(1, 1), maxwellian(1836.152673426, 2)],
    2000,
    { tolerance: 1e-6 },
  ],
  ['isotropisation, t = 1, degree 12', [anisotropic([0.75, 0.75, 1.5])], 1, { tolerance: 1e-6, degree: 12 }],
  ['isotropisation, t = 1, degree 24', [anisotropic([0.75, 0.75, 1.5])], 1, { tolerance: 1e-8, degree: 24 }],
  ['isotropisation, d = 2, t = 1, degree 24', [anisotropic([0.75, 1.5])], 1, { tolerance: 1e-8, degree: 24 }],
  [
    'two drifting species, t = 0.25',
    [maxwellian(1, 1, [2 / 3, 0, 0]), maxwellian(2, 2, [-1 / 3, 0, 0])],
    0.25,
    { tolerance: 1e-6 },
  ],
];

const seconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

function run(species: readonly Gas[], until: number, method: LegendreOptions) {
  const { initial } = species[0];
  const scenario = {
    title: 'cost',
    dimension: 'anisotropic' in initial ? initial.anisotropic.temperatures.length : 3,
    species: species.map((one, i) => ({ name: 'abcd'[i], ...one })),
    collisions: { exponent: -3, strength: 1 },
    method: { name: 'legendre', ...method },
    time: { step: until / 10, until },
    output: { every: until },
  };
  const began = seconds();
  const { evolution } = assemble(parseScenario(JSON.stringify(scenario), 'cost.yaml'));
  const prepared = seconds();
  evolution.advance(until);
  const ended = seconds();
  const { integrals } = evolution.snapshot().species[0];
  if (integrals === undefined) throw new Error('expected a method with its own integrals, got none');
  const { unknowns, harmonics } = evolution.settings;
  return {
    preparation: prepared - began,
    steps: ended - prepared,
    temperature: integrals.temperatureTensor[0],
    unknowns,
    count: String(harmonics).includes('isotropic') ? 1 : String(harmonics).split(' ').length,
    taken: evolution.counts.steps,
  };
}

console.log('| case | harmonics | unknowns | steps | before the first step, s | steps, s | error of T |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const [name, species, until, method] of cases) {
  const [, found] = [run(species, until, method), run(species, until, method)];
  const finer = { ...method, order: 10, tolerance: method.tolerance / 100 };
  const { temperature } = run(
    species,
    until,
    method.degree === undefined ? finer : { ...finer, degree: method.degree + 4 },
  );
  const { count, unknowns, taken, preparation, steps } = found;
  const error = Math.abs(found.temperature - temperature).toExponential(0);
  console.log(`| ${[name, count, unknowns, taken, preparation.toFixed(2), steps.toFixed(2), error].join(' | ')} |`);
}
