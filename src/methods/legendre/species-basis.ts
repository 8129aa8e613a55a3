import { lagrangeBasis, lastPolynomial, lobattoNodes } from './lagrange.ts';
import type { RadialGrid } from './pair-weights.ts';

/**
 * Continuous piecewise polynomials of one species on its own elements, each a union of elements of the common radial grid: values and
 * slopes of the nodal basis at the grid's Gauss radii below the species' cut.
 */
export interface SpeciesBasis {
  readonly breaks: readonly number[];
  readonly order: number;
  /** Radii of the nodes, the first of which is 0. */
  readonly nodes: Float64Array;
  /** Number of the grid's Gauss radii in the species' range, which are the first ones. */
  readonly points: number;
  /** First node of the element of each point. */
  readonly first: Int32Array;
  /** Basis at point p: values[p (order + 1) + a] belongs to node first[p] + a. */
  readonly values: Float64Array;
  readonly slopes: Float64Array;
}

export function speciesBasis(breaks: readonly number[], order: number, grid: RadialGrid): SpeciesBasis {
  const reference = lagrangeBasis(lobattoNodes(order));
  const elements = breaks.length - 1;
  const nodes = new Float64Array(elements * order + 1);
  for (let e = 0; e < elements; e++)
    for (let a = 0; a <= order; a++)
      nodes[e * order + a] = breaks[e] + ((breaks[e + 1] - breaks[e]) * (1 + reference.nodes[a])) / 2;
  const cut = breaks[elements];
  const inside = grid.radii.findIndex((r) => r > cut);
  const points = inside < 0 ? grid.radii.length : inside;
  const first = new Int32Array(points);
  const values = new Float64Array(points * (order + 1));
  const slopes = new Float64Array(points * (order + 1));
  for (let p = 0, e = 0; p < points; p++) {
    while (grid.radii[p] > breaks[e + 1]) e++;
    const width = breaks[e + 1] - breaks[e];
    const x = (2 * grid.radii[p] - breaks[e] - breaks[e + 1]) / width;
    first[p] = e * order;
    const own = values.subarray(p * (order + 1), (p + 1) * (order + 1));
    const derivative = slopes.subarray(p * (order + 1), (p + 1) * (order + 1));
    reference.values(x, own);
    reference.slopes(x, derivative);
    for (let a = 0; a <= order; a++) derivative[a] *= 2 / width;
  }
  return { breaks, order, nodes, points, first, values, slopes };
}

/** sum_a coefficients[first + a] table[p, a] for all points. */
export function evaluateBasis(
  basis: SpeciesBasis,
  table: Float64Array,
  coefficients: ArrayLike<number>,
  out: Float64Array,
): void {
  const width = basis.order + 1;
  for (let p = 0; p < basis.points; p++) {
    let sum = 0;
    for (let a = 0; a < width; a++) sum += table[p * width + a] * coefficients[basis.first[p] + a];
    out[p] = sum;
  }
}

/** The radial mass matrix int phi_a phi_b r^(d-1) dr, dense. */
export function massMatrix(basis: SpeciesBasis, grid: RadialGrid): Float64Array {
  const n = basis.nodes.length;
  const width = basis.order + 1;
  const M = new Float64Array(n * n);
  for (let p = 0; p < basis.points; p++)
    for (let a = 0; a < width; a++)
      for (let b = 0; b < width; b++)
        M[(basis.first[p] + a) * n + basis.first[p] + b] +=
          grid.weights[p] * basis.values[p * width + a] * basis.values[p * width + b];
  return M;
}

/** Values and slopes of the functions at the quadrature points. */
export type BasisTables = Pick<SpeciesBasis, 'values' | 'slopes'>;

/** The tables of the basis without the component along the last Legendre polynomial of every element. */
export function withoutLastPolynomial(basis: SpeciesBasis): BasisTables {
  const { order, points } = basis;
  const n = order + 1;
  const lastAtNodes = lastPolynomial(order);
  const coefficient = lastAtNodes.map((value) => 1 / (n * value));
  const without = (table: Float64Array) => {
    const out = table.slice();
    for (let p = 0; p < points; p++) {
      let last = 0;
      for (let a = 0; a < n; a++) last += table[p * n + a] * lastAtNodes[a];
      for (let a = 0; a < n; a++) out[p * n + a] -= last * coefficient[a];
    }
    return out;
  };
  return { values: without(basis.values), slopes: without(basis.slopes) };
}
