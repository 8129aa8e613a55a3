import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Group } from 'h5wasm';
import { expect, test } from 'vitest';
import type { ProfileStep } from '../../src/core/profile.ts';
import { loadHdf5 } from '../../src/output/hdf5.ts';
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
  // Four levels of the extrapolated score; the rows at t = 0 and t = 0.5 have already spread those of the first evaluation after them.
  expect(within(within(steps.steps, 'score').steps, 'mollified density').calls).toBe(4 * (evaluations - 2));
  expect(within(profile, 'analysis').calls).toBe(3);
  expect(profile.reduce((sum, { seconds }) => sum + seconds, 0)).toBeLessThanOrEqual(wallSeconds);
});

const newDirectory = temporaryDirectories();

const text = `
title: Steps
dimension: 2
species:
  - { name: a, mass: 1, density: 1, initial: { anisotropic: { temperatures: [1, 2] } }, particles: { count: 100 } }
collisions: { exponent: 0 }
method: { name: blob, summation: moments }
time: { integrator: heun, step: 0.03, until: 0.2 }
output: { every: 0.1, snapshots: 0.1 }
`;

/** The attribute dt of every snapshot, and how many steps were taken until there. */
async function stepsOf(...overrides: readonly string[]) {
  const directory = join(newDirectory(), 'run');
  await runScenario(parseScenario(text, 'steps.yaml', overrides), { directory });
  const hdf5 = await loadHdf5();
  return readdirSync(join(directory, 'snapshots')).map((name) =>
    hdf5.decode(readFileSync(join(directory, 'snapshots', name)), (file) => {
      const iteration = Number(name.replace('.h5', ''));
      return { iteration, dt: (file.get(`/data/${iteration}`) as Group).attrs.dt.value as number };
    }),
  );
}

test('dt of a snapshot is the step that led there, the nominal one at the start', async () => {
  const equal = await stepsOf();
  expect(equal.map(({ iteration }) => iteration)).toEqual([0, 4, 8]);
  // 0.1 in four parts, none longer than 0.03.
  [0.03, 0.025, 0.025].forEach((dt, k) => {
    expect(equal[k].dt).toBeCloseTo(dt, 14);
  });
  // Adaptive steps of 0.03 at the start grow, and the last one before an output is what is left.
  const adaptive = await stepsOf('time.adaptive={ tolerance: 1e-2 }', 'output.snapshots=0.2', 'output.every=0.2');
  const [, last] = adaptive;
  expect(last.dt).toBeGreaterThan(0);
  expect(Math.abs(last.dt - 0.03)).toBeGreaterThan(1e-3);
  expect(last.dt).toBeLessThanOrEqual(0.2 - 0.03);
});
