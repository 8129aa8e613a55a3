import { component } from '../core/vector-field.ts';
import type { Snapshot, SpeciesSnapshot } from '../methods/snapshot.ts';
import { equalWeights } from '../reconstruction/bandwidth.ts';

/** One particle for every block of the jackknife; fewer do not determine their scatter. */
const smallestCount = 16;

/** Largest number of particles of a species for which additional estimates are made at every output. */
export const largestCounts = {
  /** With this many particles, one output takes about a second for neighbour searches. */
  neighbours: 20_000,
  /** With this many particles, one output takes six seconds in d = 3, as long as some ten steps of their collisions. */
  jackknife: 1_000_000,
  /** With this many particles, the map of the labels takes 0.1 GB and half a second per output in d = 3. */
  labels: 200_000,
} as const;

/** Returns the species whose particles are a random sample of at most `largest`. */
export function sampledSpecies({ species }: Snapshot, largest: number): number[] {
  return species.flatMap((one, i) => {
    const count = one.particles?.weights.length ?? 0;
    return count >= smallestCount && count <= largest && isRandomSample(one) ? [i] : [];
  });
}

/**
 * Returns whether the particles are a random sample of equal weights. Lattice nodes in a region where f is constant have equal weights
 * too, but many of them share a coordinate.
 */
export function isRandomSample({ particles }: SpeciesSnapshot): boolean {
  if (particles === undefined || !equalWeights(particles.weights)) return false;
  return new Set(component(particles.velocities, 0)).size === particles.velocities.n;
}

/** For a random sample, the columns with better estimates of H and I than those corrected for smoothing. */
const better: ReadonlyMap<string, string> = new Map([
  ['entropy_corrected', 'entropy_jackknife'],
  ['fisher_corrected', 'fisher_jackknife'],
]);

/** A column of a series, and the column that bounds its bias, if there is one. */
export interface SampleEstimate {
  readonly column: string;
  readonly bias?: string;
}

/**
 * Returns the column with the best estimate of the quantity `name`: for a random sample, the jackknife of the corrected entropy or Fisher
 * information, in total or of a species; otherwise `name` itself.
 */
export function sampleEstimate(columns: Readonly<Record<string, unknown>>, name: string): SampleEstimate {
  const [base, ...species] = name.split('.');
  const found = better.get(base);
  if (found === undefined) return { column: name };
  const [column, bias] = [found, `${found}_bias`].map((one) => [one, ...species].join('.'));
  return column in columns && bias in columns ? { column, bias } : { column: name };
}
