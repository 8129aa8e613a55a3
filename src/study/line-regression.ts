import { lineFit } from '../core/linear-fit.ts';
import { inverseStudent } from '../core/special-functions.ts';
import { sumOf } from '../core/sum.ts';
import type { Interval } from './bootstrap.ts';

/** A least-squares line with the intervals of normal errors of one unknown variance. */
export interface LineRegression {
  readonly slope: number;
  readonly intercept: number;
  /** Student's t intervals with n - 2 degrees of freedom; undefined for two points, which fit exactly. */
  readonly slopeInterval: Interval | undefined;
  readonly interceptInterval: Interval | undefined;
}

/**
 * y = intercept + slope x + normal errors: slope +- t s / sqrt(S_xx), intercept +- t s sqrt(1/n + mean(x)^2 / S_xx), with
 * s^2 the sum of squared residuals over n - 2. At least two points with different x.
 */
export function lineRegression(x: readonly number[], y: readonly number[], confidence: number): LineRegression {
  const { slope, intercept } = lineFit(x, y);
  const n = x.length;
  if (n < 3) return { slope, intercept, slopeInterval: undefined, interceptInterval: undefined };
  const centre = sumOf(n, (k) => x[k]) / n;
  const spread = sumOf(n, (k) => (x[k] - centre) ** 2);
  const variance = sumOf(n, (k) => (y[k] - intercept - slope * x[k]) ** 2) / (n - 2);
  const t = inverseStudent(n - 2, (1 + confidence) / 2);
  const around = (value: number, error: number) => ({ lower: value - t * error, upper: value + t * error });
  return {
    slope,
    intercept,
    slopeInterval: around(slope, Math.sqrt(variance / spread)),
    interceptInterval: around(intercept, Math.sqrt(variance * (1 / n + centre ** 2 / spread))),
  };
}
