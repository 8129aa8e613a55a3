import { expect, test } from 'vitest';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';
import { runScenario } from '../../src/simulation/run.ts';
import { temporaryDirectories } from '../output/temporary-directory.ts';

const newDirectory = temporaryDirectories();

const equilibrium = (seed: number, dimension: 2 | 3, count: number) => `
title: Equilibrium of random particles
dimension: ${dimension}
seed: ${seed}
species:
  - { name: gas, mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: monte-carlo, count: ${count}, matchMoments: true } }
collisions: { exponent: ${dimension === 3 ? -3 : -1}, strength: 1 }
method: { name: pair-collisions }
time: { step: 0.05, until: 1 }
output: { every: 0.5 }
`;

/** scripts/false-alarms.ts does 200 of them. */
test('twenty runs of random particles at equilibrium raise no false alarm about I or H', async () => {
  const directory = newDirectory();
  for (let seed = 1; seed <= 20; seed++) {
    const scenario = parseScenario(equilibrium(seed, seed % 2 ? 3 : 2, 200), 'equilibrium.yaml');
    const { fisher, status } = await runScenario(scenario, { directory: `${directory}/${seed}` });
    expect({ seed, answer: fisher.answer, status }).toEqual({ seed, answer: 'undetermined', status: 'finished' });
  }
});

test('a closed formula gives the rates at the start, and the spectral grid has them', () => {
  const { initialRates } = assemble(
    parseScenario(
      `
title: rates
dimension: 2
species:
  - { name: light, mass: 1, density: 1, initial: { maxwellian: { temperature: 1, drift: [0.5, 0] } } }
  - { name: heavy, mass: 2, density: 0.5, initial: { maxwellian: { temperature: 2 } } }
collisions: { exponent: -1, strength: 1 }
method: { name: spectral-grid, nodes: 32 }
time: { integrator: rk4, step: 0.01, until: 1 }
output: { every: 1 }
`,
      'rates.yaml',
    ),
  );
  expect(initialRates.map(({ quantity }) => quantity)).toEqual([
    'dT/dt of light',
    'du_x/dt of light',
    'dT/dt of heavy',
    'du_x/dt of heavy',
    'energy that light gains from heavy',
  ]);
  for (const { ratio, source } of initialRates) {
    expect(source).toBe('closed formula');
    expect(Math.abs(ratio! - 1)).toBeLessThan(1e-5);
  }
});

test.each([
  ['moment-preserving', 0.97, 1.03],
  ['mollified', 0.5, 0.8],
])(
  'a bi-Maxwellian becomes isotropic at the rate of the closed formula, of %s blobs at %d to %d of it',
  (reconstruction, from, to) => {
    const { initialRates } = assemble(
      parseScenario(
        `
title: isotropisation
dimension: 3
species:
  - { name: gas, mass: 1, density: 1, initial: { anisotropic: { temperatures: [0.75, 0.75, 1.5] } }, particles: { sampling: lattice, count: 1000 } }
collisions: { exponent: -3, strength: 1 }
method: { name: blob, reconstruction: ${reconstruction} }
time: { step: 0.1, until: 1 }
output: { every: 1 }
`,
        'isotropisation.yaml',
      ),
    );
    // The spectral reference of isotropisation-3d-coulomb has T_perp = 0.75213 and T_par = 1.49574 at t = 0.02: -0.3193 on average.
    expect(initialRates).toHaveLength(1);
    expect(initialRates[0]).toMatchObject({ quantity: 'd(T_zz - T_xx)/dt of gas', source: 'closed formula' });
    expect(initialRates[0].right).toBeCloseTo(-0.3207, 3);
    expect(initialRates[0].ratio).toBeGreaterThan(from);
    expect(initialRates[0].ratio).toBeLessThan(to);
  },
);
