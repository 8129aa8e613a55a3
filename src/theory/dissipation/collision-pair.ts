import { InputError } from '../../core/errors.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { LogDensity } from './log-density.ts';

/** The collision law of one ordered pair (i, j) of species. */
export interface CollisionPair {
  /** m_i and m_j. */
  readonly masses: readonly [number, number];
  /** c_ij >= 0. */
  readonly strength: number;
  /** gamma_ij, a real number in (-d-2, 1]; alpha(r) = r^gamma. */
  readonly exponent: number;
}

/** The ordered pair (i, j) of a mixture. */
export function collisionPair(mixture: Mixture, i: number, j: number): CollisionPair {
  return {
    masses: [mixture.species[i].mass, mixture.species[j].mass],
    strength: mixture.strength(i, j),
    exponent: mixture.exponent(i, j),
  };
}

/**
 * Whether F = f_i(v) f_j(v*) does not change under v <-> v*: the masses agree and the two densities are one object. Then
 * grad psi_i/m_i - grad psi_j* / m_j vanishes where v = v*, like r = |v - v*|, and so does everything that would diverge there.
 */
export function isLike({ masses }: CollisionPair, f_i: LogDensity, f_j: LogDensity): boolean {
  return f_i === f_j && masses[0] === masses[1];
}

/** Throws InputError unless both masses are positive, c >= 0, -d-2 < gamma <= 1 and both densities have dimension d. */
export function checkPair({ masses, strength, exponent }: CollisionPair, f_i: LogDensity, f_j: LogDensity): void {
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

/** What to do where Proposition 3.1 has no meaning. */
export function beyondSplit(d: number, exponent: number, limit: string, alternative: string): InputError {
  return new InputError(
    `dissipation, Proposition 3.1 for unlike species: expected an exponent ${limit} ${-d} (d = ${d}), got ${exponent}; ${alternative}`,
  );
}
