/**
 * The piecewise cubic through (x_j, y_j) that is monotone on every interval, hence never leaves the range of the data:
 * no negative values from positive ones. Its slope is zero at x_0 and continuous. x is increasing, two points or more;
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

/** The parabola's slope p, cut to what keeps both neighbouring intervals monotone. */
function limited(p: number, before: number, after: number): number {
  return (Math.sign(before) + Math.sign(after)) * Math.min(Math.abs(before), Math.abs(after), Math.abs(p) / 2);
}

/** Slope at the last point, from the parabola through the last three. */
function endSlope(s: readonly number[], h: readonly number[], last: number): number {
  const steep = s[last - 1];
  if (last === 1) return steep;
  const share = h[last - 1] / (h[last - 1] + h[last - 2]);
  const p = steep * (1 + share) - s[last - 2] * share;
  if (p * steep <= 0) return 0;
  return Math.abs(p) > 2 * Math.abs(steep) ? 2 * steep : p;
}
