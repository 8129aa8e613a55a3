import kdTree from 'kd-tree-javascript';
import { inverse, Matrix } from 'ml-matrix';
import { digamma, gamma } from '../core/special-functions.ts';
import { trace } from '../core/sum.ts';
import type { VectorField } from '../core/vector-field.ts';
import { particleMoments } from '../physics/moments.ts';

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
  for (let p = 0; p < n; p++) sum += Math.log(tree.nearest(p, neighbours).squares[neighbours - 1]) / 2;
  const logBall = (d / 2) * Math.log(Math.PI) - Math.log(gamma(d / 2 + 1));
  const S = digamma(n) - digamma(neighbours) + logBall + (d / n) * sum;
  return density * (Math.log(density) - S);
}

/** Places where the score is measured. Balls of k neighbours overlap, so that more places would tell little more. */
const mostPlaces = 1024;

/**
 * Neighbours per particle, N^{(8-d)/(8+d)}: with r ~ (k/N)^{1/d} the bias of the score's square is of order r^2 and its variance,
 * N/k independent balls with 1/(k r^2) each, of order 1/(N k r^4); the two squares of error are balanced so.
 */
export function neighboursForFisher(d: number, count: number): number {
  return Math.min(count - 1, Math.max(8, Math.round(count ** ((8 - d) / (8 + d)))));
}

/**
 * The mass-weighted Fisher information of one species, (1/m) int |grad f|^2 / f, from N particles of equal weight, without
 * a mollifier. With the Gaussian M of the particles' own mean u and covariance S, and g = f/M, the cross term vanishes by parts:
 *
 *     int |grad f|^2 / f  =  n tr S^-1  +  int f |grad log g|^2 .
 *
 * The first part is nearly everything and known to O(1/N); only what tells f from a Gaussian needs neighbours. In the ball of
 * radius r up to the k-th nearest one lie k - 1 independent points x_i = x + y_i with a density proportional to f. Weighted by
 * a_i = M(x)/M(x_i) their mean shift is that of g,
 *
 *     <a y>/<a> = (r^2/(d+2)) grad log g + O(r^4),    and    (d+2)^2/r^4  sum_{i != j} a_i a_j y_i.y_j / sum_{i != j} a_i a_j
 *
 * is its square without the products of a neighbour with itself, whose mean d(d+2)/((k-1) r^2) is the noise of the score and would
 * be far more than the square. For a Gaussian f the numerator's mean is exactly 0. The remaining bias is that of the excess over
 * the floor only: low by O((k/N)^{2/d}) of it, and high by O(1/k) of the noise, as the two sums are not independent. The noise may make
 * a value fall below the floor. Not for particles that are more even than random ones, on a lattice or quasi-random.
 * Sources: K. Fukunaga, L. D. Hostetler, IEEE Trans. Inf. Theory 21 (1975) 32 (mean shift); N. L. Hjort, I. K. Glad, Ann. Statist.
 * 23 (1995) 882 (estimation of f/M for f).
 */
export function nearestNeighbourFisher(
  mass: number,
  density: number,
  velocities: VectorField,
  tree: NeighbourTree = neighbourTree(velocities),
  k: number = neighboursForFisher(velocities.d, velocities.n),
): number {
  const { d, n, data } = velocities;
  const { velocity, temperatureTensor } = particleMoments(1, new Float64Array(n).fill(1 / n), velocities);
  const precision = inverse(Matrix.from1DArray(d, d, [...temperatureTensor])).to1DArray();
  const exponents = gaussianExponents(velocities, velocity, precision);
  const places = evenlyChosen(n, mostPlaces);
  const shift = new Float64Array(d);
  let sum = 0;
  for (const p of places) {
    const { particles, squares } = tree.nearest(p, k);
    const r2 = squares[k - 1];
    let weight = 0;
    let weightSquare = 0;
    let products = 0;
    shift.fill(0);
    for (let i = 0; i < k - 1; i++) {
      const q = particles[i];
      const a = Math.exp(exponents[q] - exponents[p]);
      weight += a;
      weightSquare += a * a;
      products -= a * a * squares[i];
      for (let c = 0; c < d; c++) shift[c] += a * (data[c * n + q] - data[c * n + p]);
    }
    for (let c = 0; c < d; c++) products += shift[c] ** 2;
    sum += (((d + 2) / r2) ** 2 * products) / (weight ** 2 - weightSquare);
  }
  return (density * (trace(precision, d) + sum / places.length)) / mass;
}

