import { type DissipationEstimates, dissipationParts, sumOfEstimates } from '../../analysis/fisher-budget-pairs.ts';
import { InputError } from '../../core/errors.ts';
import type { Estimate } from '../../core/statistics.ts';
import type { Mixture } from '../../physics/mixture.ts';

/**
 * dI/dt of one state, pair by pair. `landau dissipation --json` prints this object; its keys are stable:
 *
 *     dimension, t
 *     method      'quadrature' of the initial distributions, 'expansion' by the Legendre method, or 'pairs' of
 *                 velocities drawn from the blob reconstruction
 *     tables      the species whose f is a table, if there are any: errors include the change when half of the rows are dropped
 *     draws       number of velocities drawn from each species of a pair; null for a quadrature
 *     pairs       every ordered pair that collides: between, exponent, strength, and its parts lemma, parallel, radial,
 *                 spherical, remainder, contact and total = -parallel - radial - spherical + remainder + contact
 *     partners    every group of immobile partners: of (the species), exponent, strength, lemma (null for gamma <= -d)
 *     total       the same parts, summed over all pairs and partners
 *
 * A part is { value, error }, or null if it does not exist. `error` is the change between two resolutions plus a bound of the round-off,
 * or one standard deviation of the draws, or null if that is infinite.
 */
export interface DissipationResult {
  readonly dimension: 2 | 3;
  readonly t: number;
  readonly method: 'quadrature' | 'expansion' | 'pairs';
  readonly tables?: readonly string[];
  readonly draws: number | null;
  readonly pairs: readonly (Parts & {
    readonly between: readonly [string, string];
    /** For a kernel that is not a power, the exponent at r = 0. */
    readonly exponent: number;
    /** The formula of a kernel that is not a power. */
    readonly kernel?: string;
    readonly strength: number;
  })[];
  readonly partners: readonly {
    readonly of: string;
    readonly exponent: number;
    readonly strength: number;
    readonly lemma: Part;
  }[];
  readonly total: Parts;
}

export type Part = { readonly value: number; readonly error: number | null } | null;
type Parts = Readonly<Record<(typeof dissipationParts)[number], Part>>;

/** Whether a dissipation has its errors, or may be coarser and without errors, for comparison with another rough one. */
export type Accuracy = 'stated' | 'rough';

/** The dissipation of one state, and how it was found. */
export interface Budget {
  readonly mixture: Mixture;
  readonly t: number;
  readonly draws: number | null;
  /** Whether f is an expansion of the Legendre method. */
  readonly expansion?: boolean;
  /** The species whose f is a table. */
  readonly tables?: readonly string[];
  /** As collidingOrderedPairs. */
  readonly pairs: readonly (readonly [number, number])[];
  readonly parts: readonly DissipationEstimates[];
  /** As mixture.background. */
  readonly partners: readonly (Estimate | undefined)[];
}

export function dissipationResult({
  mixture,
  t,
  draws,
  expansion,
  tables,
  pairs,
  parts,
  partners,
}: Budget): DissipationResult {
  // The errors of draws are independent; those of a quadrature are not.
  const sum = draws === null ? sumOfBounds : sumOfEstimates;
  const total = (part: keyof Parts) =>
    // Immobile partners contribute to Lemma 2.1 only.
    plain(sum([...parts.map((one) => one[part]), ...partners.map((lemma) => (part === 'lemma' ? lemma : undefined))]));
  return {
    dimension: mixture.dimension,
    t,
    method: draws === null ? (expansion ? 'expansion' : 'quadrature') : 'pairs',
    ...(tables === undefined ? {} : { tables }),
    draws,
    pairs: pairs.map(([i, j], k) => ({
      between: [mixture.species[i].name, mixture.species[j].name],
      exponent: mixture.kernel(i, j).atZero.exponent,
      ...kernelOf(mixture, i, j),
      strength: mixture.strength(i, j),
      ...eachPart((part) => plain(parts[k][part])),
    })),
    partners: mixture.background.map(({ species, exponent, strength }, k) => ({
      of: mixture.species[species].name,
      exponent,
      strength,
      lemma: plain(partners[k]),
    })),
    total: eachPart(total),
  };
}

/**
 * Throws InputError, with a line for each pair of unlike species to which Proposition 3.1 does not apply: exponents below -d by
 * quadrature, which includes the contact term at -d, and also -d itself by pairs.
 */
export function requireSplit(
  file: string,
  { mixture, pairs }: Pick<Budget, 'mixture' | 'pairs'>,
  byPairs: boolean,
): void {
  const d = mixture.dimension;
  const limit = byPairs ? `> ${-d}` : `>= ${-d}`;
  const problems = pairs.flatMap(([i, j]) => {
    const { exponent } = mixture.kernel(i, j).atZero;
    if (i >= j || exponent > -d || (exponent === -d && !byPairs)) return [];
    const pair = `${mixture.species[i].name}-${mixture.species[j].name}`;
    const wayOut = exponent === -d ? 'take a scenario with --quadrature, or leave --split out' : 'leave --split out';
    return [
      `${file}: --split: expected an exponent ${limit} (d = ${d}) for the unlike species ${pair}, got ${exponent}; ${wayOut}: Lemma 2.1 still holds`,
    ];
  });
  if (mixture.background.length > 0)
    problems.push(
      `${file}: --split: expected no immobile partners, got ${mixture.background.length}; leave --split out: Lemma 2.1 still holds`,
    );
  if (problems.length > 0) throw new InputError(problems);
}

function kernelOf(mixture: Mixture, i: number, j: number): { readonly kernel?: string } {
  const { exponent, formula } = mixture.kernel(i, j);
  return exponent === undefined ? { kernel: formula } : {};
}

function sumOfBounds(estimates: readonly (Estimate | undefined)[]): Estimate | undefined {
  return estimates.reduce<Estimate | undefined>(
    (sum, one) => (sum && one ? { value: sum.value + one.value, error: sum.error + one.error } : undefined),
    { value: 0, error: 0 },
  );
}

function eachPart(value: (part: keyof Parts) => Part): Parts {
  return Object.fromEntries(dissipationParts.map((part) => [part, value(part)])) as Record<keyof Parts, Part>;
}

function plain(estimate: Estimate | undefined): Part {
  if (estimate === undefined) return null;
  return { value: estimate.value, error: Number.isFinite(estimate.error) ? estimate.error : null };
}
