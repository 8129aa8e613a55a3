import { describe, expect, it } from 'vitest';
import { conservation } from '../../src/analysis/conservation.ts';
import { entropy } from '../../src/analysis/entropy.ts';
import { integrators } from '../../src/integration/integrators.ts';
import type { Method } from '../../src/methods/method.ts';
import { methods } from '../../src/methods/methods.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { prepareEvolution } from '../../src/simulation/assemble.ts';
import { measure, withColumns } from './simulation.ts';

const text = `title: claims
dimension: 2
species:
  - { name: a, mass: 1, density: 1, initial: { anisotropic: { temperatures: [1.5, 0.7], drift: [0.4, 0] } }, particles: { sampling: lattice, count: 144, weightThreshold: 1e-4 } }
  - { name: b, mass: 3, density: 0.5, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: lattice, count: 144, weightThreshold: 1e-4 } }
collisions: { exponent: 0, strength: 0.1 }
time: { step: 0.1, until: 0.4 }
output: { every: 0.1 }
`;

/** The methods that a registry of claims can be held against, with every integrator that they take. */
const cases = (methods as readonly Method[]).flatMap((method) =>
  [...integrators.values()]
    .filter(({ kind }) => method.integrator === 'any' || (method.integrator === 'explicit') === (kind === 'explicit'))
    .filter(({ name }) => method.integrator !== 'none' || name === 'implicit-midpoint')
    .map((integrator) => ({ method, integrator, name: `${method.name} with ${integrator.name}` })),
);

/** A claim holds at any resolution. */
const coarse: Partial<Record<string, string>> = {
  'spectral-grid': ', nodes: 20',
  legendre: ', degree: 4, order: 6, tolerance: 1e-5',
};

describe('what a method claims to keep', () => {
  it.each(cases)('is kept by $name', ({ method, integrator }) => {
    const without = method.name === 'linear-fokker-planck' ? ['collisions.strength=0'] : [];
    const set = [
      `method={ name: ${method.name}${coarse[method.name] ?? ''} }`,
      `time.integrator=${integrator.name}`,
      ...without,
    ];
    const simulation = withColumns(prepareEvolution(parseScenario(text, 'claims.yaml', set)), [conservation, entropy]);
    const { evolution } = simulation;
    let row: Readonly<Record<string, number>> = {};
    const claims = method.conserves(integrator);
    let potential = Infinity;
    for (const t of claims.length === 0 ? [0.1] : [0.1, 0.2, 0.3, 0.4]) {
      evolution.advance(t);
      const now = evolution.snapshot();
      row = measure(simulation);
      if (claims.includes('linear')) expect(row.momentum_drift).toBeLessThan(1e-12);
      if (claims.includes('quadratic')) expect(row.energy_drift).toBeLessThan(1e-12);
      if (claims.includes('potential')) {
        const H = now.regularisedEntropy ?? row.entropy;
        expect(H).toBeLessThanOrEqual(potential + 1e-13 * Math.abs(H));
        potential = H;
      }
    }
    // The energy is not kept by chance: what does not claim it drifts.
    if (!claims.includes('quadratic')) expect(row.energy_drift).toBeGreaterThan(1e-14);
  });

  it('is asked of every method', () => {
    expect(new Set(cases.map(({ method }) => method.name)).size).toBe(methods.length);
  });
});
