import type { Mixture } from '../../physics/mixture.ts';
import type { PairKernel } from '../../physics/pair-kernel.ts';

/** The species that act together on a mesh: sources, and targets with the sources that act on them. */
export interface Coupling {
  readonly sources: readonly (readonly Member[])[];
  readonly targets: readonly CouplingTarget[];
}

export interface Member {
  readonly species: number;
  readonly factor: number;
}

interface CouplingTarget {
  readonly members: readonly Member[];
  readonly from: readonly { readonly source: number; readonly strength: number; readonly kernel: PairKernel }[];
}

/** Whether two pairs have one kernel: the same power, or the same object. */
export function isSame(a: PairKernel, b: PairKernel): boolean {
  return a === b || (a.exponent !== undefined && a.exponent === b.exponent);
}

/**
 * Couples the collisions of `members` among themselves and with `visitors` that are `meshed`, but not visitors with each other. With one
 * kernel and strengths c_ij = b_i b_j (charges: b_i = Z_i^2) all members form one source and one target; otherwise every species is
 * a source and a target by itself.
 */
export function coupleSpecies(
  mixture: Mixture,
  members: readonly number[],
  visitors: readonly number[],
  meshed: (i: number, j: number) => boolean = () => true,
): Coupling {
  const all = members.every((i) => [...members, ...visitors].every((j) => meshed(i, j)));
  const together = all ? coupleByFactors(mixture, members, visitors) : undefined;
  return together ?? coupleOneByOne(mixture, members, visitors, meshed);
}

/** Couples only the collisions of two species, or of one with itself. */
export function couplePair(mixture: Mixture, i: number, j: number): Coupling {
  const from = (source: number) => [{ source, strength: mixture.strength(i, j), kernel: mixture.kernel(i, j) }];
  const alone = (species: number) => [{ species, factor: 1 }];
  if (i === j) return { sources: [alone(i)], targets: [{ members: alone(i), from: from(0) }] };
  return {
    sources: [alone(i), alone(j)],
    targets: [
      { members: alone(i), from: from(1) },
      { members: alone(j), from: from(0) },
    ],
  };
}

/** Relative difference from b_i b_j that counts as round-off. */
const roundOff = 1e-14;

function coupleByFactors(
  mixture: Mixture,
  members: readonly number[],
  visitors: readonly number[],
): Coupling | undefined {
  const [first] = members;
  const kernel = mixture.kernel(first, first);
  const b = new Map(members.map((i) => [i, Math.sqrt(mixture.strength(i, i))]));
  for (const j of visitors) b.set(j, mixture.strength(first, j) / b.get(first)!);
  const fits = (i: number, j: number) => {
    const product = b.get(i)! * b.get(j)!;
    return isSame(mixture.kernel(i, j), kernel) && Math.abs(mixture.strength(i, j) - product) <= roundOff * product;
  };
  if (!members.every((i) => [...members, ...visitors].every((j) => fits(i, j)))) return undefined;
  const group = (species: readonly number[]) => species.map((i) => ({ species: i, factor: b.get(i)! }));
  const from = (sources: readonly number[]) => sources.map((source) => ({ source, strength: 1, kernel }));
  if (visitors.length === 0)
    return { sources: [group(members)], targets: [{ members: group(members), from: from([0]) }] };
  return {
    sources: [group(members), group(visitors)],
    targets: [
      { members: group(members), from: from([0, 1]) },
      { members: group(visitors), from: from([0]) },
    ],
  };
}

function coupleOneByOne(
  mixture: Mixture,
  members: readonly number[],
  visitors: readonly number[],
  meshed: (i: number, j: number) => boolean,
): Coupling {
  const all = [...members, ...visitors];
  return {
    sources: all.map((species) => [{ species, factor: 1 }]),
    targets: all.map((i) => ({
      members: [{ species: i, factor: 1 }],
      from: all.flatMap((j, source) => {
        const here = members.includes(i) || members.includes(j);
        const strength = mixture.strength(i, j);
        return here && strength > 0 && meshed(i, j) ? [{ source, strength, kernel: mixture.kernel(i, j) }] : [];
      }),
    })),
  };
}
