import { InputError } from '../core/errors.ts';
import type { Dimension } from '../core/vector-field.ts';

/** A particle species. Masses and charges are in the units of the scenario (charge only enters Coulomb strengths). */
export interface Species {
  readonly name: string;
  readonly mass: number;
  readonly charge: number;
}

/**
 * The collision law of a multi-species Landau system (Zhu 2025, eq. 1.1):
 *
 *     d_t f_i = sum_j (c_ij / m_i) div_v int |v - v*|^gamma_ij A(v - v*) ( f_j* grad f_i / m_i - f_i grad f_j* / m_j ) dv*
 *
 * with A(w) = |w|^2 I - w w^T. Strengths c_ij >= 0 and exponents gamma_ij are symmetric in i and j.
 */
export interface Mixture {
  readonly dimension: Dimension;
  readonly species: readonly Species[];
  /** c_ij = c_ji >= 0. */
  strength(i: number, j: number): number;
  /** gamma_ij = gamma_ji, a real number in (-d-2, 1]. */
  exponent(i: number, j: number): number;
  /** Immobile point-like partners, if any. */
  readonly background: readonly Background[];
}

/**
 * Infinitely heavy partners of species i, all at one velocity V and never moved (the Lorentz gas, T_j/m_j -> 0):
 *
 *     d_t f_i += (strength / m_i^2) div( |v - V|^gamma A(v - V) grad f_i )
 *
 * They keep the energy of species i in their frame and take up its momentum.
 */
export interface Background {
  /** Index of the species that collides with them. */
  readonly species: number;
  /** c n_j: strength times density of the partners. */
  readonly strength: number;
  readonly exponent: number;
  /** V, length d. */
  readonly velocity: readonly number[];
}

/** Mixture from S x S matrices; only i <= j is read, so both are symmetric by construction. */
export function createMixture(
  dimension: Dimension,
  species: readonly Species[],
  strengths: readonly (readonly number[])[],
  exponents: readonly (readonly number[])[],
  background: readonly Background[] = [],
): Mixture {
  const problems: string[] = [];
  species.forEach((a, i) => {
    if (!(a.mass > 0 && a.mass < Infinity)) problems.push(`species ${a.name}: expected a positive mass, got ${a.mass}`);
    for (let j = i; j < species.length; j++) {
      const c = strengths[i]?.[j];
      const gamma = exponents[i]?.[j];
      const pair = `pair ${a.name}-${species[j].name}`;
      if (!(c >= 0 && c < Infinity)) problems.push(`${pair}: expected a strength >= 0, got ${c}`);
      if (!(gamma > -dimension - 2 && gamma <= 1))
        problems.push(`${pair}: expected an exponent in (${-dimension - 2}, 1], got ${gamma}`);
    }
  });
  if (problems.length > 0) throw new InputError(problems);
  const upper = (matrix: readonly (readonly number[])[]) => {
    const rows = species.map((_, i) => species.map((_, j) => (i <= j ? matrix[i][j] : matrix[j][i])));
    return (i: number, j: number) => rows[i][j];
  };
  return {
    dimension,
    species: [...species],
    strength: upper(strengths),
    exponent: upper(exponents),
    background: [...background],
  };
}

/** The unordered pairs i <= j with c_ij > 0. */
export function collidingPairs(mixture: Mixture): readonly (readonly [number, number])[] {
  return mixture.species.flatMap((_, j) =>
    mixture.species.slice(0, j + 1).flatMap((_, i) => (mixture.strength(i, j) > 0 ? [[i, j] as const] : [])),
  );
}

/** Unordered pairs of particles whose species collide, for so many particles of each species. */
export function countPairs(mixture: Mixture, counts: readonly number[]): number {
  return collidingPairs(mixture).reduce(
    (pairs, [i, j]) => pairs + (i === j ? (counts[i] * (counts[i] - 1)) / 2 : counts[i] * counts[j]),
    0,
  );
}
