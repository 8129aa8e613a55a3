import type { Scenario, StrengthScenario } from './scenario.ts';

/** The collision law of all pairs, as S x S symmetric matrices in the order of the species. */
export interface CollisionMatrices {
  readonly exponents: readonly (readonly number[])[];
  /** c_ij as given: a number, or plasma data from which it follows with the charges of i and j. */
  readonly strengths: readonly (readonly StrengthScenario[])[];
}

/** The exponents and strengths of every pair: the common ones, replaced where `pairs` says so. */
export function collisionMatrices({ species, collisions }: Scenario): CollisionMatrices {
  const exponents = species.map(() => species.map(() => collisions.exponent));
  const strengths = species.map(() => species.map(() => collisions.strength));
  for (const { between, exponent, strength } of collisions.pairs) {
    const [i, j] = between.map((name) => species.findIndex((one) => one.name === name));
    if (exponent !== undefined) exponents[i][j] = exponents[j][i] = exponent;
    if (strength !== undefined) strengths[i][j] = strengths[j][i] = strength;
  }
  return { exponents, strengths };
}
