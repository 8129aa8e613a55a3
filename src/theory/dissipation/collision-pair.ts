import { InputError } from '../../core/errors.ts';
import { createLogDerivatives, type Density, type LogDerivatives } from '../../physics/density.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { PairKernel } from '../../physics/pair-kernel.ts';

/** The collision law of one ordered pair (i, j) of species. */
export interface CollisionPair {
  /** m_i and m_j. */
  readonly masses: readonly [number, number];
  /** c_ij >= 0. */
  readonly strength: number;
  /** gamma_ij, a real number in (-d-2, 1]; alpha(r) = r^gamma, or ~ r^gamma at r = 0 with a kernel. */
  readonly exponent: number;
  /** alpha, if it is not that power. */
  readonly kernel?: PairKernel;
}

/** The ordered pair (i, j) of a mixture. */
export function collisionPair(mixture: Mixture, i: number, j: number): CollisionPair {
  const kernel = mixture.kernel(i, j);
  return {
    masses: [mixture.species[i].mass, mixture.species[j].mass],
    strength: mixture.strength(i, j),
    exponent: kernel.atZero.exponent,
    ...(kernel.exponent === undefined ? { kernel } : {}),
  };
}

/** Returns alpha(r). */
export function alphaAt({ exponent, kernel }: CollisionPair, r: number): number {
  if (kernel !== undefined) return kernel.value(r);
  return exponent === 0 ? 1 : r ** exponent;
}

/**
 * Whether F = f_i(v) f_j(v*) is invariant under v <-> v*: the masses agree and the two densities are the same object. Then
 * grad psi_i/m_i - grad psi_j* / m_j vanishes at v = v*, like r = |v - v*|, and so does every term that would diverge there.
 */
export function isLike({ masses }: CollisionPair, f_i: Density, f_j: Density): boolean {
  return f_i === f_j && masses[0] === masses[1];
}

/** Throws InputError unless both masses are positive, c >= 0, -d-2 < gamma <= 1 and both densities have dimension d. */
export function checkPair({ masses, strength, exponent }: CollisionPair, f_i: Density, f_j: Density): void {
  const d = f_i.dimension;
  const problems: string[] = [];
  if (f_j.dimension !== d)
    problems.push(`dissipation: expected two densities of one dimension, got ${d} and ${f_j.dimension}`);
  if (!masses.every((m) => m > 0 && m < Infinity))
    problems.push(`dissipation: expected positive masses, got [${masses}]`);
  if (!(strength >= 0 && strength < Infinity)) problems.push(`dissipation: expected a strength >= 0, got ${strength}`);
  if (!(exponent > -d - 2 && exponent <= 1))
    problems.push(`dissipation: expected an exponent in (${-d - 2}, 1], got ${exponent}`);
  if (problems.length > 0) throw new InputError(problems);
}

/** The error for exponents outside the range of Proposition 3.1, with an alternative. */
export function beyondSplit(d: number, exponent: number, limit: string, alternative: string): InputError {
  return new InputError(
    `dissipation, Proposition 3.1 for unlike species: expected an exponent ${limit} ${-d} (d = ${d}), got ${exponent}; ${alternative}`,
  );
}

/** Two velocities v and v* and the densities there. */
export interface PairPoint {
  /** w = v - v*, length d. */
  readonly w: Float64Array;
  /** r = |w| > 0. */
  r: number;
  /** psi_i = log f_i at v. */
  i: LogDerivatives;
  /** psi_j = log f_j at v*. */
  j: LogDerivatives;
}

/** An integrand over pairs of velocities, int int alpha(r) F h dv dv* with F = f_i(v) f_j(v*), with one or several components. */
export interface PairIntegrand {
  /**
   * Leading power p of each component h ~ r^p as r -> 0: for any two densities, and for like ones (see isLike). The
   * integral exists for gamma + p + d > 0, and a particle average has a variance for 2 (gamma + p) + d > 0.
   */
  readonly powers: { readonly unlike: readonly number[]; readonly like: readonly number[] };
  /** Writes h at the point to `out` from position `at` on. */
  evaluate(point: PairPoint, out: Float64Array, at: number): void;
}

export function createPairPoint({ dimension }: Density): PairPoint {
  return {
    w: new Float64Array(dimension),
    r: 0,
    i: createLogDerivatives(dimension),
    j: createLogDerivatives(dimension),
  };
}

/** Concatenates the components of several integrands. */
export function jointIntegrand(parts: readonly PairIntegrand[]): PairIntegrand {
  return {
    powers: {
      unlike: parts.flatMap(({ powers }) => powers.unlike),
      like: parts.flatMap(({ powers }) => powers.like),
    },
    evaluate(point, out, at) {
      let next = at;
      for (const part of parts) {
        part.evaluate(point, out, next);
        next += part.powers.like.length;
      }
    },
  };
}
