import { type CellDensity, cellNodes } from './cell-law.ts';

/** A function on a rectilinear grid, zero outside. */
export interface GridTable extends CellDensity {
  value(x: ArrayLike<number>): number;
}

/** Number of nodes that an interval depends on. */
const width = 4;

/**
 * Interpolates values >= 0 on a rectilinear grid, in row order, with at least 3 along each axis. If all nodes that a cubic needs are
 * positive, the logarithm is interpolated by cubic Hermite polynomials along each axis, with the slopes of parabolas through three
 * neighbours. The result is then positive, and exact for a quadratic logarithm, i.e. for every Maxwellian with any drift and axes.
 * Next to zeros, the values are interpolated linearly along each axis.
 */
export function gridTable(axes: readonly Float64Array[], values: Float64Array): GridTable {
  const d = axes.length;
  const logarithms = values.map(Math.log);
  const cubic = axes.map(cubicWeights);
  const span = axes.map((axis) => Math.min(width, axis.length));
  const first = (k: number, j: number) => Math.min(Math.max(j - 1, 0), axes[k].length - span[k]);
  const strides = axes.map((_, k) => axes.slice(k + 1).reduce((product, axis) => product * axis.length, 1));
  const size = span.reduce((product, s) => product * s, 1);
  // The weights at the nodes of the quadrature, for every interval of every axis.
  const atNodes = [cubic, axes.map(() => linear)].map((rules) =>
    axes.map((axis, k) =>
      Array.from({ length: axis.length - 1 }, (_, j) =>
        Array.from(cellNodes, (t) => rules[k](j, t, first(k, j), new Float64Array(width))),
      ),
    ),
  );
  const block = new Float64Array(width ** d);
  const scratch = new Float64Array(width ** d);
  /** Copies the logarithms of the values that a cell depends on, or the values if one is not positive; returns whether all are. */
  const gather = (cell: readonly number[]) => {
    let positive = true;
    const copy = (data: Float64Array) => {
      for (let i = 0; i < size; i++) {
        let [rest, at] = [i, 0];
        for (let k = d - 1; k >= 0; k--) {
          at += (first(k, cell[k]) + (rest % span[k])) * strides[k];
          rest = Math.floor(rest / span[k]);
        }
        block[i] = data[at];
        positive &&= values[at] > 0;
      }
    };
    copy(logarithms);
    if (!positive) copy(values);
    return positive;
  };
  const own = axes.map(() => new Float64Array(width));
  const cell = new Array<number>(d).fill(0);
  return {
    edges: axes,
    nodeValues(cell, out) {
      const positive = gather(cell);
      let [source, target, count] = [block, scratch, size];
      // One axis after the other, from the last to the first: (.., span) -> (nodes, ..), which puts the nodes in row order.
      for (let k = d - 1; k >= 0; k--) {
        const rows = count / span[k];
        const rules = atNodes[positive ? 0 : 1][k][cell[k]];
        for (let a = 0; a < rules.length; a++)
          for (let row = 0; row < rows; row++) {
            let sum = 0;
            for (let s = 0; s < span[k]; s++) sum += rules[a][s] * source[row * span[k] + s];
            target[a * rows + row] = sum;
          }
        count = rows * rules.length;
        [source, target] = [target, source];
      }
      for (let i = 0; i < count; i++) out[i] = positive ? Math.exp(source[i]) : source[i];
    },
    value(x) {
      for (let k = 0; k < d; k++) {
        const axis = axes[k];
        if (!(x[k] >= axis[0] && x[k] <= axis[axis.length - 1])) return 0;
        cell[k] = interval(axis, x[k]);
      }
      const positive = gather(cell);
      for (let k = 0; k < d; k++) {
        const [j, axis] = [cell[k], axes[k]];
        own[k].fill(0);
        (positive ? cubic[k] : linear)(j, (x[k] - axis[j]) / (axis[j + 1] - axis[j]), first(k, j), own[k]);
      }
      let sum = 0;
      for (let i = 0; i < size; i++) {
        let [rest, weight] = [i, 1];
        for (let k = d - 1; k >= 0; k--) {
          weight *= own[k][rest % span[k]];
          rest = Math.floor(rest / span[k]);
        }
        sum += weight * block[i];
      }
      return positive ? Math.exp(sum) : sum;
    },
  };
}

