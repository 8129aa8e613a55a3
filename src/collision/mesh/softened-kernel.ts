import { gaussLegendre, integrate } from '../../core/quadrature.ts';
import type { PairKernel } from '../../physics/pair-kernel.ts';
import { balance, balancedTerms, binomialSeries, likeTerms, type SoftenedPower } from './softened-power.ts';

/**
 * Any kernel, softened as a power is: with lengths in units of `spacing`, alpha(spacing r) for r >= a, and for r < a the first terms of alpha in y = 1 - r^2/a^2 about
 * r = a, with the value and the slope of alpha there. With d given the last term keeps int alpha r^(d+1) dr, as in softenBalanced; else it is made as in soften.
 */
export function softenKernel(kernel: PairKernel, spacing: number, radius: number, d?: number): SoftenedPower {
  const { atZero, value, slope } = kernel;
  const { exponent } = atZero;
  const a = spacing * radius;
  const peak = value(a);
  const local = slope(a);
  // alpha/alpha(a) = (r/a)^local times a function that is flat at r = a: binomial series times its Taylor polynomial.
  const powers = binomialSeries(local / 2, likeTerms);
  const flat = flatSeries((y) => {
    const r = a * Math.sqrt(1 - y);
    return Math.exp(Math.log(value(r) / peak) - local * Math.log(r / a));
  });
  // evaluateSoftened multiplies by radius^exponent.
  const scale = peak / radius ** exponent;
  const series = powers.map((_, k) => scale * powers.slice(0, k + 1).reduce((sum, c, j) => sum + c * flat[k - j], 0));
  const inner = peak > 0 ? series : series.map(() => 0);
  const outer = (r2: number) => value(spacing * Math.sqrt(r2));
  if (d === undefined) return { exponent, radius, inner, outer };
  const moment = momentWithin(kernel, a, d) / ((radius ** exponent * a ** (d + 2)) / 2);
  return { exponent, radius, inner: balance(inner.slice(0, balancedTerms), moment, d), outer };
}

/** Half the interval of y about 0 in which the flat function is interpolated; it is singular at y = 1. */
const reach = 0.5;
/** Chebyshev nodes there: of smooth kernels the derivatives that are used have five digits and more. */
const nodes = 13;

/** The Taylor polynomial at y = 0 of a function with the value 1 and the slope 0 there: of the polynomial through Chebyshev nodes, by divided differences. */
function flatSeries(f: (y: number) => number): readonly number[] {
  const y = Array.from({ length: nodes }, (_, k) => reach * Math.cos((Math.PI * (k + 0.5)) / nodes));
  const divided = y.map(f);
  for (let level = 1; level < nodes; level++)
    for (let k = nodes - 1; k >= level; k--) divided[k] = (divided[k] - divided[k - 1]) / (y[k] - y[k - level]);
  // Newton's form to powers of y, from the innermost factor.
  let series = [divided[nodes - 1]];
  for (let k = nodes - 2; k >= 0; k--) {
    series = Array.from({ length: series.length + 1 }, (_, j) => (series[j - 1] ?? 0) - y[k] * (series[j] ?? 0));
    series[0] += divided[k];
  }
  return [1, 0, ...series.slice(2)];
}

/** Halvings of the interval towards r = 0, where alpha is its leading power. */
const halvings = 60;

/** int_0^a alpha(r) r^(d+1) dr. */
function momentWithin({ value, atZero }: PairKernel, a: number, d: number): number {
  const rule = gaussLegendre(12, 0.5, 1);
  let sum = 0;
  let b = a;
  for (let k = 0; k < halvings; k++, b /= 2) sum += b * integrate(rule, (t) => value(b * t) * (b * t) ** (d + 1));
  const power = atZero.exponent + d + 2;
  return sum + (atZero.strength * b ** power) / power;
}
