import { describe, expect, it } from 'vitest';
import { createDistribution } from '../../src/ensemble/distributions.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { startingFunctionals } from '../../src/simulation/starting-functionals.ts';

const mass = 3;

describe.each([2, 3] as const)('H and I of an initial distribution in d = %i', (dimension) => {
  const species = { dimension, mass, density: 0.7 };
  const mixture = createMixture(dimension, [{ name: 'a', mass, charge: 0 }], [[1]], [[0]]);
  const drift = [0.4, -1.1, 2.3].slice(0, dimension);
  const temperatures = [1, 1.5, 0.8].slice(0, dimension);
  const even = createDistribution({ anisotropic: { temperatures, drift } }, species);

  it('are those of the closed form, within what is stated', () => {
    const { entropy, fisher } = startingFunctionals(mixture, [even]);
    const peak = temperatures.reduce((product, T) => product * Math.sqrt(mass / (2 * Math.PI * T)), species.density);
    const H = species.density * (Math.log(peak) - dimension / 2);
    const I = temperatures.reduce((sum, T) => sum + species.density / T, 0);
    // beyond the cube lie 1e-10 of them
    expect(Math.abs(entropy[0].value / H - 1)).toBeLessThan(1e-9);
    expect(Math.abs(fisher[0].value - I)).toBeLessThan(fisher[0].error);
    expect(fisher[0].error / I).toBeLessThan(1e-3);
  });

  it('are the same by one part of an even f as by all of it', () => {
    const shell = createDistribution({ shell: { radius: 0.5, width: 0.5, drift } }, species);
    for (const f of [even, shell]) {
      expect(f.isEven).toBe(true);
      const [part, whole] = [f, { ...f, isEven: false }].map((one) => startingFunctionals(mixture, [one]));
      for (const functional of ['entropy', 'fisher'] as const)
        expect(part[functional][0].value / whole[functional][0].value).toBeCloseTo(1, 11);
    }
  });

  it('are unknown of an f with an edge', () => {
    const ball = createDistribution({ ball: { radius: 1, drift } }, species);
    expect(startingFunctionals(mixture, [ball]).fisher[0]).toEqual({ value: Number.NaN, error: Number.NaN });
  });
});
