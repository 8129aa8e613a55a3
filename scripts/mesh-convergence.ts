// Runs two species that exchange heat by Coulomb collisions, with the direct sum and with the mesh, on up to 56^3 cells each,
// and writes their errors and times to docs/mesh-convergence.md.
// Usage: npm run mesh-convergence     (after npm run build; about a quarter of an hour)
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { assemble, readScenario } from '../dist/index.js';
import { writeFileAtomically } from '../dist/output/files.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = `${root}/scenarios/two-species-3d-coulomb.yaml`;
const until = 2;
const columns = { 'temperature.light': 'T1', entropy_corrected: 'H', fisher_corrected: 'I' };

const lines = readFileSync(`${root}/test/reference/case_i_m1_m2.csv`, 'utf8').trim().split('\n');
const [names, ...rows] = lines.filter((line) => !line.startsWith('#')).map((line) => line.split(','));
const reference = rows.find(([t]) => Math.abs(Number(t) - until) < 1e-9)!;
const exact = (column: string) => Number(reference[names.indexOf(column)]);

function run(summation: string, cells: number, steps = 20): string {
  const each = ['light', 'heavy'].flatMap((name) => [
    `species.${name}.particles.count=${cells ** 3}`,
    `species.${name}.particles.box=[-5, 5]`,
    `species.${name}.particles.weightThreshold=1e-6`,
  ]);
  const whole = [
    'time.integrator=rk4',
    `time.step=${until / steps}`,
    'output.snapshots=null',
    'method.reconstruction=mollified',
    `method.summation=${summation}`,
    'expect={}',
  ];
  const { evolution, analysis, particles } = assemble(readScenario(file, [...each, ...whole]), { file });
  const began = performance.now();
  evolution.advance(until);
  const seconds = (performance.now() - began) / 1000;
  const row = new Float64Array(analysis.quantities.length);
  analysis.measure(evolution.snapshot(), row);
  const value = (quantity: string) => row[analysis.quantities.findIndex(({ name }) => name === quantity)];
  const errors = Object.entries(columns).map(([ours, theirs]) =>
    Math.abs(value(ours) / exact(theirs) - 1).toExponential(1),
  );
  const drift = value('energy_drift').toExponential(0);
  process.stderr.write(`${summation} ${cells}: ${errors.join(' ')} ${seconds.toFixed(1)} s\n`);
  return `| ${[summation, cells, particles.join(' + '), 4 * steps, ...errors, drift, seconds.toFixed(0)].join(' | ')} |\n`;
}

const runs: readonly (readonly [summation: string, cells: number, steps?: number])[] = [
  ['direct', 12],
  ['direct', 16],
  ['direct', 24],
  ['direct', 32],
  ['mesh', 16],
  ['mesh', 24],
  ['mesh', 32],
  ['mesh', 46],
  // Finer cells require shorter steps for stability.
  ['mesh', 56, 40],
];
const table = runs.map((each) => run(...each)).join('');
const page = `# Coulomb collisions with a hundred thousand particles per species

\`scenarios/two-species-3d-coulomb.yaml\` to t = ${until} with \`method.summation\` direct and mesh, box [-5, 5], cut 1e-6, rk4 with 20 or 40 steps
(four sums each), extrapolated score, one thread. Errors are relative to \`test/reference/case_i_m1_m2.csv\`. Seconds count only the time
steps, on a machine shared with other programs.

| summation | cells per axis | particles | sums | \`temperature.light\` | \`entropy_corrected\` | \`fisher_corrected\` | energy drift | seconds |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${table}
The error is of second order in the smoothing temperature, kappa ~ h^2. With the same particles, both sums have the error of the
mollifier, but the mesh can use more particles in the same time. The energy drift is the integrator's error: with \`time.projection: energy\` or
implicit-midpoint, energy is conserved to round-off.

Made by \`npm run mesh-convergence\`.
`;
writeFileAtomically(`${root}/docs/mesh-convergence.md`, page);
