import { expect, test } from 'vitest';
import { collisionTime } from '../../src/physics/coulomb-collisions.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { scenarioMixture } from '../../src/simulation/scenario-mixture.ts';

/** Electrons and ions of charge 2 with a Coulomb strength. */
function mixture(coulomb: string, pairs = '') {
  return scenarioMixture(
    parseScenario(
      `
title: plasma
dimension: 3
species:
  - { name: e, mass: 1, charge: -1, density: 1, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: lattice, count: 64 } }
  - { name: i, mass: 100, charge: 2, density: 0.5, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: lattice, count: 64 } }
collisions: { exponent: -3, strength: { coulomb: ${coulomb} }${pairs} }
time: { step: 0.1, until: 1 }
output: { every: 1 }
`,
      'plasma.yaml',
    ),
  );
}

test('a Coulomb strength in plasma units is Z_i^2 Z_j^2, and so it is when the unit of time is one collision time', () => {
  const time = collisionTime(10, { mass: 'electron', density: 1e19, temperature: 100 });
  const explicit = mixture(
    `{ lnLambda: 10, units: { mass: electron, density: 1e19, temperature: 100, time: ${time} } }`,
  );
  const plasma = mixture('{ lnLambda: 10 }');
  for (const [i, j, c] of [
    [0, 0, 1],
    [0, 1, 4],
    [1, 1, 16],
  ]) {
    expect(plasma.strength(i, j)).toBe(c);
    expect(explicit.strength(i, j)).toBeCloseTo(c, 10);
  }
});

test('a pair with a Coulomb logarithm of its own keeps the common units', () => {
  const own = ', pairs: [{ between: [e, i], strength: { coulomb: { lnLambda: 5 } } }]';
  for (const units of ['', ', units: { mass: electron, density: 1e21, temperature: 1000, time: 1e-6 }']) {
    const usual = mixture(`{ lnLambda: 10${units} }`);
    const changed = mixture(`{ lnLambda: 10${units} }`, own);
    expect(changed.strength(0, 1) / usual.strength(0, 1)).toBeCloseTo(1 / 2, 14);
    for (const i of [0, 1]) expect(changed.strength(i, i)).toBe(usual.strength(i, i));
  }
});
