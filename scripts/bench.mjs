// The hot loops: plain TypeScript, compiled kernels and, where there is a compiler, C on one core; whole sums of forces by the
// mesh up to a million particles; all in one process, contestants in turns, medians.
// Usage: npm run bench [-- --json] [-- --out file.json]     (about ten minutes, nothing else should run)
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { kernelName } from '../dist/kernels/kernels.js';
import { writeFileAtomically } from '../dist/output/atomic-file.js';
import { randomPairs } from './bench/collisions.mjs';
import { continuumErrors } from './bench/continuum.mjs';
import { drift, sharedDrift } from './bench/drifts.mjs';
import { pairSum, score, sharedPairs } from './bench/loops.mjs';
import { memoryPerParticle } from './bench/memory.mjs';
import { page } from './bench/page.mjs';
import { scoreOverMesh } from './bench/step.mjs';
import { targets } from './bench/targets.mjs';
import { twoPrograms } from './bench/yardstick.mjs';

const { values: options } = parseArgs({ options: { json: { type: 'boolean' }, out: { type: 'string' } } });
const rounds = 5;
/** For ratios of which both sides are measured in every round. */
const pairedRounds = 15;

const before = loadavg()[0];
const progress = (what) => process.stderr.write(`${what}\n`);
const loops = [];
for (const [n, exponents] of [
  [4096, [0, -3, -2.5]],
  [16384, [0, -3]],
])
  for (const d of [2, 3])
    for (const gamma of exponents) {
      loops.push(pairSum(d, gamma, n, rounds));
      progress(loops.at(-1).name);
    }
for (const d of [2, 3]) {
  loops.push(pairSum(d, -3, 98304, 1, { long: true }));
  progress(loops.at(-1).name);
}
for (const [d, side, nodes, plain] of [
  [2, 316, 12, true],
  [2, 316, 18, true],
  [3, 46, 12, true],
  [3, 46, 18, true],
  [2, 1000, 12, false],
  [3, 100, 12, false],
]) {
  loops.push(score(d, side, nodes, rounds, { plain }));
  progress(loops.at(-1).name);
}
const drifts = [];
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
  ]) {
    drifts.push(drift(d, gamma, n, rounds, settings));
    progress(drifts.at(-1).name);
  }
const several = [
  await twoPrograms(3, -3, 16384, pairedRounds),
  await sharedPairs(2, -3, 16384, pairedRounds),
  await sharedPairs(3, -3, 16384, pairedRounds),
  await sharedDrift(2, 1e5, pairedRounds),
  await sharedDrift(3, 1e5, pairedRounds),
];
progress('two threads');
const steps = [scoreOverMesh(46, pairedRounds), scoreOverMesh(100, rounds)];
progress('score against mesh');
const collisions = [randomPairs(2, rounds), randomPairs(3, rounds)];
progress('random pairs');
const continuum = [continuumErrors(24, 0.3), continuumErrors(32, 0.3)];
progress('continuum');
const memory = [memoryPerParticle(2, 1e6), memoryPerParticle(3, 1e6)];

const machine = {
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  node: process.version,
  kernels: kernelName(),
  load: { before, after: loadavg()[0] },
  rounds,
};
const measured = { machine, loops, drifts, steps, collisions, several, continuum, memory };
const result = { ...measured, targets: targets(measured) };
const json = `${JSON.stringify(result, null, 2)}\n`;
if (options.out !== undefined) writeFileAtomically(options.out, json);
process.stdout.write(options.json ? json : page(result));
