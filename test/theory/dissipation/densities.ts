import type { Dimension } from '../../../src/core/vector-field.ts';
import { modulatedGaussian } from '../../../src/physics/densities.ts';
import type { CollisionPair } from '../../../src/theory/dissipation/collision-pair.ts';

/** The two densities of the test vectors: (k, a, s) = (1, 0.7, 1) and (2, -0.3, 0.5). */
export function modulatedPair(d: Dimension) {
  return [modulatedGaussian(d, 1, 0.7, 1), modulatedGaussian(d, 2, -0.3, 0.5)] as const;
}

/** Masses 1 and 2, c = 1. */
export function unlikePair(exponent: number): CollisionPair {
  return { masses: [1, 2], strength: 1, exponent };
}

/** Central differences of order six on the offsets -3h .. 3h. */
export function derivative(g: (x: number) => number, x: number, h: number): number {
  const weights = [-1 / 60, 3 / 20, -3 / 4, 0, 3 / 4, -3 / 20, 1 / 60];
  return weights.reduce((sum, weight, k) => (weight === 0 ? sum : sum + (weight / h) * g(x + (k - 3) * h)), 0);
}
