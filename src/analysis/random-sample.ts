import { component } from '../core/vector-field.ts';
import type { Snapshot, SpeciesSnapshot } from '../methods/snapshot.ts';
import { equalWeights } from '../reconstruction/bandwidth.ts';

/** One particle for every block of the jackknife; fewer say nothing about their scatter. */
const smallestCount = 16;

/** Particles of a species up to which estimates beside those of the method itself are made at every output. */
export const largestCounts = {
  /** One output of this many particles costs about a second in searches for neighbours. */
  neighbours: 20_000,
  /** One output of this many particles costs six seconds in d = 3, what some ten steps of their collisions do. */
  jackknife: 1_000_000,
  /** The map of the labels of this many particles takes 0.1 GB and half a second an output in d = 3. */
  labels: 200_000,
} as const;

/** The species whose particles are a random sample of at most `largest`. */
export function sampledSpecies({ species }: Snapshot, largest: number): number[] {
  return species.flatMap((one, i) => {
    const count = one.particles?.weights.length ?? 0;
    return count >= smallestCount && count <= largest && isRandomSample(one) ? [i] : [];
  });
}

/**
 * Whether the particles are a random sample of equal weights. The nodes of a lattice in a region where f is constant are equal
 * in weight too, but many have a coordinate in common.
 */
export function isRandomSample({ particles }: SpeciesSnapshot): boolean {
  if (particles === undefined || !equalWeights(particles.weights)) return false;
  return new Set(component(particles.velocities, 0)).size === particles.velocities.n;
}

/** How the particles of a random sample tell H and I better than by the columns corrected for smoothing. */
const better: ReadonlyMap<string, string> = new Map([
  ['entropy_corrected', 'entropy_jackknife'],
  ['fisher_corrected', 'fisher_jackknife'],
]);

/** A column of a series, and the one that bounds its bias, where there is one. */
export interface SampleEstimate {
  readonly column: string;
  readonly bias?: string;
}

/**
 * The column that knows best what `name` stands for: of a random sample the jackknife of the corrected entropy and Fisher information,
 * in total or of a species, in every other case `name` itself.
 */
export function sampleEstimate(columns: Readonly<Record<string, unknown>>, name: string): SampleEstimate {
  const [base, ...species] = name.split('.');
  const found = better.get(base);
  if (found === undefined) return { column: name };
  const [column, bias] = [found, `${found}_bias`].map((one) => [one, ...species].join('.'));
  return column in columns && bias in columns ? { column, bias } : { column: name };
}
