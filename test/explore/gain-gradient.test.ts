import { expect, it } from 'vitest';
import { gainObjective } from '../../src/explore/growth/objective.ts';
import { type GrowthProblem, growthMixture, localisedFunctions } from '../../src/explore/growth/space.ts';

const problem: GrowthProblem = {
  ...{ dimension: 3, masses: [1, 4], densities: [1, 0.5], exponent: -3, degree: 1, bound: 0.5, spacing: 3 },
  strengths: [
    [0.3, 1],
    [1, 0.2],
  ],
};

it.each([
  ['d = 3, Coulomb', problem],
  ['d = 2, exponent -2.5', { ...problem, dimension: 2, exponent: -2.5 } as GrowthProblem],
  ['isotropic', { ...problem, degree: 0 }],
])('the gain of I in a few steps has the gradient of its differences: %s', (_, own) => {
  const functions = localisedFunctions(growthMixture(own), own);
  const { value } = gainObjective(growthMixture(own), own, functions, 0.3);
  const at = Float64Array.from(functions, (__, k) => 0.3 * Math.cos(3 * k + 1));
  const direction = functions.map((__, k) => Math.sin(2 * k + 1));
  const gradient = new Float64Array(functions.length);
  value(at, gradient);
  const along = (h: number) => value(at.map((x, k) => x + h * direction[k]));
  const slope = direction.reduce((sum, x, k) => sum + x * gradient[k], 0);
  const h = 1e-3;
  const difference = (8 * (along(h) - along(-h)) - (along(2 * h) - along(-2 * h))) / (12 * h);
  expect(Math.abs(slope)).toBeGreaterThan(1e-3);
  expect(Math.abs(slope / difference - 1)).toBeLessThan(1e-8);
});
