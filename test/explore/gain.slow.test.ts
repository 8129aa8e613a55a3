import { describe, expect, it } from 'vitest';
import { largestGain } from '../../src/explore/growth/gain.ts';
import { modulatedScenario } from '../../src/explore/growth/scenario.ts';
import { type GrowthProblem, localisedFunctions } from '../../src/explore/growth/space.ts';
import { growthRate } from '../../src/explore/linearised/growth-rate.ts';
import { linearGain } from '../../src/explore/linearised/linear-flow.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';
import { measure } from '../methods/simulation.ts';

const cross = [
  [0, 1],
  [1, 0],
];
const light = (mass: number, exponent: number) =>
  createMixture(
    3,
    [1, mass].map((m, i) => ({ name: `species-${i + 1}`, mass: m, charge: 1 })),
    cross,
    cross.map((row) => row.map(() => exponent)),
  );

describe('the largest gain of I up to a time', () => {
  it('is near the equilibrium the growth rate times the time at first, and less later', () => {
    const mixture = light(10, -4);
    const { rate } = growthRate(mixture, [1, 1], 0);
    expect(rate).toBeGreaterThan(0);
    const soon = linearGain(mixture, [1, 1], 0, [], 1e-5);
    expect(soon.gain / (1e-5 * rate)).toBeCloseTo(1, 2);
    const later = linearGain(mixture, [1, 1], 0, [], 1e-2);
    expect(later.gain).toBeGreaterThan(soon.gain);
    expect(later.gain).toBeLessThan(1e-2 * rate);
  });

  it('is none where the theorem rules growth out', () => {
    expect(linearGain(light(10, 0), [1, 1], 1, [], 0.2).gain).toBeLessThan(1e-9);
  });

  it('does not grow with the round-off of the invariants, however long', () => {
    const mixture = light(1000, -3);
    const problem = { degree: 1, spacing: 1.2 } as GrowthProblem;
    const functions = localisedFunctions(mixture, problem);
    for (const degree of [0, 1]) {
      const own = functions.filter((one) => one.degree === degree);
      for (const time of [1e-3, 1e9]) {
        const { gain, error, localisedGain } = linearGain(mixture, [1, 1], degree, own, time, [1]);
        expect(gain).toBeLessThan(1e-3);
        expect(localisedGain).toBeLessThan(gain + error + 1e-9);
      }
    }
  });

  it('is positive for isotropic data of a gas softer than Coulomb by the whole equation', () => {
    const problem: GrowthProblem = {
      ...{ dimension: 3, masses: [1, 10], densities: [1, 1], strengths: cross, exponent: -4 },
      ...{ degree: 0, bound: 2, spacing: 2.5 },
    };
    const time = 1e-2;
    const { mixture, gain, error, fisher, linear, initial, searched } = largestGain(problem, time, 2);
    // The opposite of the start gains a tenth of this.
    expect(gain).toBeGreaterThan(4e-5);
    expect(gain).toBeGreaterThan(100 * error);
    expect(error).toBeGreaterThan(0);
    // the few steps and coarse elements of the search
    expect(searched / gain).toBeCloseTo(1, 1);
    // far from the equilibrium the whole equation may gain more of I - I(mu)
    expect(gain / (fisher - 6)).toBeGreaterThan(linear.gain);
    expect(linear.localisedGain).toBeLessThanOrEqual(linear.gain);
    // I(t) - I(0) of the scenario that is written.
    const text = modulatedScenario('gain', mixture, problem, initial!, time);
    const simulation = assemble(parseScenario(text, 'gain.yaml', ['method.order=8', 'output.budget=null']));
    const first = measure(simulation).fisher_best;
    expect(first).toBeCloseTo(fisher, 7);
    simulation.evolution.advance(time);
    expect((measure(simulation).fisher_best - first) / gain).toBeCloseTo(1, 3);
  });
});
