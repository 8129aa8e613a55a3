import { linearRegression } from 'simple-statistics';
import { InputError } from './errors.ts';

/** Least-squares line y = intercept + slope * x through at least two points with different x. */
export function lineFit(x: ArrayLike<number>, y: ArrayLike<number>): { slope: number; intercept: number } {
  if (x.length !== y.length || x.length < 2)
    throw new InputError(`line fit: expected two columns of at least 2 numbers, got ${x.length} and ${y.length}`);
  const { m, b } = linearRegression(Array.from(x, (value, k) => [value, y[k]]));
  return { slope: m, intercept: b };
}

/** The exponent p of y ~ C x^p: slope of log y over log x. Both must be positive. This is how orders are measured. */
export function logLogSlope(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return lineFit(logarithms(x), logarithms(y)).slope;
}

function logarithms(values: ArrayLike<number>): number[] {
  return Array.from(values, (value, k) => {
    if (!(value > 0)) throw new InputError(`log-log slope: expected positive numbers, got ${value} at position ${k}`);
    return Math.log(value);
  });
}
