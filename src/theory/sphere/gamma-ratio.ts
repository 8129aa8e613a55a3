import type { HarmonicTable } from './harmonic-table.ts';

/** The quotient at one function, and its derivatives. */
export interface GammaRatio {
  readonly value: number;
  /** d/d amplitude. */
  readonly amplitudeSlope: number;
  /** d/d shape[j], tangential to the unit sphere of shapes. */
  readonly shapeSlope: Float64Array;
}

/**
 * The quotient of the sphere inequality,
 *
 *     R = int phi Gamma_2(log phi) / int phi Gamma(log phi)
 *     Gamma(g) = |grad g|^2,    Gamma_2(g) = |Hess g|^2 + (d-2) |grad g|^2
 *
 * at phi = exp(a h), h = sum_j shape_j Y_j / sqrt(l_j (l_j + d - 2)) with |shape| = 1. Gamma and Gamma_2 are quadratic, so a^2 cancels:
 *
 *     R(a, h) = int exp(a h) Gamma_2(h) / int exp(a h) Gamma(h)
 *
 * is smooth through a = 0, where phi -> 1 and R is the weighted mean of l (l + d - 2) with the weights shape_j^2. In
 * the coefficients of log phi R has no limit at 0, although the infimum over all phi may lie there.
 */
export function gammaRatio(table: HarmonicTable, amplitude: number, shape: ArrayLike<number>): GammaRatio {
  const { dimension: d, harmonics, weights } = table;
  const roots = harmonics.map(({ degree }) => Math.sqrt(degree * (degree + d - 2)));
  const norm = Math.hypot(...Array.from(shape));
  const coefficients = roots.map((root, j) => shape[j] / (norm * root));
  const combine = (functions: readonly Float64Array[]) => combination(coefficients, functions);
  const h = combine(table.values);
  const gradient = table.gradients.map(combine);
  const hessian = table.hessians.map(combine);

  // Only the quotient matters; subtracting the largest exponent prevents overflow of exp.
  const top = h.reduce((largest, value) => Math.max(largest, amplitude * value), -Infinity);
  const phi = h.map((value, k) => weights[k] * Math.exp(amplitude * value - top));
  const first = squares(gradient);
  const second = squares(hessian).map((value, k) => value + (d - 2) * first[k]);
  const denominator = dot(phi, first);
  const value = dot(phi, second) / denominator;

  const excess = phi.map((w, k) => (w * (second[k] - value * first[k])) / denominator);
  const alongGradient = gradient.map((g) => g.map((x, k) => (2 * phi[k] * (d - 2 - value) * x) / denominator));
  const alongHessian = hessian.map((g) => g.map((x, k) => (2 * phi[k] * x) / denominator));
  const slope = Float64Array.from(roots, (root, j) => {
    let sum = amplitude * dot(excess, table.values[j]);
    alongGradient.forEach((g, c) => {
      sum += dot(g, table.gradients[c][j]);
    });
    alongHessian.forEach((g, c) => {
      sum += dot(g, table.hessians[c][j]);
    });
    return sum / root;
  });
  const unit = Float64Array.from(shape, (x) => x / norm);
  const radial = dot(slope, unit);
  return {
    value,
    amplitudeSlope: dot(excess, h),
    shapeSlope: slope.map((x, j) => (x - radial * unit[j]) / norm),
  };
}

function combination(coefficients: readonly number[], functions: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(functions[0].length);
  functions.forEach((values, j) => {
    const factor = coefficients[j];
    for (let k = 0; k < sum.length; k++) sum[k] += factor * values[k];
  });
  return sum;
}

function squares(components: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(components[0].length);
  for (const component of components) for (let k = 0; k < sum.length; k++) sum[k] += component[k] ** 2;
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
