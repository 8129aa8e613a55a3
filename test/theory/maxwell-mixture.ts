import type { Dimension } from '../../src/core/vector-field.ts';
import { createMixture, type Mixture } from '../../src/physics/mixture.ts';

/** Species s0, s1, ... of Maxwell molecules: exponent 0 for every pair. */
export function maxwellMixture(
  d: Dimension,
  masses: readonly number[],
  strengths: readonly (readonly number[])[],
): Mixture {
  return createMixture(
    d,
    masses.map((mass, i) => ({ name: `s${i}`, mass, charge: 0 })),
    strengths,
    masses.map(() => masses.map(() => 0)),
  );
}
