/**
 * The derivatives of order 0 .. highest at x of the p + 1 B-splines of degree p on the piece from knots[at] to knots[at + 1]: entry
 * [q][a] is the q-th derivative of spline a. Source: C. de Boor, A Practical Guide to Splines (2001), ch. X.
 */
export function bSplines(knots: ArrayLike<number>, p: number, at: number, x: number, highest: number): Float64Array[] {
  return Array.from({ length: highest + 1 }, (_, order) => {
    // From degree p - order upwards, one differentiation at a time.
    let b = values(knots, p - order, at, x);
    for (let q = p - order + 1; q <= p; q++) {
      const next = new Float64Array(q + 1);
      for (let a = 0; a <= q; a++) {
        const left = knots[at - q + a];
        const before = a > 0 ? b[a - 1] / (knots[at + a] - left) : 0;
        const after = a < q ? b[a] / (knots[at + a + 1] - knots[at - q + a + 1]) : 0;
        next[a] = q * (before - after);
      }
      b = next;
    }
    return b;
  });
}

function values(knots: ArrayLike<number>, p: number, at: number, x: number): Float64Array {
  const b = new Float64Array(p + 1);
  b[0] = 1;
  for (let k = 1; k <= p; k++) {
    let saved = 0;
    for (let a = 0; a < k; a++) {
      const right = knots[at + a + 1];
      const left = knots[at + 1 - k + a];
      const part = b[a] / (right - left);
      b[a] = saved + (right - x) * part;
      saved = (x - left) * part;
    }
    b[k] = saved;
  }
  return b;
}

/** Degree of the splines, whose fourth derivatives are continuous, and the smallest number of points on an axis. */
const degree = 5;
export const fewestPoints = degree + 1;

/** A function of d variables through values on a rectilinear grid. */
export interface InterpolatingSpline {
  /**
   * The derivatives of order 0 .. highest in every variable at x, in the box of the grid. Order (q_0, .., q_{d-1}) is entry
   * (q_0 (highest + 1) + q_1) (highest + 1) + .. The next call overwrites the array.
   */
  evaluate(x: ArrayLike<number>, highest: number): Float64Array;
  /** The values on the product grid of `places`, equally many per axis and in one interval between points; overwritten in the same way. */
  valuesAt(places: readonly ArrayLike<number>[]): Float64Array;
}

/**
 * The tensor product of splines of degree 5 through `values` (in row order), on increasing axes of fewestPoints or more. The inner knots
 * are all points except the three nearest each end, which makes as many splines as points. The error is of order 6 in the
 * distances, the error of third derivatives of order 3. Source: C. de Boor, A Practical Guide to Splines (2001), ch. XIII and XVII.
 */
export function interpolatingSpline(axes: readonly Float64Array[], values: Float64Array): InterpolatingSpline {
  const d = axes.length;
  const width = degree + 1;
  const bases = axes.map(basisOf);
  const strides = axes.map((_, k) => axes.slice(k + 1).reduce((product, { length }) => product * length, 1));
  const coefficients = Float64Array.from(values);
  bases.forEach(({ solve }, k) => {
    const { length } = axes[k];
    const line = new Float64Array(length);
    for (let start = 0; start < values.length; start++) {
      if (Math.floor(start / strides[k]) % length !== 0) continue;
      for (let j = 0; j < length; j++) line[j] = coefficients[start + j * strides[k]];
      solve(line);
      for (let j = 0; j < length; j++) coefficients[start + j * strides[k]] = line[j];
    }
  });
  const most = width ** (2 * d);
  let [source, target] = [new Float64Array(most), new Float64Array(most)];
  const first = new Int32Array(d);
  const on = axes.map(() => new Float64Array(width * width));
  /** The offsets of the coefficients of a piece from its first. */
  const offsets = Int32Array.from({ length: width ** d }, (_, i) =>
    strides.reduce((sum, stride, k) => sum + (Math.floor(i / width ** (d - 1 - k)) % width) * stride, 0),
  );
  /** (.., width) -> (.., count) along every axis, by the weights on[k][q width + a]. */
  const contract = (count: number) => {
    let base = 0;
    for (let k = 0; k < d; k++) base += first[k] * strides[k];
    for (let i = 0; i < offsets.length; i++) source[i] = coefficients[base + offsets[i]];
    // One axis after the other, from the last to the first.
    for (let k = d - 1, rows = width ** (d - 1), tail = 1; k >= 0; k--, rows /= width, tail *= count) {
      const own = on[k];
      for (let row = 0; row < rows; row++)
        for (let q = 0; q < count; q++) {
          const [w0, w1, w2] = [own[q * width], own[q * width + 1], own[q * width + 2]];
          const [w3, w4, w5] = [own[q * width + 3], own[q * width + 4], own[q * width + 5]];
          for (let t = 0; t < tail; t++) {
            const i = row * width * tail + t;
            target[(row * count + q) * tail + t] =
              w0 * source[i] +
              w1 * source[i + tail] +
              w2 * source[i + 2 * tail] +
              w3 * source[i + 3 * tail] +
              w4 * source[i + 4 * tail] +
              w5 * source[i + 5 * tail];
          }
        }
      [source, target] = [target, source];
    }
    return source;
  };
  return {
    evaluate(x, highest) {
      for (let k = 0; k < d; k++) first[k] = bases[k].evaluate(x[k], highest, on[k]);
      return contract(highest + 1);
    },
    valuesAt(places) {
      for (let k = 0; k < d; k++)
        for (let q = 0; q < places[k].length; q++)
          first[k] = bases[k].evaluate(places[k][q], 0, on[k].subarray(q * width, (q + 1) * width));
      return contract(places[0].length);
    },
  };
}

