import type { Mixture } from '../../physics/mixture.ts';
import { type Effort, splineEffort } from '../effort.ts';
import { eigenpairs } from './eigenvalues.ts';
import { linearisedForms } from './forms.ts';

/** Eigenvalues of one harmonic degree, ascending: dh/dt = -lambda h. */
export interface DegreeSpectrum {
  readonly degree: number;
  readonly values: readonly number[];
  /** Change from a space with 2/3 as many pieces that ends at 10 instead of 10.5 thermal speeds. */
  readonly errors: readonly number[];
}

const levels = [2, 3] as const;

export function spectrumEffort(mixture: Mixture, degrees: readonly number[]): Effort {
  return splineEffort(mixture, degrees, levels);
}

/**
 * The lowest `count` eigenvalues of the linearised operator in L^2(mu_i), in the variational spaces of `linearisedForms`: upper bounds of
 * the exact eigenvalues, counted with multiplicity, as long as they lie below the essential spectrum. If every exponent of a colliding
 * species is below -2, the essential spectrum reaches down to 0, there is no gap, and the values depend on the space, as their errors show.
 * Source: C. Mouhot & R. M. Strain, J. Math. Pures Appl. 87, 515 (2007).
 */
export function lowestEigenvalues(
  mixture: Mixture,
  densities: readonly number[],
  degree: number,
  count: number,
): DegreeSpectrum {
  const [coarse, fine] = levels.map((level) => {
    const { collisions, product } = linearisedForms(mixture, densities, degree, level);
    return eigenpairs(collisions, product).map(({ value }) => value);
  });
  const values = fine.slice(0, count);
  return { degree, values, errors: values.map((value, k) => Math.abs(value - (coarse[k] ?? Infinity))) };
}

/**
 * Whether the operator has a spectral gap: every species must collide with a partner with exponent >= -2, because at large |v| the rate of
 * a species is that of its largest exponent, |v|^(gamma + 2).
 */
export function hasGap(mixture: Mixture): boolean {
  return mixture.species.every((_, i) =>
    mixture.species.some((__, j) => mixture.strength(i, j) > 0 && mixture.exponent(i, j) >= -2),
  );
}

/**
 * Number of invariants of a degree: for degree 0 the number of each species and the energy of each group linked by collisions, for degree 1
 * its momentum.
 */
export function invariantCount(mixture: Mixture, degree: number): number {
  const S = mixture.species.length;
  const group = Array.from({ length: S }, (_, i) => i);
  for (let i = 0; i < S; i++)
    for (let j = 0; j < S; j++)
      if (mixture.strength(i, j) > 0) {
        const [from, to] = [group[j], group[i]];
        group.forEach((g, k) => {
          if (g === from) group[k] = to;
        });
      }
  const groups = new Set(group).size;
  return degree === 0 ? S + groups : degree === 1 ? groups : 0;
}
