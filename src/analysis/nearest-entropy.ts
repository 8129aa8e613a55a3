import type { SpeciesSnapshot } from '../methods/snapshot.ts';
import { nearestNeighbourEntropy } from '../reconstruction/nearest-neighbours.ts';
import type { Analyzer } from './analyzer.ts';
import { speciesMoments } from './species-moments.ts';

/** One output of this many particles costs about a second; larger ensembles have no need of the estimate. */
const largestCount = 20_000;

/**
 * The entropy of species whose particles are a random sample of equal weights, from distances to nearest neighbours: free of
 * the mollifier, with a statistical error of order N^{-1/2}.
 */
export const nearestEntropy: Analyzer = {
  name: 'nearest-entropy',
  reference: 'L. F. Kozachenko, N. N. Leonenko, Probl. Inf. Transm. 23 (1987) 95',
  prepare({ initial }) {
    const { species } = initial.mixture;
    const sampled = species.flatMap((_, i) => (isSample(initial.species[i]) ? [i] : []));
    return {
      quantities: sampled.map((i) => ({
        name: `entropy_nearest.${species[i].name}`,
        label: `entropy of ${species[i].name} from nearest neighbours`,
        unit: 'n',
      })),
      measure(now, row) {
        const moments = speciesMoments(now);
        sampled.forEach((i, k) => {
          row[k] = nearestNeighbourEntropy(moments[i].density, now.species[i].particles!.velocities);
        });
      },
    };
  },
};

/** Equal weights to round-off, and few enough particles. */
function isSample({ particles }: SpeciesSnapshot): boolean {
  if (particles === undefined || particles.weights.length > largestCount || particles.weights.length < 16) return false;
  const [first] = particles.weights;
  return particles.weights.every((w) => Math.abs(w - first) <= 1e-12 * first);
}
