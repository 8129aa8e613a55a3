import { gaussLegendre, integrate } from '../../core/quadrature.ts';
import { prepareAxisTransform } from '../../kernels/fourier.ts';
import { type MeshSymbol, splineSymbol } from '../../kernels/mesh.ts';
import type { PairKernel } from '../../physics/pair-kernel.ts';

/**
 * The power r^gamma with a polynomial in y = 1 - r^2/a^2 instead of its singularity,
 *
 *     alpha_a(r) = r^gamma for r >= a,    a^gamma sum_k inner[k] y^k for r < a,
 *
 * smooth enough for a mesh that is not finer than a/2. Other kernels have their own function for r >= a, see softenKernel.
 */
export interface SoftenedPower {
  readonly exponent: number;
  /** a. */
  readonly radius: number;
  readonly inner: readonly number[];
  /** alpha from r^2 for r >= a, if it is not r^gamma. */
  readonly outer?: (r2: number) => number;
}

/** Returns alpha_a at the distance whose square is r2. */
export function evaluateSoftened({ exponent, radius, inner, outer }: SoftenedPower, r2: number): number {
  const y = 1 - r2 / (radius * radius);
  if (y <= 0) return outer === undefined ? r2 ** (exponent / 2) : outer(r2);
  let sum = 0;
  for (let k = inner.length - 1; k >= 0; k--) sum = sum * y + inner[k];
  return radius ** exponent * sum;
}

/** The number of terms for like particles, and how many of them a balanced core keeps. */
const [likeTerms, balancedTerms] = [5, 4];

/**
 * Returns the first five terms of r^gamma = a^gamma (1 - y)^(gamma/2) about r = a. For gamma < 0 all of them are positive, so
 * 0 < alpha_a <= alpha. For pairs of one species, whose scaled scores agree at r = 0: their forces change by
 * O(a^(gamma+d+4)).
 */
export function soften(exponent: number, radius: number): SoftenedPower {
  return { exponent, radius, inner: binomialSeries(exponent / 2, likeTerms) };
}

/**
 * Returns four terms and a fifth that makes int_0^a (alpha - alpha_a) r^(d+1) dr = 0, for gamma > -d-2. The scaled scores of unlike
 * species differ at r = 0. Without the fifth term their friction and exchange of energy would change by O(a^(gamma+d+2)), which is 10 %
 * for 7500 Coulomb particles of each species; with it they change by O(a^(gamma+d+4)), as the forces of like ones do.
 */
export function softenBalanced(exponent: number, radius: number, d: number): SoftenedPower {
  const inner = binomialSeries(exponent / 2, balancedTerms);
  return { exponent, radius, inner: balance(inner, 2 / (exponent + d + 2), d) };
}

/** Returns the terms and one more, so that int_0^1 sum_k inner[k] (1-s)^k s^(d/2) ds has the given value, s = r^2/a^2. */
function balance(inner: readonly number[], value: number, d: number): readonly number[] {
  const missing = inner.reduce((sum, c, k) => sum - c * moment(k, d), value);
  return [...inner, missing / moment(inner.length, d)];
}

/**
 * Returns four terms, and a fifth and a sixth that make int_0^a (alpha - alpha_a) r^(d+1) dr and int_0^a (alpha - alpha_a) r^(d+3) dr
 * vanish: friction and exchange of energy change by O(a^(gamma+d+6)). Positive for -d-1 <= gamma < 0; below -d-1 the second
 * moment would need negative values within the core.
 */
export function softenBalancedTwice(exponent: number, radius: number, d: number): SoftenedPower {
  const inner = binomialSeries(exponent / 2, 4);
  const [first, second] = [0, 1].map((power) => missingMoment(inner, exponent, d + 2 * power));
  const [[a, b], [c, e]] = [0, 1].map((power) => [moment(4, d + 2 * power), moment(5, d + 2 * power)]);
  const determinant = a * e - b * c;
  return {
    exponent,
    radius,
    inner: [...inner, (first * e - second * b) / determinant, (second * a - first * c) / determinant],
  };
}

/** Returns int_0^1 (s^(gamma/2) - sum_k inner[k] (1-s)^k) s^(d/2) ds, where s = r^2/a^2. */
function missingMoment(inner: readonly number[], exponent: number, d: number): number {
  return inner.reduce((sum, c, k) => sum - c * moment(k, d), 2 / (exponent + d + 2));
}

/** Returns the coefficients of (1 - y)^x up to y^(count-1). */
function binomialSeries(x: number, count: number): number[] {
  const series = [1];
  for (let k = 1; k < count; k++) series.push((series[k - 1] * (k - 1 - x)) / k);
  return series;
}

