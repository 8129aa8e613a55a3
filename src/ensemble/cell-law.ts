import { gaussLegendre } from '../core/quadrature.ts';

/** A density g >= 0 on a box divided into cells, given by its values at 4 Gauss nodes per axis in every cell. */
export interface CellDensity {
  /** The ends of the cells along each axis, increasing. */
  readonly edges: readonly ArrayLike<number>[];
  /** Writes g at the nodes of a cell in row order; x = start + node (end - start) of `cellNodes`. */
  nodeValues(cell: readonly number[], out: Float64Array): void;
}

/** Integrals of a density, all by the same Gauss rule, which is exact if g is a polynomial of degree 7 in every cell. */
export interface CellLaw {
  /** int g dx. */
  readonly total: number;
  /** int x g dx / total. */
  readonly mean: readonly number[];
  /** int (x - mean)(x - mean)^T g dx / total, d x d in row order. */
  readonly covariance: readonly number[];
  /** The smallest distance from `centre` along an axis beyond which at most a fraction `part` lies, rounded up to the end of a cell. */
  reach(axis: number, centre: number, part: number): number;
  /** Maps d uniform numbers to a point with the law g / total, where g in a cell is the polynomial through its node values. */
  transform(u: ArrayLike<number>, x: Float64Array): void;
}

const nodesPerAxis = 4;
const rule = gaussLegendre(nodesPerAxis, 0, 1);

/** The nodes of a cell along an axis, on [0, 1]. */
export const cellNodes: ArrayLike<number> = rule.nodes;

export function cellLaw({ edges, nodeValues }: CellDensity): CellLaw {
  const d = edges.length;
  const shape = edges.map((ends) => ends.length - 1);
  const nodes = nodesPerAxis ** d;
  const values = new Float64Array(nodes);
  const places = Array.from({ length: nodes }, (_, node) =>
    shape.map((_, k) => Math.floor(node / nodesPerAxis ** (d - 1 - k)) % nodesPerAxis),
  );
  const weights = places.map((place) => place.reduce((product, a) => product * rule.weights[a], 1));
  // Moments about the middle of the box: the mean is not known yet, and far from the origin squares would cancel.
  const middle = edges.map((ends) => (ends[0] + ends[ends.length - 1]) / 2);
  const first = new Float64Array(d);
  const second = new Float64Array(d * d);
  const marginals = shape.map((size) => new Float64Array(size));
  const ends = new Float64Array(shape.reduce((product, size) => product * size, 1));
  let total = 0;
  const x = new Float64Array(d);
  const cell = new Array<number>(d).fill(0);
  for (let c = 0; c < ends.length; c++) {
    cellAt(c, shape, cell);
    nodeValues(cell, values);
    const volume = cell.reduce((product, j, k) => product * (edges[k][j + 1] - edges[k][j]), 1);
    let mass = 0;
    for (let node = 0; node < nodes; node++) {
      const part = volume * weights[node] * values[node];
      if (part === 0) continue;
      mass += part;
      for (let k = 0; k < d; k++) {
        const [start, end] = [edges[k][cell[k]], edges[k][cell[k] + 1]];
        x[k] = start + (end - start) * rule.nodes[places[node][k]] - middle[k];
        first[k] += part * x[k];
        for (let l = 0; l <= k; l++) second[k * d + l] += part * x[k] * x[l];
      }
    }
    total += mass;
    ends[c] = total;
    for (let k = 0; k < d; k++) marginals[k][cell[k]] += mass;
  }
  const offset = [...first].map((sum) => sum / total);
  const covariance = Array.from({ length: d * d }, (_, kl) => {
    const [k, l] = [Math.floor(kl / d), kl % d];
    return second[Math.max(k, l) * d + Math.min(k, l)] / total - offset[k] * offset[l];
  });
  return {
    total,
    mean: middle.map((m, k) => m + offset[k]),
    covariance,
    reach: (axis, centre, part) => reach(edges[axis], marginals[axis], centre, part * total),
    transform(u, x) {
      const target = Math.min(u[0], 1 - 2 ** -53) * total;
      const c = firstAbove(ends, target);
      const start = c === 0 ? 0 : ends[c - 1];
      cellAt(c, shape, cell);
      nodeValues(cell, values);
      inCell((target - start) / (ends[c] - start), u, cell, x);
    },
  };

  function inCell(fraction: number, u: ArrayLike<number>, cell: readonly number[], x: Float64Array): void {
    const marginal = new Float64Array(nodesPerAxis);
    for (let k = 0, rest = nodes / nodesPerAxis; k < d; k++, rest /= nodesPerAxis) {
      for (let a = 0; a < nodesPerAxis; a++) {
        marginal[a] = 0;
        for (let r = 0; r < rest; r++) marginal[a] += weightOf(r, d - 1 - k) * values[a * rest + r];
      }
      const t = quantile(marginal, k === 0 ? fraction : u[k]);
      const [from, to] = [edges[k][cell[k]], edges[k][cell[k] + 1]];
      x[k] = from + t * (to - from);
      // The remaining values are g on the slice at t.
      for (let r = 0; r < rest; r++) {
        let sum = 0;
        for (let a = 0; a < nodesPerAxis; a++) sum += lagrange(a, t) * values[a * rest + r];
        values[r] = sum;
      }
    }
  }
}

