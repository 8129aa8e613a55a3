import type { Dimension } from '../core/vector-field.ts';
import { collidingPairs, type Mixture } from '../physics/mixture.ts';
import { type PairKernel, radiiWithin } from '../physics/pair-kernel.ts';

/** What Theorem 1.1 states for one unordered pair of species. */
export interface TheoremRow {
  readonly between: readonly [string, string];
  readonly strength: number;
  /** gamma; for a kernel that is not a power, its exponent at r = 0. */
  readonly exponent: number;
  /** Properties of a kernel that is not a power. */
  readonly kernel?: KernelLedger;
  /** The theorem covers the pair if |r alpha'/alpha| <= bound at every r; for a power, if |exponent| <= bound. */
  readonly bound: number;
  readonly covered: boolean;
  /** Why the pair is not covered, if the exponent is not the reason. */
  readonly outside?: string;
}

/** A kernel alpha(r) in the ledger. */
export interface KernelLedger {
  /** `r^-3 exp(-r/2)`. */
  readonly formula: string;
  /** Infimum and supremum of r alpha'/alpha over r > 0; null if infinite. */
  readonly slopes: readonly [least: number | null, largest: number | null];
  /** The intervals of r in which |r alpha'/alpha| <= bound; null for no end. */
  readonly within: readonly (readonly [from: number, to: number | null])[];
}

/**
 * 2 sqrt(K), with K the constant of the sphere inequality int phi Gamma_2(log phi) >= K int phi Gamma(log phi) on S^{d-1}:
 * K = d - 1 for pairs of different species, where phi is arbitrary, and K = d + 3 - 1/(d-1) for pairs of one species,
 * where phi is even. Source: Y. Zhu (2025), Lemma 3.2; S. Ji (2024) for the even case.
 */
export function exponentBound(d: Dimension, sameSpecies: boolean): number {
  return 2 * Math.sqrt(sameSpecies ? d + 3 - 1 / (d - 1) : d - 1);
}

/**
 * Theorem 1.1 of Y. Zhu, Fisher information for the multi-species Landau system (2025): I never increases if |gamma_ij| <= exponentBound
 * for every colliding pair. With a different kernel alpha_ij the remainder of Proposition 3.1 has (r alpha'/alpha)^2/4 instead of
 * gamma^2/4, and the same proof requires |r alpha'/alpha| <= exponentBound at every r > 0. Returns one row for every unordered pair i <= j.
 * Pairs that do not collide are listed but do not affect the verdict `covered`, which is false if none collide. Immobile partners are the
 * limit of an infinitely heavy species. A uniform field or gyration moves every f_i as a whole and leaves I and H unchanged at every
 * moment, so the theorem holds with them. It does not treat baths, heating, sources and losses.
 */
export function theoremLedger(mixture: Mixture): { rows: readonly TheoremRow[]; covered: boolean } {
  const { dimension, species } = mixture;
  const row = (i: number, j: number): TheoremRow => {
    const kernel = mixture.kernel(i, j);
    const bound = exponentBound(dimension, i === j);
    const { least, largest } = kernel.slopes;
    return {
      between: [species[i].name, species[j].name],
      strength: mixture.strength(i, j),
      exponent: kernel.atZero.exponent,
      ...(kernel.exponent === undefined ? { kernel: kernelLedger(kernel, bound) } : {}),
      bound,
      covered: Math.max(-least, largest) <= bound,
    };
  };
  const partners = mixture.background
    .filter(({ strength }) => strength > 0)
    .map(({ species: i, strength, exponent, bath }): TheoremRow => {
      if (bath !== undefined)
        return {
          ...{ between: [species[i].name, bath.name], strength, exponent, bound: 0, covered: false },
          outside: 'a bath, which the theorem does not treat',
        };
      const bound = exponentBound(dimension, false);
      const covered = Math.abs(exponent) <= bound;
      return { between: [species[i].name, 'immobile partners'], strength, exponent, bound, covered };
    });
  const outside = (name: string, species: number, strength: number, what: string): TheoremRow => ({
    ...{ between: [mixture.species[species].name, name], strength, exponent: 0, bound: 0, covered: false },
    outside: `${what}, which the theorem does not treat`,
  });
  const changed = mixture.forcing.flatMap(({ name, heating, source, loss }): TheoremRow[] => [
    ...(heating ? [outside(name, heating.species, Math.abs(heating.power), 'heating or cooling')] : []),
    ...(source ? [outside(name, source.species, source.rate, 'a source of particles')] : []),
    ...(loss ? [outside(name, loss.species, loss.rate, 'a loss of particles')] : []),
  ]);
  const pairs = collidingPairs(mixture);
  const others = [...partners, ...changed];
  return {
    rows: [...species.flatMap((_, i) => species.slice(i).map((_, offset) => row(i, i + offset))), ...others],
    covered:
      pairs.length + partners.length > 0 &&
      pairs.every(([i, j]) => row(i, j).covered) &&
      others.every(({ covered }) => covered),
  };
}

function kernelLedger(kernel: PairKernel, bound: number): KernelLedger {
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  const { formula, slopes } = kernel;
  return {
    formula,
    slopes: [finite(slopes.least), finite(slopes.largest)],
    within: radiiWithin(kernel, bound).map(([from, to]) => [from, finite(to)] as const),
  };
}
