import kdTree from 'kd-tree-javascript';
import { digamma, gamma } from '../core/special-functions.ts';
import type { VectorField } from '../core/vector-field.ts';

/** Neighbours per particle in the estimate: more lower its variance and raise its bias. */
const neighbours = 4;

/**
 * The estimate of int f log f by Kozachenko & Leonenko from N particles of equal weight, which needs no mollifier:
 *
 *     int f log f = n ( log n - S ),    S = psi(N) - psi(k) + log V_d + (d/N) sum_p log r_p
 *
 * with r_p the distance to the k-th nearest other particle (k = 4), V_d the volume of the unit ball and psi the digamma
 * function. Asymptotically unbiased with variance O(1/N); particles on a lattice are not a random sample and have no use of it.
 * Source: L. F. Kozachenko, N. N. Leonenko, Probl. Inf. Transm. 23 (1987) 95; A. Kraskov et al., Phys. Rev. E 69 (2004) 066138.
 */
export function nearestNeighbourEntropy(density: number, velocities: VectorField): number {
  const { d, n, data } = velocities;
  const points = Array.from({ length: n }, (_, p) => pointAt(data, n, d, p));
  // the tree sorts the array that it is given, and asks for distances of points that have its own axes only
  const tree =
    d === 2
      ? new kdTree.kdTree([...points], planeDistance, ['x', 'y'])
      : new kdTree.kdTree([...points], spaceDistance, ['x', 'y', 'z']);
  let sum = 0;
  for (const point of points) {
    // the point itself is among its neighbours, and they come in no order
    const distances = tree.nearest(point, neighbours + 1).map(([, r2]) => r2);
    sum += Math.log(Math.max(...distances)) / 2;
  }
  const logBall = (d / 2) * Math.log(Math.PI) - Math.log(gamma(d / 2 + 1));
  const S = digamma(n) - digamma(neighbours) + logBall + (d / n) * sum;
  return density * (Math.log(density) - S);
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

function pointAt(data: Float64Array, n: number, d: number, p: number): Point {
  return { x: data[p], y: data[n + p], z: d === 3 ? data[2 * n + p] : 0 };
}

/** Squared distances: they order neighbours as distances do. */
function planeDistance(a: Point, b: Point): number {
  return (a.x - b.x) ** 2 + (a.y - b.y) ** 2;
}

function spaceDistance(a: Point, b: Point): number {
  return (a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2;
}
