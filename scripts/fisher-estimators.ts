// Measures the estimators of entropy and Fisher information against exact values and writes docs/fisher-estimators.md.
// Usage: npm run fisher-estimators     (after npm run build; three minutes on one core)
import { fileURLToPath } from 'node:url';
import { createStream } from '../dist/core/random.js';
import { writeFileAtomically } from '../dist/output/files.js';
import { carriedTable } from './fisher-estimators/carried.ts';
import { measureNoises, noisePowerTable, noiseTable } from './fisher-estimators/noise.ts';
import { pageText } from './fisher-estimators/page.ts';
import { label } from './fisher-estimators/particles.ts';
import { ruleTable } from './fisher-estimators/rules.ts';
import { runTable } from './fisher-estimators/runs.ts';
import {
  entropyTable,
  fisherTable,
  leaveOneOutTable,
  measureSamples,
  neighbourTable,
  scatterTable,
} from './fisher-estimators/samples.ts';
import { latticeTable, orderTable, smoothingTable } from './fisher-estimators/smoothing.ts';
import { beamsState, bkwState, maxwellianState, type State } from './fisher-estimators/states.ts';

const began = performance.now();
const say = (text: string) => console.log(`${((performance.now() - began) / 1000).toFixed(0)} s  ${text}`);

const far = [bkwState(2, 2), bkwState(3, 8)];
const near = [bkwState(2, 8), bkwState(3, 16)];
const extreme = [bkwState(2, 0), bkwState(3, 5.5)];
const states = [far[0], near[0], far[1], near[1]];

function studies(rule: string, count: number, runs: number, factors: readonly number[]) {
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
const noises = [measureNoises(2), measureNoises(3)];
say('noise');
const bootstrap = createStream(1, 'fisher-estimators', 'bootstrap');
const random = () => bootstrap.next();

const withCells = (state: State, ...cells: number[]) => cells.map((each) => [state, each] as const);

const text = pageText({
  smoothing: smoothingTable([extreme[0], far[0], near[0], beamsState(2), extreme[1], far[1], near[1]]),
  orders: orderTable([far[0], near[0], beamsState(2), far[1], near[1]]),
  lattice: latticeTable([
    ...withCells(far[0], 30, 40, 60),
    ...withCells(near[0], 40),
    ...withCells(far[1], 20, 28),
    ...withCells(near[1], 28),
  ]),
  runs: runTable([
    ...withCells(extreme[0], 40),
    ...withCells(far[0], 30, 40, 60),
    ...withCells(near[0], 40),
    ...withCells(beamsState(2), 40),
    ...withCells(extreme[1], 20),
    ...withCells(far[1], 16, 20, 28),
    ...withCells(near[1], 20),
    ...withCells(beamsState(3), 20),
  ]),
  carried: await carriedTable(),
  noise: noiseTable(noises),
  noisePowers: noisePowerTable(noises, random),
  fisher: fisherTable([...small, ...middle, ...large]),
  entropy: entropyTable([...small, ...middle, ...large]),
  neighbours: neighbourTable([...small, ...middle, ...large]),
  scatter: scatterTable(
    small.map((study, k) => [study, middle[k]] as const),
    random,
  ),
  leaveOneOut: leaveOneOutTable([far[0], near[0], far[1], near[1]], 2000, 8, 1024),
  quasi: fisherTable(quasi),
  quasiNeighbours: neighbourTable(quasi),
  rules: ruleTable([maxwellianState(2), far[0], beamsState(2), maxwellianState(3), far[1], beamsState(3)], 4000, 6),
});
writeFileAtomically(fileURLToPath(new URL('../docs/fisher-estimators.md', import.meta.url)), text);
say('docs/fisher-estimators.md');
