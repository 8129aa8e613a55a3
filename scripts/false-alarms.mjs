// How often a run at equilibrium says that its I increases or its H rises: `npm run false-alarms -- 200`. It should be never.
// The runs are one species of random particles at equilibrium by stochastic pair collisions, d = 2 and d = 3 in turn, with the seeds 1, 2, ..
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseScenario } from '../dist/scenario/parse-scenario.js';
import { runScenario } from '../dist/simulation/run.js';

const runs = Number(process.argv[2] ?? 200);
const scenario = (seed) => `
title: Equilibrium of random particles
dimension: ${2 + (seed % 2)}
seed: ${seed}
species:
  - { name: gas, mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: monte-carlo, count: ${seed % 2 ? 500 : 1000}, correct: true } }
collisions: { exponent: ${seed % 2 ? -3 : -1}, strength: 1 }
method: { name: pair-collisions }
time: { step: 0.05, until: 2 }
output: { every: 0.25 }
`;

const place = mkdtempSync(join(tmpdir(), 'landau-false-alarms-'));
const answers = new Map();
let doubtful = 0;
for (let seed = 1; seed <= runs; seed++) {
  const summary = await runScenario(parseScenario(scenario(seed), 'equilibrium.yaml'), {
    directory: join(place, 'run'),
    overwrite: seed > 1,
  });
  answers.set(summary.fisher.answer, (answers.get(summary.fisher.answer) ?? 0) + 1);
  if (summary.status === 'doubtful') doubtful++;
}
rmSync(place, { recursive: true });
console.log(
  `${runs} runs at equilibrium: I ${[...answers].map(([answer, count]) => `"${answer}" in ${count}`).join(', ')}; doubtful: ${doubtful}`,
);
