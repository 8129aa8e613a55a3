import { InputError } from '../core/errors.ts';
import type { Dimension } from '../core/vector-field.ts';
import type { Following } from './following.ts';
import type { Forcing } from './forcing.ts';
import { kernelProblem, type PairKernel, powerKernel } from './pair-kernel.ts';

/** A particle species. Masses and charges are in the units of the scenario; charges enter only Coulomb strengths and fields. */
export interface Species {
  readonly name: string;
  readonly mass: number;
  readonly charge: number;
}

/**
 * The collision law of a multi-species Landau system (Zhu 2025, eq. 1.1), with its background and forcing:
 *
 *     d_t f_i = sum_j (c_ij / m_i) div_v int |v - v*|^gamma_ij A(v - v*) ( f_j* grad f_i / m_i - f_i grad f_j* / m_j ) dv*
 *
 * with A(w) = |w|^2 I - w w^T. Strengths c_ij >= 0 and exponents gamma_ij are symmetric in i and j. A pair may have a different kernel
 * alpha_ij(|v - v*|) instead of |v - v*|^gamma_ij.
 */
export interface Mixture {
  readonly dimension: Dimension;
  readonly species: readonly Species[];
  /** c_ij = c_ji >= 0. */
  strength(i: number, j: number): number;
  /**
   * gamma_ij = gamma_ji, a real number in (-d-2, 1]. Throws InputError for a pair whose kernel is not a power, because code that uses
   * only the exponent supports no other kernel.
   */
  exponent(i: number, j: number): number;
  /** alpha_ij = alpha_ji; the power r^gamma_ij for most pairs. */
  kernel(i: number, j: number): PairKernel;
  /** Partners that never change, if any: immobile points and baths. */
  readonly background: readonly Background[];
  /** Other external actions, if any. */
  readonly forcing: readonly Forcing[];
  /** Coulomb logarithms that change during the run, if any; the strengths are those of the start. See liveMixture. */
  readonly following?: Following;
}

/**
 * Partners of species i that never change. Without a bath they are infinitely heavy and point-like, all at one velocity V (the Lorentz
 * gas, T_j/m_j -> 0):
 *
 *     d_t f_i += (strength / m_i^2) div( |v - V|^gamma A(v - V) grad f_i )
 *
 * They conserve the energy of species i in their frame and absorb its momentum. With a bath they are a Maxwellian, see bathDiffusion,
 * and exchange both momentum and energy.
 */
export interface Background {
  /** Index of the species that collides with them. */
  readonly species: number;
  /** c n_j: strength times density of the partners. */
  readonly strength: number;
  readonly exponent: number;
  /** V, length d. */
  readonly velocity: readonly number[];
  /** The Maxwellian of the partners; absent for immobile points. */
  readonly bath?: Bath;
}

/** A Maxwellian of fixed density, velocity and temperature that species collide with and that does not change. */
export interface Bath {
  readonly name: string;
  readonly mass: number;
  readonly temperature: number;
}

/**
 * Makes a mixture from S x S matrices. Only i <= j is read, so both are symmetric by construction. A kernel that is a power is given
 * by its exponent. Throws InputError for masses, strengths or kernels out of range.
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

/** The names of the baths that at least one species collides with. */
export function baths({ background }: Pick<Mixture, 'background'>): readonly string[] {
  return [...new Set(background.flatMap(({ bath, strength }) => (bath && strength > 0 ? [bath.name] : [])))];
}

/** Whether a bath or a forcing changes momentum or energy. Immobile points do not count; they absorb only momentum. */
export function isDriven(mixture: Pick<Mixture, 'background' | 'forcing'>): boolean {
  return mixture.forcing.length > 0 || baths(mixture).length > 0;
}

/** The names of all givers of momentum and energy, in the order of a run's ledger: baths, then forcings. */
export function givers(mixture: Pick<Mixture, 'background' | 'forcing'>): readonly string[] {
  return [...baths(mixture), ...mixture.forcing.map(({ name }) => name)];
}

/** The unordered pairs i <= j with c_ij > 0. */
export function collidingPairs(mixture: Mixture): readonly (readonly [number, number])[] {
  return mixture.species.flatMap((_, j) =>
    mixture.species.slice(0, j + 1).flatMap((_, i) => (mixture.strength(i, j) > 0 ? [[i, j] as const] : [])),
  );
}

/** The number of unordered pairs of particles whose species collide, for the given numbers of particles per species. */
export function countPairs(mixture: Mixture, counts: readonly number[]): number {
  return collidingPairs(mixture).reduce(
    (pairs, [i, j]) => pairs + (i === j ? (counts[i] * (counts[i] - 1)) / 2 : counts[i] * counts[j]),
    0,
  );
}
