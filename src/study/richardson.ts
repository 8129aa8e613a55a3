import { type LineRegression, lineRegression } from './line-regression.ts';

/** What values at x > 0 tell of their limit at x = 0. */
export interface Extrapolation {
  readonly limit: number;
  /** The order in use; NaN when none fits. */
  readonly order: number;
  /** Of the regression on x^order, for intervals; absent when the order was observed. */
  readonly regression?: LineRegression;
}

/**
 * Richardson extrapolation of T(x) = limit + C x^order. With an order, the least-squares line over x^order of all points;
 * without one, the order and limit that the three points with the smallest x fit exactly, NaN when they fit none: a
 * sequence that is not monotone, or converges at no positive order.
 */
export function richardson(
  x: readonly number[],
  values: readonly number[],
  confidence: number,
  order?: number,
): Extrapolation {
  if (order !== undefined) {
    const powers = x.map((each) => each ** order);
    const regression = lineRegression(powers, values, confidence);
    return { limit: regression.intercept, order, regression };
  }
  const finest = [...x.keys()].sort((a, b) => x[a] - x[b]).slice(0, 3);
  const [x1, x2, x3] = finest.map((k) => x[k]);
  const [t1, t2, t3] = finest.map((k) => values[k]);
  const observed = observedOrder([x1, x2, x3], (t3 - t2) / (t2 - t1));
  const limit = t1 - (t2 - t1) / ((x2 / x1) ** observed - 1);
  return { limit, order: observed };
}

/** Orders above this are round-off: the differences they would tell apart have no digits left. */
const highestOrder = 64;

/**
 * The p > 0 with (x3^p - x2^p) / (x2^p - x1^p) = ratio for 0 < x1 < x2 < x3. The left side increases with p from
 * log(x3/x2) / log(x2/x1) at p = 0, so that bisection finds the only solution; NaN when there is none up to the highest order.
 */
function observedOrder([x1, x2, x3]: readonly number[], ratio: number): number {
  const down = Math.log(x2 / x1);
  const up = Math.log(x3 / x2);
  const excess = (p: number) => Math.expm1(p * up) / -Math.expm1(-p * down) - ratio;
  let low = 0;
  let high = highestOrder;
  if (!(up / down < ratio && excess(high) > 0)) return Number.NaN;
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
