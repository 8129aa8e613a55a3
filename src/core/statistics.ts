import { linearRegression } from 'simple-statistics';
import { InputError } from './errors.ts';

/** A number and its uncertainty: one standard deviation for a sample, the change between two resolutions for a quadrature. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

/**
 * Quenouille's estimate from J equal blocks of independent data. With t from all data and t_j from all but block j,
 *
 *     value = J t - (J-1) <t_j>,    error^2 = (J-1)/J sum_j (t_j - <t_j>)^2 .
 *
 * If the mean of t is T + a/N + b/N^2 .. for N data, the mean of the value is T - O(1/N^2): the bias of first order is removed. The
 * relative uncertainty of the error is about 1/sqrt(2 (J-1)). Throws nothing; J >= 2.
 * Sources: M. H. Quenouille, Biometrika 43 (1956) 353; J. W. Tukey, Ann. Math. Statist. 29 (1958) 614.
 */
export function jackknife(whole: number, without: readonly number[]): Estimate {
  const J = without.length;
  const mean = without.reduce((sum, t) => sum + t, 0) / J;
  const squares = without.reduce((sum, t) => sum + (t - mean) ** 2, 0);
  return { value: J * whole - (J - 1) * mean, error: Math.sqrt(((J - 1) / J) * squares) };
}

/** The least-squares line y = intercept + slope * x through at least two points with different x. */
export function lineFit(x: ArrayLike<number>, y: ArrayLike<number>): { slope: number; intercept: number } {
  if (x.length !== y.length || x.length < 2)
    throw new InputError(`line fit: expected two columns of at least 2 numbers, got ${x.length} and ${y.length}`);
  const { m, b } = linearRegression(Array.from(x, (value, k) => [value, y[k]]));
  return { slope: m, intercept: b };
}

/** The exponent p of y ~ C x^p, i.e. the slope of log y over log x. Both must be positive. Used to measure orders. */
export function logLogSlope(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return lineFit(logarithms(x), logarithms(y)).slope;
}

function logarithms(values: ArrayLike<number>): number[] {
  return Array.from(values, (value, k) => {
    if (!(value > 0)) throw new InputError(`log-log slope: expected positive numbers, got ${value} at position ${k}`);
    return Math.log(value);
  });
}
