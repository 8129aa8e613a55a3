import { InputError } from '../core/errors.ts';
import type { Dimension } from '../core/vector-field.ts';
import type { Following } from './following.ts';
import type { Forcing } from './forcing.ts';
import { kernelProblem, type PairKernel, powerKernel } from './pair-kernel.ts';

/** A particle species. Masses and charges are in the units of the scenario (charge only enters Coulomb strengths). */
export interface Species {
  readonly name: string;
  readonly mass: number;
  readonly charge: number;
}

/**
 * The collision law of a multi-species Landau system (Zhu 2025, eq. 1.1), and what acts on it from outside:
 *
 *     d_t f_i = sum_j (c_ij / m_i) div_v int |v - v*|^gamma_ij A(v - v*) ( f_j* grad f_i / m_i - f_i grad f_j* / m_j ) dv*
 *
 * with A(w) = |w|^2 I - w w^T. Strengths c_ij >= 0 and exponents gamma_ij are symmetric in i and j. In the place of |v - v*|^gamma_ij a pair
 * may have another kernel alpha_ij(|v - v*|).
 */
export interface Mixture {
  readonly dimension: Dimension;
  readonly species: readonly Species[];
  /** c_ij = c_ji >= 0. */
  strength(i: number, j: number): number;
  /**
   * gamma_ij = gamma_ji, a real number in (-d-2, 1]. Throws InputError for a pair whose kernel is not a power: what asks for the exponent
   * alone cannot do others.
   */
  exponent(i: number, j: number): number;
  /** alpha_ij = alpha_ji; of most pairs the power r^gamma_ij. */
  kernel(i: number, j: number): PairKernel;
  /** Partners that never change, if any: immobile points and baths. */
  readonly background: readonly Background[];
  /** What acts from outside beside them, if anything. */
  readonly forcing: readonly Forcing[];
  /** Coulomb logarithms that change along the run, if any; the strengths are those of the start. See liveMixture. */
  readonly following?: Following;
}

/**
 * Partners of species i that never change. Without a bath they are infinitely heavy and point-like, all at one velocity V (the Lorentz
 * gas, T_j/m_j -> 0):
 *
 *     d_t f_i += (strength / m_i^2) div( |v - V|^gamma A(v - V) grad f_i )
 *
 * They keep the energy of species i in their frame and take up its momentum. With a bath they are a Maxwellian, see bathDiffusion, and give
 * and take both.
 */
export interface Background {
  /** Index of the species that collides with them. */
  readonly species: number;
  /** c n_j: strength times density of the partners. */
  readonly strength: number;
  readonly exponent: number;
  /** V, length d. */
  readonly velocity: readonly number[];
  /** The Maxwellian that they are; absent for immobile points. */
  readonly bath?: Bath;
}

/** A Maxwellian of fixed density, velocity and temperature that species collide with and that does not change. */
export interface Bath {
  readonly name: string;
  readonly mass: number;
  readonly temperature: number;
}

/**
 * Mixture from S x S matrices; only i <= j is read, so both are symmetric by construction. A kernel is given by its exponent where it
 * is a power.
 */
export function createMixture(
  dimension: Dimension,
  species: readonly Species[],
  strengths: readonly (readonly number[])[],
  kernels: readonly (readonly (number | PairKernel)[])[],
  background: readonly Background[] = [],
  forcing: readonly Forcing[] = [],
  following?: Following,
): Mixture {
  const problems: string[] = [];
  species.forEach((a, i) => {
    if (!(a.mass > 0 && a.mass < Infinity)) problems.push(`species ${a.name}: expected a positive mass, got ${a.mass}`);
    for (let j = i; j < species.length; j++) {
      const c = strengths[i]?.[j];
      const law = kernels[i]?.[j];
      const pair = `pair ${a.name}-${species[j].name}`;
      if (!(c >= 0 && c < Infinity)) problems.push(`${pair}: expected a strength >= 0, got ${c}`);
      if (typeof law === 'object') {
        const problem = kernelProblem(law, dimension);
        if (problem !== undefined) problems.push(`${pair}: expected ${problem.expected}, got ${problem.got}`);
      } else if (!(law > -dimension - 2 && law <= 1))
        problems.push(`${pair}: expected an exponent in (${-dimension - 2}, 1], got ${law}`);
    }
  });
  if (problems.length > 0) throw new InputError(problems);
  const upper = <T>(matrix: readonly (readonly T[])[]) => {
    const rows = species.map((_, i) => species.map((_, j) => (i <= j ? matrix[i][j] : matrix[j][i])));
    return (i: number, j: number) => rows[i][j];
  };
  const kernel = upper(kernels.map((row) => row.map((law) => (typeof law === 'object' ? law : powerKernel(law)))));
  return {
    dimension,
    species: [...species],
    strength: upper(strengths),
    exponent(i, j) {
      const { exponent, formula } = kernel(i, j);
      if (exponent !== undefined) return exponent;
      throw new InputError(
        `collisions of ${species[i].name} and ${species[j].name}: expected one power of the relative speed, got ${formula}`,
      );
    },
    kernel,
    background: [...background],
    forcing: [...forcing],
    ...(following && { following }),
  };
}

/** The baths that some species collides with, by name. */
export function baths({ background }: Pick<Mixture, 'background'>): readonly string[] {
  return [...new Set(background.flatMap(({ bath, strength }) => (bath && strength > 0 ? [bath.name] : [])))];
}

/** Whether momentum or energy come and go: with a bath or a forcing. Immobile points alone take up momentum only. */
export function isDriven(mixture: Pick<Mixture, 'background' | 'forcing'>): boolean {
  return mixture.forcing.length > 0 || baths(mixture).length > 0;
}

/** What gives momentum and energy to the species, in the order of the ledger of a run: baths, then forcings. */
export function givers(mixture: Pick<Mixture, 'background' | 'forcing'>): readonly string[] {
  return [...baths(mixture), ...mixture.forcing.map(({ name }) => name)];
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