/** Writes the weights of the nodes first, first + 1, .. at the fraction t of interval j. */
type Weights = (j: number, t: number, first: number, out: Float64Array) => Float64Array;

const linear: Weights = (j, t, first, out) => {
  out[j - first] = 1 - t;
  out[j + 1 - first] = t;
  return out;
};

function cubicWeights(axis: Float64Array): Weights {
  const last = axis.length - 1;
  const slopes = Array.from(axis, (x, i) => {
    const start = Math.min(Math.max(i - 1, 0), last - 2);
    const points = [0, 1, 2].map((a) => axis[start + a]);
    // The derivatives of the Lagrange polynomials of three points.
    const weights = points.map((p, a) => {
      const [q, r] = points.filter((_, b) => b !== a);
      return (2 * x - q - r) / ((p - q) * (p - r));
    });
    return { start, weights };
  });
  return (j, t, first, out) => {
    const h = axis[j + 1] - axis[j];
    const [t2, t3] = [t * t, t * t * t];
    out[j - first] += 2 * t3 - 3 * t2 + 1;
    out[j + 1 - first] += 3 * t2 - 2 * t3;
    for (const [i, factor] of [
      [j, h * (t3 - 2 * t2 + t)],
      [j + 1, h * (t3 - t2)],
    ]) {
      const { start, weights } = slopes[i];
      for (let a = 0; a < 3; a++) out[start + a - first] += factor * weights[a];
    }
    return out;
  };
}

/** The last j with axis[j] <= x, except the last index. */
function interval(axis: Float64Array, x: number): number {
  let [low, high] = [0, axis.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (axis[middle] <= x) low = middle;
    else high = middle;
  }
  return low;
}

/** Interpolates values at the points of axes, in row order. */
type Interpolation = (axes: readonly Float64Array[], values: Float64Array) => (x: readonly number[]) => number;

/** Every third point is kept, because the error of an interpolation may vanish half way between two points. */
const kept = 3;
/** Reduction of the error with all points, a lower bound: monotone cubics are of second order near an extremum. */
const refined = kept ** -2;
/** Approximate largest number of rows that are examined. */
const mostRows = 20_000;
/** Smallest number of points per axis for gridTable. */
const fewest = 3;

/**
 * The error of an interpolation of values >= 0 on a grid, relative to the largest value. It is a ninth of the largest error at the other
 * points if only every third point of an axis is interpolated, summed over the axes. An axis with fewer than seven points adds 0,
 * because a third of its points are too few.
 */
export function tableAccuracy(axes: readonly Float64Array[], values: Float64Array, interpolate: Interpolation): number {
  const peak = values.reduce((most, value) => Math.max(most, value), 0);
  const strides = axes.map((_, k) => axes.slice(k + 1).reduce((product, { length }) => product * length, 1));
  const digit = (row: number, k: number) => Math.floor(row / strides[k]) % axes[k].length;
  // Not a multiple of three, so that the rows are not only kept points.
  const step = 3 * Math.floor(values.length / mostRows / 3) + 1;
  const unknown = axes.map((axis, k) => {
    if (axis.length < (fewest - 1) * kept + 1) return 0;
    const last = axis.length - 1;
    const isKept = (j: number) => j % kept === 0 || j === last;
    const coarse = interpolate(
      axes.map((own, l) => (l === k ? own.filter((_, j) => isKept(j)) : own)),
      values.filter((_, row) => isKept(digit(row, k))),
    );
    let largest = 0;
    for (let row = 0; row < values.length; row += step) {
      if (isKept(digit(row, k))) continue;
      const x = axes.map((own, l) => own[digit(row, l)]);
      largest = Math.max(largest, Math.abs(coarse(x) - values[row]));
    }
    return (refined * largest) / peak;
  });
  return unknown.reduce((sum, one) => sum + one, 0);
}
