// The hot loops: plain TypeScript, compiled kernels and, where there is a compiler, C on one core; whole sums of forces by the
// mesh up to a million particles; all in one process, contestants in turns, medians.
// Usage: npm run bench [-- --json] [-- --out file.json]     (about twelve minutes, nothing else should run)
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { usualMachine } from '../dist/kernels/machine.js';
import { writeFileAtomically } from '../dist/output/files.js';
import { randomPairs } from './bench/collisions.mjs';
import { continuumErrors } from './bench/continuum.mjs';
import { drift } from './bench/drifts.mjs';
import { pairSum, score } from './bench/loops.mjs';
import { memoryPerParticle } from './bench/memory.mjs';
import { page } from './bench/page.mjs';
import { prepareRounds } from './bench/rounds.mjs';
import { targets } from './bench/targets.mjs';

const { values: options } = parseArgs({ options: { json: { type: 'boolean' }, out: { type: 'string' } } });
const rounds = 5;

const before = loadavg()[0];
const paired = prepareRounds();
const [loops, drifts, collisions] = [[], [], []];
/** After every second row of a table comes a round of all that is divided. */
let odd = false;
async function add(rows, row) {
  rows.push(row);
  process.stderr.write(`${row.name}\n`);
  odd = !odd;
  if (odd) await paired.next();
}
for (const [n, exponents] of [
  [4096, [0, -3, -2.5]],
  [16384, [0, -3]],
])
  for (const d of [2, 3]) for (const gamma of exponents) await add(loops, pairSum(d, gamma, n, rounds));
for (const d of [2, 3]) await add(loops, pairSum(d, -3, 98304, 1, { long: true }));
for (const [d, side, nodes, plain] of [
  [2, 316, 12, true],
  [2, 316, 18, true],
  [3, 46, 12, true],
  [3, 46, 18, true],
  [2, 1000, 12, false],
  [3, 100, 12, false],
])
  await add(loops, score(d, side, nodes, rounds, { plain }));
for (const d of [2, 3])
  for (const [gamma, n, settings] of [
    [-3, 1e4, {}],
    [-3, 1e5, {}],
    [-3, 1e6, {}],
    [-3, 1e6, { masses: [1, 2] }],
    [-3, 1e5, { mesh: { nearField: true } }],
    [-3, 1e5, { mesh: { order: 6, softening: 4, nearField: true } }],
    [-2, 1e5, {}],
    [1, 1e5, {}],
  ])
    await add(drifts, drift(d, gamma, n, rounds, settings));
for (const d of [2, 3]) await add(collisions, randomPairs(d, rounds));
const continuum = [continuumErrors(24, 0.3), continuumErrors(32, 0.3)];
const memory = [memoryPerParticle(2, 1e6), memoryPerParticle(3, 1e6)];

const machine = {
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  node: process.version,
  kernels: usualMachine().kernels.name,
  load: { before, after: loadavg()[0] },
  rounds,
};
const measured = { machine, loops, drifts, collisions, continuum, memory, paired: paired.results() };
const result = { ...measured, targets: targets(measured) };
const json = `${JSON.stringify(result, null, 2)}\n`;
if (options.out !== undefined) writeFileAtomically(options.out, json);
process.stdout.write(options.json ? json : page(result));
