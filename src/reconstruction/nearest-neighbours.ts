import { digamma, gamma } from '../core/special-functions.ts';
import type { VectorField } from '../core/vector-field.ts';
import { type NeighbourTree, neighbourTree } from './neighbour-tree.ts';

/** Neighbours per particle in the estimate: more lower its variance and raise its bias. */
const neighbours = 4;

/**
 * The estimate of int f log f by Kozachenko & Leonenko from N particles of equal weight, which needs no mollifier:
 *
 *     int f log f = n ( log n - S ),    S = psi(N) - psi(k) + log V_d + (d/N) sum_p log r_p
 *
 * with r_p the distance to the k-th nearest other particle (k = 4), V_d the volume of the unit ball and psi the digamma
 * function. Its variance is O(1/N), its bias O((k/N)^{2/d}); particles on a lattice are not a random sample and have no use of it.
 * `tree` holds the velocities' neighbours, when it is there already.
 * Source: L. F. Kozachenko, N. N. Leonenko, Probl. Inf. Transm. 23 (1987) 95; A. Kraskov et al., Phys. Rev. E 69 (2004) 066138.
 */
export function nearestNeighbourEntropy(
  density: number,
  velocities: VectorField,
  tree: NeighbourTree = neighbourTree(velocities),
): number {
  const { d, n } = velocities;
  let sum = 0;
  for (let p = 0; p < n; p++) sum += Math.log(tree.nearest(p, neighbours)[neighbours - 1].r2) / 2;
  const logBall = (d / 2) * Math.log(Math.PI) - Math.log(gamma(d / 2 + 1));
  const S = digamma(n) - digamma(neighbours) + logBall + (d / n) * sum;
  return density * (Math.log(density) - S);
}