function cellAt(index: number, shape: readonly number[], cell: number[]): void {
  let rest = index;
  for (let k = shape.length - 1; k >= 0; k--) {
    cell[k] = rest % shape[k];
    rest = Math.floor(rest / shape[k]);
  }
}

/** The weight of the r-th node of a cell with the given number of axes. */
function weightOf(r: number, axes: number): number {
  let [product, rest] = [1, r];
  for (let k = 0; k < axes; k++) {
    product *= rule.weights[rest % nodesPerAxis];
    rest = Math.floor(rest / nodesPerAxis);
  }
  return product;
}

/** The coefficients, constant first, of the polynomials of degree 3 that are 1 at one node and 0 at the others. */
const coefficients = Array.from(rule.nodes, (node, a) =>
  Array.from(rule.nodes)
    .filter((_, b) => b !== a)
    .reduce(
      (polynomial, other) =>
        polynomial.concat(0).map((c, power) => ((polynomial[power - 1] ?? 0) - other * c) / (node - other)),
      [1],
    ),
);

function lagrange(a: number, t: number): number {
  const [c0, c1, c2, c3] = coefficients[a];
  return c0 + t * (c1 + t * (c2 + t * c3));
}

/** t with int_0^t = fraction int_0^1 of the polynomial through the values at the nodes, by bisection, because it may dip below 0. */
function quantile(values: Float64Array, fraction: number): number {
  let total = 0;
  const powers = new Float64Array(nodesPerAxis);
  for (let a = 0; a < nodesPerAxis; a++) {
    total += rule.weights[a] * values[a];
    for (let power = 0; power < nodesPerAxis; power++)
      powers[power] += (values[a] * coefficients[a][power]) / (power + 1);
  }
  if (!(total > 0)) return fraction;
  const integral = (t: number) => t * (powers[0] + t * (powers[1] + t * (powers[2] + t * powers[3])));
  let [low, high] = [0, 1];
  for (let k = 0; k < 53 && high > low; k++) {
    const t = (low + high) / 2;
    if (integral(t) > fraction * total) high = t;
    else low = t;
  }
  return (low + high) / 2;
}

function firstAbove(increasing: Float64Array, x: number): number {
  let [low, high] = [0, increasing.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (increasing[middle] > x) high = middle;
    else low = middle + 1;
  }
  return low;
}

function reach(edges: ArrayLike<number>, masses: Float64Array, centre: number, allowed: number): number {
  // From outside inwards, by the farther end of each cell.
  const cells = Array.from(masses, (mass, j) => ({
    mass,
    far: Math.max(Math.abs(edges[j] - centre), Math.abs(edges[j + 1] - centre)),
  })).sort((a, b) => b.far - a.far);
  let outside = 0;
  for (const { mass, far } of cells) {
    outside += mass;
    if (outside > allowed) return far;
  }
  return 0;
}