/** (1/2) (x-u)^T S^-1 (x-u) = - log M(x) + const of every particle x. */
function gaussianExponents(
  { d, n, data }: VectorField,
  u: readonly number[],
  precision: readonly number[],
): Float64Array {
  return Float64Array.from({ length: n }, (_, p) => {
    let square = 0;
    for (let k = 0; k < d; k++)
      for (let l = 0; l < d; l++) square += precision[k * d + l] * (data[k * n + p] - u[k]) * (data[l * n + p] - u[l]);
    return square / 2;
  });
}

/** Neighbours of a particle, nearest first: their indices and the squares of their distances. */
export interface Neighbours {
  readonly particles: Int32Array;
  readonly squares: Float64Array;
}

/** Nearest neighbours among n fixed points. */
export interface NeighbourTree {
  /** The k nearest other points of point p; overwritten by the next search. */
  nearest(p: number, k: number): Neighbours;
}

/** A particle in velocity space; z is 0 in two dimensions. */
interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Index of the particle. */
  readonly p: number;
}

/** The root of a subtree. It splits space at its own point, perpendicular to axis `dimension`. */
interface TreeNode {
  readonly obj: Point;
  readonly left: TreeNode | null;
  readonly right: TreeNode | null;
  readonly dimension: number;
}

/**
 * Builds the k-d tree of the present velocities, about 5 us per particle. The search visits the nodes of the package's tree without
 * allocations: 2 us for four neighbours, 10 us for 45. The package's own search creates an object per node and takes five times as long.
 */
export function neighbourTree({ d, n, data }: VectorField): NeighbourTree {
  const points = Array.from(
    { length: n },
    (_, p): Point => ({ x: data[p], y: data[n + p], z: d === 3 ? data[2 * n + p] : 0, p }),
  );
  // The tree sorts the array in place.
  const { root } = new kdTree.kdTree(points, squaredDistance, d === 2 ? ['x', 'y'] : ['x', 'y', 'z']) as unknown as {
    readonly root: TreeNode | null;
  };
  const [x, y, z] = [0, 1, 2].map((k) => (k < d ? data.subarray(k * n, (k + 1) * n) : new Float64Array(n)));
  let particles = new Int32Array(0);
  let squares = new Float64Array(0);
  let own = -1;
  let last = -1;
  const visit = ({ obj: { p }, left, right, dimension }: TreeNode): void => {
    const dx = x[own] - x[p];
    const dy = y[own] - y[p];
    const dz = z[own] - z[p];
    const across = dimension === 0 ? dx : dimension === 1 ? dy : dz;
    const near = across < 0 ? left : right;
    const far = across < 0 ? right : left;
    if (near !== null) visit(near);
    const r2 = dx * dx + dy * dy + dz * dz;
    if (p !== own && r2 < squares[last]) {
      let place = last;
      for (; place > 0 && squares[place - 1] > r2; place--) {
        squares[place] = squares[place - 1];
        particles[place] = particles[place - 1];
      }
      squares[place] = r2;
      particles[place] = p;
    }
    if (far !== null && across * across < squares[last]) visit(far);
  };
  return {
    nearest(p, k) {
      if (squares.length !== k) [particles, squares] = [new Int32Array(k), new Float64Array(k)];
      squares.fill(Infinity);
      [own, last] = [p, k - 1];
      if (root !== null) visit(root);
      return { particles, squares };
    },
  };
}

/** It orders neighbours as the distance does. */
function squaredDistance(a: Point, b: Point): number {
  return (a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2;
}

/**
 * At most `most` of the numbers 0 .. n-1, spread evenly over them: all when n <= most, else the floor of n frac(j phi) with the
 * golden ratio phi, whose multiples fill the unit interval more evenly than any other's (a number may come twice). A constant
 * stride would be a trap: every fourth point of a Sobol' sequence lies in one quarter of the cube.
 * Source: H. Weyl, Math. Ann. 77 (1916) 313; V. T. Sos, Ann. Univ. Sci. Budapest, Sect. Math. 1 (1958) 127.
 */
export function evenlyChosen(n: number, most: number): number[] {
  if (n <= most) return Array.from({ length: n }, (_, p) => p);
  return Array.from({ length: most }, (_, j) => Math.floor(n * ((j * goldenRatio) % 1)));
}

const goldenRatio = (Math.sqrt(5) - 1) / 2;
