import { nearestNeighbourEntropy, nearestNeighbourFisher, neighbourTree } from '../reconstruction/neighbours.ts';
import type { Analyzer } from './analyzer.ts';
import { speciesMoments } from './moments.ts';
import { largestCounts, sampledSpecies } from './random-sample.ts';

/**
 * The entropy and the Fisher information of species whose particles are a random sample of equal weights, from their nearest neighbours,
 * without a mollifier. The entropy has a statistical error of order N^{-1/2}; the error of the Fisher information is the error of its
 * excess over the Cramer-Rao floor.
 */
export const nearest: Analyzer = {
  name: 'nearest-neighbours',
  reference:
    'L. F. Kozachenko, N. N. Leonenko, Probl. Inf. Transm. 23 (1987) 95; K. Fukunaga, L. D. Hostetler, IEEE Trans. Inf. Theory 21 (1975) 32',
  prepare({ initial }) {
    const { species } = initial.mixture;
    const sampled = sampledSpecies(initial, largestCounts.neighbours);
    return {
      quantities: [
        ...sampled.map((i) => ({
          name: `entropy_nearest.${species[i].name}`,
          label: `entropy of ${species[i].name} from nearest neighbours`,
          unit: 'n',
        })),
        ...sampled.map((i) => ({
          name: `fisher_nearest.${species[i].name}`,
          label: `Fisher information of ${species[i].name} from nearest neighbours`,
          unit: 'n/(m v^2)',
        })),
      ],
      measure(now, row) {
        const moments = speciesMoments(now);
        sampled.forEach((i, k) => {
          const { velocities } = now.species[i].particles!;
          const tree = neighbourTree(velocities);
          const { density } = moments[i];
          row[k] = nearestNeighbourEntropy(density, velocities, tree);
          row[sampled.length + k] = nearestNeighbourFisher(species[i].mass, density, velocities, tree);
        });
      },
    };
  },
};
