// Times the hot loops on one core: plain TypeScript, compiled kernels and, if there is a compiler, C; and complete force sums with
// the mesh for up to a million particles. All in one process; the contestants take turns; results are medians.
// Usage: npm run bench [-- --json] [-- --out file.json]     (about twelve minutes, nothing else should run)
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Dimension } from '../dist/core/vector-field.js';
import { usualMachine } from '../dist/kernels/machine.js';
import { writeFileAtomically } from '../dist/output/files.js';
import { type CollisionTimes, randomPairs } from './bench/collisions.ts';
import { continuumErrors } from './bench/continuum.ts';
import { type DriftTimes, drift, type MeshSettings, type Size } from './bench/drifts.ts';
import { type PairTimes, pairSum, type ScoreTimes, score } from './bench/loops.ts';
import { memoryPerParticle } from './bench/memory.ts';
import { page } from './bench/page.ts';
import { prepareRounds } from './bench/rounds.ts';
import { type Measured, targets } from './bench/targets.ts';

const { values: options } = parseArgs({ options: { json: { type: 'boolean' }, out: { type: 'string' } } });
const rounds = 5;

const before = loadavg()[0];
const paired = prepareRounds();
const dimensions: readonly Dimension[] = [2, 3];
const loops: (PairTimes | ScoreTimes)[] = [];
const drifts: DriftTimes[] = [];
const collisions: CollisionTimes[] = [];
/** After every second row of a table, there is a round of all loops whose ratios are reported. */
let odd = false;
async function add<Row extends { readonly name: string }>(rows: Row[], row: Row): Promise<void> {
  rows.push(row);
  process.stderr.write(`${row.name}\n`);
  odd = !odd;
  if (odd) await paired.next();
}
for (const [n, exponents] of [
  [4096, [0, -3, -2.5]],
  [16384, [0, -3]],
] as const)
  for (const d of dimensions) for (const gamma of exponents) await add(loops, pairSum(d, gamma, n, rounds));
for (const d of dimensions) await add(loops, pairSum(d, -3, 98304, 1, { long: true }));
for (const [d, side, nodes, plain] of [
  [2, 316, 12, true],
  [2, 316, 18, true],
  [3, 46, 12, true],
  [3, 46, 18, true],
  [2, 1000, 12, false],
  [3, 100, 12, false],
] as const)
  await add(loops, score(d, side, nodes, rounds, { plain }));
const meshSums: readonly (readonly [gamma: number, n: Size, settings: MeshSettings])[] = [
  [-3, 1e4, {}],
  [-3, 1e5, {}],
  [-3, 1e6, {}],
  [-3, 1e6, { masses: [1, 2] }],
  [-3, 1e5, { mesh: { nearField: true } }],
  [-3, 1e5, { mesh: { order: 6, softening: 4, nearField: true } }],
  [-2, 1e5, {}],
  [1, 1e5, {}],
];
for (const d of dimensions)
  for (const [gamma, n, settings] of meshSums) await add(drifts, drift(d, gamma, n, rounds, settings));
for (const d of dimensions) await add(collisions, randomPairs(d, rounds));
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
const measured: Measured = { machine, loops, drifts, collisions, continuum, memory, paired: paired.results() };
const result = { ...measured, targets: targets(measured) };
const json = `${JSON.stringify(result, null, 2)}\n`;
if (options.out !== undefined) writeFileAtomically(options.out, json);
process.stdout.write(options.json ? json : page(result));