const factorials = [1, 1, 2, 6, 24, 120];

interface Basis {
  /** Writes derivatives q = 0 .. highest of the nonzero splines a at x to entry q (degree + 1) + a; returns the index of the first. */
  evaluate(x: number, highest: number, out: Float64Array): number;
  /** Replaces the values at the points by coefficients. */
  solve(values: Float64Array): void;
}

function basisOf(points: Float64Array): Basis {
  const n = points.length;
  const end = (x: number) => new Array<number>(degree + 1).fill(x);
  const inner = points.subarray((degree + 1) / 2, n - (degree + 1) / 2);
  const knots = Float64Array.from([...end(points[0]), ...inner, ...end(points[n - 1])]);
  const piece = (x: number) => {
    let [low, high] = [degree, n];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (knots[middle] <= x) low = middle;
      else high = middle;
    }
    return low;
  };
  const width = 2 * degree + 1;
  // Row j, column j - degree + b. The matrix is totally positive, and elimination without pivots is stable (de Boor & Pinkus 1977).
  const band = new Float64Array(n * width);
  points.forEach((x, j) => {
    const at = piece(x);
    bSplines(knots, degree, at, x, 0)[0].forEach((value, a) => {
      const b = at - degree + a - j + degree;
      if (b >= 0 && b < width) band[j * width + b] = value;
    });
  });
  for (let j = 0; j < n; j++)
    for (let row = j + 1; row < Math.min(n, j + degree + 1); row++) {
      const factor = band[row * width + j - row + degree] / band[j * width + degree];
      band[row * width + j - row + degree] = factor;
      for (let b = 1; b <= degree && j + b < n; b++)
        band[row * width + j + b - row + degree] -= factor * band[j * width + degree + b];
    }
  // Taylor coefficients of order q of spline a at the beginning of every piece: entry (piece terms + a) terms + q.
  const pieces = n - degree;
  const terms = degree + 1;
  const taylor = new Float64Array(pieces * terms * terms);
  for (let first = 0; first < pieces; first++)
    bSplines(knots, degree, first + degree, knots[first + degree], degree).forEach((own, q) => {
      own.forEach((value, a) => {
        taylor[(first * terms + a) * terms + q] = value / factorials[q];
      });
    });
  return {
    evaluate(x, highest, out) {
      const first = piece(x) - degree;
      const t = x - knots[first + degree];
      for (let a = 0; a < terms; a++)
        for (let order = 0; order <= highest; order++) {
          let sum = 0;
          for (let q = degree; q >= order; q--)
            sum = sum * t + taylor[(first * terms + a) * terms + q] * (factorials[q] / factorials[q - order]);
          out[order * terms + a] = sum;
        }
      return first;
    },
    solve(values) {
      for (let row = 0; row < n; row++)
        for (let j = Math.max(0, row - degree); j < row; j++)
          values[row] -= band[row * width + j - row + degree] * values[j];
      for (let row = n - 1; row >= 0; row--) {
        for (let b = 1; b <= degree && row + b < n; b++)
          values[row] -= band[row * width + degree + b] * values[row + b];
        values[row] /= band[row * width + degree];
      }
    },
  };
}

/**
 * The piecewise cubic through (x_j, y_j) that is monotone on every interval. It never leaves the range of the data, so that
 * positive data give no negative values. Its slope is continuous, and zero at x_0. x has at least two points and increases;
 * outside [x_0, x_n] the cubic of the nearest interval continues.
 *
 * Source: M. Steffen, A simple method for monotonic interpolation in one dimension, Astron. Astrophys. 239 (1990) 443.
 */
export function monotoneCubic(x: Float64Array, y: Float64Array): (at: number) => number {
  const last = x.length - 1;
  const h = Array.from({ length: last }, (_, j) => x[j + 1] - x[j]);
  const s = h.map((width, j) => (y[j + 1] - y[j]) / width);
  const slopes = Array.from(x, (_, j) => {
    if (j === 0) return 0;
    if (j === last) return endSlope(s, h, last);
    const p = (s[j - 1] * h[j] + s[j] * h[j - 1]) / (h[j - 1] + h[j]);
    return limited(p, s[j - 1], s[j]);
  });
  return (at) => {
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (x[middle] <= at) low = middle;
      else high = middle;
    }
    const t = at - x[low];
    const a = (slopes[low] + slopes[low + 1] - 2 * s[low]) / h[low] ** 2;
    const b = (3 * s[low] - 2 * slopes[low] - slopes[low + 1]) / h[low];
    return y[low] + t * (slopes[low] + t * (b + t * a));
  };
}

/** The slope p of the parabola, limited so that both neighbouring intervals stay monotone. */
function limited(p: number, before: number, after: number): number {
  return (Math.sign(before) + Math.sign(after)) * Math.min(Math.abs(before), Math.abs(after), Math.abs(p) / 2);
}

/** The slope at the last point, from the parabola through the last three points. */
function endSlope(s: readonly number[], h: readonly number[], last: number): number {
  const steep = s[last - 1];
  if (last === 1) return steep;
  const share = h[last - 1] / (h[last - 1] + h[last - 2]);
  const p = steep * (1 + share) - s[last - 2] * share;
  if (p * steep <= 0) return 0;
  return Math.abs(p) > 2 * Math.abs(steep) ? 2 * steep : p;
}
