import { component } from '../core/vector-field.ts';
import type { Snapshot, SpeciesSnapshot } from '../methods/snapshot.ts';
import { equalWeights } from '../reconstruction/bandwidth.ts';

/** One particle for every block of the jackknife; fewer say nothing about their scatter. */
const smallestCount = 16;

/** Particles of a species up to which the estimates from a sample are made at every output. */
export const largestCounts = {
  /** One output of this many particles costs about a second in searches for neighbours. */
  neighbours: 20_000,
  /** One output of this many particles costs six seconds in d = 3, what some ten steps of their collisions do. */
  jackknife: 1_000_000,
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
