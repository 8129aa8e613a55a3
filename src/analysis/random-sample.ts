import { component } from '../core/vector-field.ts';
import type { Snapshot, SpeciesSnapshot } from '../methods/snapshot.ts';
import { equalWeights } from '../reconstruction/bandwidth.ts';

/** One particle for every block of the jackknife; fewer say nothing about their scatter. */
const smallestCount = 16;

/** One output of this many particles costs about a second in searches for neighbours; larger ensembles have no need of them. */
export const largestCount = 20_000;

/** The species whose particles are a random sample of a size that the estimates from samples are for. */
export function sampledSpecies({ species }: Snapshot): number[] {
  return species.flatMap((one, i) => {
    const count = one.particles?.weights.length ?? 0;
    return count >= smallestCount && count <= largestCount && isRandomSample(one) ? [i] : [];
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
