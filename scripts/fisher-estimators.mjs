// Measures the estimators of entropy and Fisher information against exact values and writes docs/fisher-estimators.md.
// Usage: npm run fisher-estimators     (after npm run build; three minutes on one core)
import { fileURLToPath } from 'node:url';
import { createStream } from '../dist/core/random.js';
import { writeFileAtomically } from '../dist/output/files.js';
import { measureNoises, noisePowerTable, noiseTable } from './fisher-estimators/noise.mjs';
import { pageText } from './fisher-estimators/page.mjs';
import { label } from './fisher-estimators/particles.mjs';
import { ruleTable } from './fisher-estimators/rules.mjs';
import { runTable } from './fisher-estimators/runs.mjs';
import {
  entropyTable,
  fisherTable,
  leaveOneOutTable,
  measureSamples,
  neighbourTable,
  scatterTable,
} from './fisher-estimators/samples.mjs';
import { latticeTable, orderTable, smoothingTable } from './fisher-estimators/smoothing.mjs';
import { beamsState, bkwState, maxwellianState } from './fisher-estimators/states.mjs';

const began = performance.now();
const say = (text) => console.log(`${((performance.now() - began) / 1000).toFixed(0)} s  ${text}`);

const far = [bkwState(2, 2), bkwState(3, 8)];
const near = [bkwState(2, 8), bkwState(3, 16)];
const extreme = [bkwState(2, 0), bkwState(3, 5.5)];
const states = [far[0], near[0], far[1], near[1]];

function studies(rule, count, runs, factors) {
  return states.map((state) => {
    const study = measureSamples(state, rule, count, runs, factors);
    say(`${rule}, N = ${count}, ${label(state)}`);
    return study;
  });
}

const small = studies('monte-carlo', 1000, 24, [1, 1.5, 2]);
const middle = studies('monte-carlo', 10_000, 8, [1, 1.5, 2]);
const large = studies('monte-carlo', 100_000, 3, [1, 1.5]);
const quasi = studies('quasi-monte-carlo', 8192, 4, [1.5]);
const noises = [2, 3].map(measureNoises);
say('noise');
const bootstrap = createStream(1, 'fisher-estimators', 'bootstrap');
const random = () => bootstrap.next();

const text = pageText({
  smoothing: smoothingTable([extreme[0], far[0], near[0], beamsState(2), extreme[1], far[1], near[1]]),
  orders: orderTable([far[0], near[0], beamsState(2), far[1], near[1]]),
  lattice: latticeTable([
    ...[30, 40, 60].map((cells) => [far[0], cells]),
    [near[0], 40],
    ...[20, 28].map((cells) => [far[1], cells]),
    [near[1], 28],
  ]),
  runs: runTable([
    [extreme[0], 40],
    ...[30, 40, 60].map((cells) => [far[0], cells]),
    [near[0], 40],
    [beamsState(2), 40],
    [extreme[1], 20],
    ...[16, 20, 28].map((cells) => [far[1], cells]),
    [near[1], 20],
    [beamsState(3), 20],
  ]),
  noise: noiseTable(noises),
  noisePowers: noisePowerTable(noises, random),
  fisher: fisherTable([...small, ...middle, ...large]),
  entropy: entropyTable([...small, ...middle, ...large]),
  neighbours: neighbourTable([...small, ...middle, ...large]),
  scatter: scatterTable(
    small.map((study, k) => [study, middle[k]]),
    random,
  ),
  leaveOneOut: leaveOneOutTable([far[0], near[0], far[1], near[1]], 2000, 8, 1024),
  quasi: fisherTable(quasi),
  quasiNeighbours: neighbourTable(quasi),
  rules: ruleTable([maxwellianState(2), far[0], beamsState(2), maxwellianState(3), far[1], beamsState(3)], 4000, 6),
});
writeFileAtomically(fileURLToPath(new URL('../docs/fisher-estimators.md', import.meta.url)), text);
say('docs/fisher-estimators.md');
