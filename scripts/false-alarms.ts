// Counts how often a run at equilibrium reports that I increases or H rises, which should never happen: `npm run false-alarms -- 200`.
// Random particles at equilibrium, with the seeds 1, 2, ..: alternately one species in d = 2 and two species of masses 1 and 3 in d = 3,
// with stochastic pair collisions, blobs, and blobs in random batches in turn.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseScenario } from '../dist/scenario/parse-scenario.js';
import { runScenario } from '../dist/simulation/run.js';

const runs = Number(process.argv[2] ?? 200);
const species = (name: string, mass: number, count: number) =>
  `  - { name: ${name}, mass: ${mass}, density: 1, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: monte-carlo, count: ${count} } }`;
const gases = [
  ['dimension: 2', 'species:', species('gas', 1, 500), 'collisions: { exponent: -3, strength: 1 }'],
  [
    'dimension: 3',
    'species:',
    species('light', 1, 500),
    species('heavy', 3, 500),
    'collisions: { exponent: -3, strength: 1 }',
  ],
];
const methods = [
  '{ name: pair-collisions }',
  '{ name: blob }',
  '{ name: blob, summation: random-batch, batch: { size: 32 } }',
];
const scenario = (seed: number, method: string) => `
title: Equilibrium of random particles
seed: ${seed}
${gases[seed % 2].join('\n')}
method: ${method}
time: { step: 0.05, until: 1 }
output: { every: 0.25 }
`;

const place = mkdtempSync(join(tmpdir(), 'landau-false-alarms-'));
async function finish(seed: number) {
  const method = methods[Math.floor(seed / 2) % methods.length];
  const options = { directory: join(place, 'run'), overwrite: seed > 1 };
  return { method, summary: await runScenario(parseScenario(scenario(seed, method), 'equilibrium.yaml'), options) };
}

const counts = new Map<string, number>();
const count = (words: string) => counts.set(words, (counts.get(words) ?? 0) + 1);
for (let seed = 1; seed <= runs; seed++) {
  const { summary, method } = await finish(seed);
  count(`${method}: I "${summary.fisher.answer}"`);
  for (const watchdog of new Set(
    summary.watchdogs.filter(({ kind }) => kind === 'doubtful').map((one) => one.watchdog),
  ))
    count(`${method}: doubtful, ${watchdog}`);
}
rmSync(place, { recursive: true });
console.log(
  [`${runs} runs at equilibrium`, ...[...counts].sort().map(([words, number]) => `${words}: ${number}`)].join('\n'),
);
