/** A value between points, and how far it may be off. */
export interface Interpolated {
  readonly value: number;
  /** |f[x_0 .. x_4] (x - x_0)(x - x_1)(x - x_2)(x - x_3)|: the next term of Newton's formula; 0 at the points. */
  readonly error: number;
}

/** Points that a cubic and the next term of its formula need. */
export const fewestPoints = 5;

/**
 * The cubic through the four points around `at`, two on either side, at the ends the nearest four; the fifth nearest tells its
 * error, f''''(xi) (x - x_0)(x - x_1)(x - x_2)(x - x_3)/4!, of fourth order in the spacing. x is increasing, five points or
 * more; `at` lies between the first and the last.
 */
export function localCubic(x: ArrayLike<number>, y: ArrayLike<number>, at: number): Interpolated {
  const first = Math.min(Math.max(intervalOf(x, at) - 1, 0), x.length - 4);
  const further = at - x[first - 1] < x[first + 4] - at || first + 4 === x.length ? first - 1 : first + 4;
  const nodes = [first, first + 1, first + 2, first + 3, further];
  const t = nodes.map((k) => x[k]);
  const differences = nodes.map((k) => y[k]);
  for (let order = 1; order < nodes.length; order++)
    for (let k = nodes.length - 1; k >= order; k--)
      differences[k] = (differences[k] - differences[k - 1]) / (t[k] - t[k - order]);
  let value = differences[0];
  let product = 1;
  for (let k = 1; k < 4; k++) {
    product *= at - t[k - 1];
    value += differences[k] * product;
  }
  return { value, error: Math.abs(differences[4] * product * (at - t[3])) };
}

/** The last k with x_k <= at. */
function intervalOf(x: ArrayLike<number>, at: number): number {
  let low = 0;
  let high = x.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] <= at) low = middle;
    else high = middle;
  }
  return low;
}
