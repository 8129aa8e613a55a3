import { describe, expect, it } from 'vitest';
import { moments } from '../../src/analysis/moments.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { prepareEvolution } from '../../src/simulation/assemble.ts';
import { measure, withColumns } from './simulation.ts';

/** Two anisotropic gases that do not meet; the one collides twenty times as fast as the other. Exponent 0, d = 3. */
function gases(substeps: string, step: number, more = '') {
  const species = ['fast', 'slow'].map(
    (name) =>
      `  - { name: ${name}, mass: 1, density: 1, initial: { anisotropic: { temperatures: [2, 1, 1] } }, particles: { sampling: monte-carlo, count: 4000, matchMoments: true } }`,
  );
  const evolution = prepareEvolution(
    parseScenario(
      `
title: two paces
dimension: 3
seed: 3
species:
${species.join('\n')}
collisions:
  exponent: 0
  strength: 0.01
  pairs: [{ between: [fast, fast], strength: 0.2 }, { between: [fast, slow], strength: 0 }]
method: { name: pair-collisions, substeps: ${substeps}, smoothing: { temperature: 0.5 } }
time: { step: ${step}, until: 100 }
output: { every: 100 }
${more}`,
      'paces.yaml',
    ),
  );
  return withColumns(evolution, [moments]);
}

/** T_xx - T_yy at time t. */
function anisotropy(simulation: ReturnType<typeof gases>, t: number): readonly number[] {
  simulation.evolution.advance(t);
  const row = measure(simulation);
  return ['fast', 'slow'].map((name) => row[`temperature_xx.${name}`] - row[`temperature_yy.${name}`]);
}

describe('parts of a step by pair', () => {
  it('resolve the fast pair in steps of the slow one', () => {
    // d(T_xx - T_yy)/dt = -12 c n (T_xx - T_yy) at exponent 0 in d = 3 and mass 1.
    const right = [0.2, 0.01].map((c) => Math.exp(-12 * c));
    const [none, byPair] = ['none', 'by-pair'].map((substeps) => anisotropy(gases(substeps, 1), 1));
    const errors = [none, byPair].map((found) => Math.abs(found[0] - right[0]));
    expect(errors[0]).toBeGreaterThan(0.2);
    // Scatter of 4000 particles.
    expect(errors[1]).toBeLessThan(0.06);
    expect(Math.abs(byPair[1] - right[1])).toBeLessThan(0.06);
  });

  it('are as many as the pair is faster, whatever the step, and lengthen the step that is advised', () => {
    for (const step of [1, 0.5]) {
      const { settings, warnings = [] } = gases('by-pair', step).evolution;
      expect(settings['sub-steps fast']).toBe(20);
      expect(settings['sub-steps slow']).toBeUndefined();
      expect(warnings).toEqual([]);
      const plain = gases('none', step).evolution;
      const advised = (of: typeof settings) => Number(of['longest time step for rates to 10 %']);
      expect(advised(settings) / advised(plain.settings)).toBeCloseTo(20, 6);
      expect(plain.warnings!.join('\n')).toMatch(/time\.step: expected at most 0\.\d+ .*pairs of fast lose/);
    }
  });
});

it('the advice on the step names the weights that set it', () => {
  const scenario = `
title: weights
dimension: 3
species:
  - { name: equal, mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: monte-carlo, count: 500 } }
  - { name: uneven, mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: lattice, count: 1000 } }
collisions: { exponent: -3, strength: 1 }
method: { name: pair-collisions, smoothing: { temperature: 0.5 } }
time: { step: 1, until: 10 }
output: { every: 10 }
`;
  const { warnings = [] } = prepareEvolution(parseScenario(scenario, 'weights.yaml')).evolution;
  expect(warnings.join('\n')).toMatch(
    /time\.step: expected at most .*pairs of .*uneven, with weights of up to .*0\.0\d+, lose .* or equal weights, which allow/,
  );
});