/** Returns int_0^1 (1-s)^k s^(d/2) ds, the beta function B(k+1, d/2+1). */
function moment(k: number, d: number): number {
  let value = 1 / (d / 2 + 1);
  for (let j = 1; j <= k; j++) value *= j / (d / 2 + 1 + j);
  return value;
}

/**
 * Returns the symbol of a kernel of the distance, with unit spacing and factor 1: sampled on the torus, transformed, divided on
 * every axis by the squared symbol of the spline and by the number of nodes. `kernel` receives the squared distance to the
 * nearest image.
 */
export function meshSymbol(torus: readonly number[], order: number, kernel: (r2: number) => number): MeshSymbol {
  // a symbol has the first axis fastest, which is row order with the axes reversed
  const axes = torus.toReversed();
  const symbol = sampleKernel(axes, kernel);
  transformEven(axes, symbol);
  const divisors = axes.map((nodes) =>
    Float64Array.from({ length: nodes / 2 + 1 }, (_, k) => splineSymbol(order, (2 * Math.PI * k) / nodes) ** 2 * nodes),
  );
  eachWave(axes, (index, at) => {
    for (let k = 0; k < index.length; k++) symbol[at] /= divisors[k][index[k]];
  });
  return symbol;
}

function sampleKernel(torus: readonly number[], kernel: (r2: number) => number): Float64Array {
  const samples = new Float64Array(torus.reduce((product, nodes) => product * (nodes / 2 + 1), 1));
  eachWave(torus, (index, at) => {
    samples[at] = kernel(index.reduce((sum, j) => sum + j * j, 0));
  });
  return samples;
}

/**
 * Transforms an array that is real and even on every axis of the torus (discrete Fourier transform), in place. The array holds the part
 * up to the middle of each axis, before and after.
 */
export function transformEven(torus: readonly number[], values: Float64Array): void {
  const kept = torus.map((nodes) => nodes / 2 + 1);
  const product = (sizes: readonly number[]) => sizes.reduce((total, nodes) => total * nodes, 1);
  torus.forEach((length, k) => {
    const inner = product(kept.slice(k + 1));
    const block = kept[k] * inner;
    const width = Math.min(inner, panelWidth);
    const panel = { re: new Float64Array(length * width), im: new Float64Array(length * width) };
    const transform = prepareAxisTransform(1, length, width);
    for (let start = 0; start < values.length; start += block)
      for (let column = 0; column < inner; column += width) {
        const used = Math.min(width, inner - column);
        panel.im.fill(0);
        for (let j = 0; j < length; j++) {
          const from = start + Math.min(j, length - j) * inner + column;
          panel.re.set(values.subarray(from, from + used), j * width);
        }
        transform(panel);
        for (let j = 0; j < kept[k]; j++)
          values.set(panel.re.subarray(j * width, j * width + used), start + j * inner + column);
      }
  });
}

/** Lines that are transformed together: enough for the processor, little memory compared with the symbol. */
const panelWidth = 32;

/** Visits the kept indices, up to the middle of every axis, in row order; `index` is one reused array. */
function eachWave(torus: readonly number[], visit: (index: readonly number[], at: number) => void): void {
  const index = torus.map(() => 0);
  const total = torus.reduce((product, nodes) => product * (nodes / 2 + 1), 1);
  for (let at = 0; at < total; at++) {
    visit(index, at);
    let k = torus.length - 1;
    while (k >= 0 && index[k] === torus[k] / 2) index[k--] = 0;
    if (k >= 0) index[k]++;
  }
}

/**
 * Softens any kernel as a power is softened. With lengths in units of `spacing`: alpha(spacing r) for r >= a, and for r < a the first terms
 * of alpha in y = 1 - r^2/a^2 about r = a, with the value and the slope of alpha there. If d is given, the last term preserves
 * int alpha r^(d+1) dr as in softenBalanced, otherwise the terms are as in soften.
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

/** Half the interval of y about 0 in which the flat function is interpolated; the function is singular at y = 1. */
const reach = 0.5;
/** Chebyshev nodes there: for smooth kernels the derivatives in use have five or more digits. */
const nodes = 13;

/** Returns the Taylor polynomial at y = 0 of a function with value 1 and slope 0 there, from the polynomial through Chebyshev nodes. */
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

/** Halvings of the interval towards r = 0, below which alpha is its leading power. */
const halvings = 60;

/** Returns int_0^a alpha(r) r^(d+1) dr. */
function momentWithin({ value, atZero }: PairKernel, a: number, d: number): number {
  const rule = gaussLegendre(12, 0.5, 1);
  let sum = 0;
  let b = a;
  for (let k = 0; k < halvings; k++, b /= 2) sum += b * integrate(rule, (t) => value(b * t) * (b * t) ** (d + 1));
  const power = atZero.exponent + d + 2;
  return sum + (atZero.strength * b ** power) / power;
}
