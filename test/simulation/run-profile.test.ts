import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProfileStep } from '../../src/core/profile.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { runScenario } from '../../src/simulation/run.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';

const temporaryDirectory = temporaryDirectories();

const scenario = parseScenario(
  `
title: profiled
dimension: 2
species: [{ name: gas, mass: 1, density: 1, initial: { bkw: { temperature: 1, amplitude: 0.5 } }, particles: { sampling: lattice, count: 144 } }]
collisions: { exponent: 0, strength: 0.0625 }
time: { integrator: rk4, step: 0.1, until: 1 }
output: { every: 0.5 }
`,
  'profiled.yaml',
);

test('the profile of a run counts every evaluation of its steps and never more time than the run took', async () => {
  const {
    profile = [],
    evaluations,
    wallSeconds,
  } = await runScenario(scenario, {
    directory: join(temporaryDirectory(), 'run'),
  });
  const within = (steps: readonly ProfileStep[], name: string) => steps.find(({ step }) => step === name)!;
  const steps = within(profile, 'time steps');
  expect(evaluations).toBe(40);
  for (const name of ['score', 'forces']) expect(within(steps.steps, name).calls).toBe(evaluations);
  // four levels of the extrapolated score
  expect(within(within(steps.steps, 'score').steps, 'mollified density').calls).toBe(4 * evaluations);
  expect(within(profile, 'analysis').calls).toBe(3);
  expect(profile.reduce((sum, { seconds }) => sum + seconds, 0)).toBeLessThanOrEqual(wallSeconds);
});
