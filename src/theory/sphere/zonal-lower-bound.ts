import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { certificatePlaces, constantPlaces, decimal, proves, type ZonalCertificate } from './zonal-certificate.ts';

/** A lower bound of the constant of even functions of one angle on S^{d-1}, with its proof. */
export interface ZonalLowerBound {
  /** K, a decimal of 12 places. */
  readonly constant: string;
  /** The polynomials P and R of the certificate in x = cos theta, constant term first, exact decimals of 15 places. */
  readonly squares: readonly string[];
  readonly cubes: readonly string[];
}

/**
 * The largest K, up to rounding, that polynomials of a given degree certify (see proves): a semidefinite programme, solved by an
 * interior-point method in double precision, then rounded and proved in exact arithmetic. K is lowered until the proof holds; undefined if
 * it fails within a tenth of K.
 */
export function zonalLowerBound(d: number, degree: number): ZonalLowerBound | undefined {
  const { constant, squares, cubes } = bestCertificate(d, degree);
  const rounded = (values: readonly number[]) =>
    monomials(values).map((c) => BigInt(Math.round(c * 10 ** certificatePlaces)));
  const certificate: ZonalCertificate = { squares: rounded(squares), cubes: rounded(cubes) };
  for (let less = 1e-12; less < constant / 10; less *= 4) {
    const units = BigInt(Math.floor((constant - less) * 10 ** constantPlaces));
    if (proves(d, units, certificate)) {
      const decimals = (values: readonly bigint[]) => values.map((c) => decimal(c, certificatePlaces));
      return {
        constant: decimal(units, constantPlaces),
        squares: decimals(certificate.squares),
        cubes: decimals(certificate.cubes),
      };
    }
  }
  return undefined;
}

/** Points of [0, 1] at which the form is kept positive definite, denser at the ends. */
const points = 160;
/** Distance to the best K at which the barrier method ends; below it the solution of its linear systems has no digits left. */
const gap = 1e-9;

/**
 * Maximises K over P and R in Chebyshev polynomials of 2 x - 1 such that the 3 x 3 form M of the certificate, an affine function of K, P
 * and R, is positive definite at all points: the minima of -t K - mean log det M for ascending t, by Newton's method. Source: S. Boyd & L.
 * Vandenberghe, Convex Optimization (2004), section 11.6.
 */
function bestCertificate(d: number, degree: number) {
  const count = 2 * degree + 3;
  const { fixed, slopes } = formAtPoints(d, degree);
  const formOf = (u: Float64Array) => {
    const form = fixed.slice();
    slopes.forEach((slope, k) => {
      for (let e = 0; e < form.length; e++) form[e] += u[k] * slope[e];
    });
    return form;
  };
  const barrier = (u: Float64Array, t: number) => {
    const form = formOf(u);
    let value = -t * u[0];
    for (let q = 0; q < points; q++) value -= logDeterminant(form.subarray(9 * q, 9 * q + 9)) / points;
    return value;
  };
  let u: Float64Array = feasibleStart(d, degree);
  let t = 1e-3;
  for (; ; t *= 4) {
    for (let iteration = 0; iteration < 60; iteration++) {
      const { gradient, hessian } = barrierSlopes(formOf(u), slopes);
      gradient[0] -= t;
      const step = newtonStep(gradient, hessian);
      if (step === undefined) break;
      const decrease = -step.reduce((sum, x, k) => sum + x * gradient[k], 0);
      const before = barrier(u, t);
      let length = 1;
      const moved = () => u.map((x, k) => x + length * step[k]);
      // NaN if M is not positive definite; the comparison then fails too.
      while (length > 1e-12 && !(barrier(moved(), t) < before - 1e-4 * length * decrease)) length /= 2;
      if (length <= 1e-12) break;
      u = moved();
      if (decrease < 1e-9) break;
    }
    if (3 / t < gap) break;
  }
  const [constant, ...rest] = u;
  return { constant, squares: rest.slice(0, degree + 1), cubes: rest.slice(degree + 1, count - 1) };
}

/** M = fixed + sum_k u_k slopes[k], 9 entries for every point, with u = (K, P, R). */
function formAtPoints(d: number, degree: number) {
  const fixed = new Float64Array(9 * points);
  const slopes = Array.from({ length: 2 * degree + 3 }, () => new Float64Array(9 * points));
  for (let q = 0; q < points; q++) {
    const x = (1 - Math.cos((Math.PI * q) / (points - 1))) / 2;
    const s = 1 - x * x;
    const add = (form: Float64Array, i: number, j: number, value: number) => {
      form[9 * q + 3 * i + j] += value;
      if (i !== j) form[9 * q + 3 * j + i] += value;
    };
    add(fixed, 0, 0, 1);
    add(fixed, 0, 1, -x * x);
    add(fixed, 1, 1, x * x * (x * x + d - 2));
    add(slopes[0], 1, 1, -s * x * x);
    chebyshev(degree, x).forEach(([value, slope], k) => {
      const square = slopes[1 + k];
      add(square, 0, 1, value);
      add(square, 1, 1, s * (x * slope - value) - (d - 1) * x * x * value);
      add(square, 1, 2, value / 2);
      const cube = slopes[2 + degree + k];
      add(cube, 0, 2, 1.5 * value);
      add(cube, 1, 2, (s * x * slope - (d + 1) * x * x * value) / 2);
      add(cube, 2, 2, value);
    });
  }
  return { fixed, slopes };
}

/** T_k(2 x - 1) and its derivative in x, k = 0 .. degree. */
function chebyshev(degree: number, x: number): readonly (readonly [number, number])[] {
  const y = 2 * x - 1;
  const all: (readonly [number, number])[] = [
    [1, 0],
    [y, 2],
  ];
  for (let k = 2; k <= degree; k++) {
    const [[before, slopeBefore], [now, slopeNow]] = [all[k - 2], all[k - 1]];
    all.push([2 * y * now - before, 4 * now + 2 * y * slopeNow - slopeBefore]);
  }
  return all.slice(0, degree + 1);
}

/** A series of T_k(2 x - 1) as a polynomial in x. */
function monomials(series: readonly number[]): readonly number[] {
  const result = new Array<number>(series.length).fill(0);
  let before = [1];
  let now = [-1, 2];
  series.forEach((c, k) => {
    const polynomial = k === 0 ? [1] : now;
    polynomial.forEach((a, j) => {
      result[j] += c * a;
    });
    if (k === 0) return;
    const next = Array.from(
      { length: now.length + 1 },
      (_, j) => 4 * (now[j - 1] ?? 0) - 2 * (now[j] ?? 0) - (before[j] ?? 0),
    );
    before = now;
    now = next;
  });
  return result;
}

/**
 * P from -1/2 to r (d-2)/(1-3r) and R from 1/3 to r = 1/(2(d+1)), both linear: at x = 0 and 1 the mixed entry b of the certificate vanishes
 * and the others are positive. In between K is so negative that it outweighs the other terms.
 */
function feasibleStart(d: number, degree: number): Float64Array {
  const u = new Float64Array(2 * degree + 3);
  const r = 1 / (2 * (d + 1));
  const line = (at: number, from: number, to: number) => {
    u[at] = (from + to) / 2;
    u[at + 1] = (to - from) / 2;
  };
  u[0] = -1e4 * d;
  line(1, -0.5, (r * (d - 2)) / (1 - 3 * r));
  line(2 + degree, 1 / 3, r);
  return u;
}

/** Gradient and Hessian of -mean log det M in u: -tr(M^-1 M_k) and tr(M^-1 M_k M^-1 M_l), means over the points. */
function barrierSlopes(form: Float64Array, slopes: readonly Float64Array[]) {
  const products = slopes.map(() => new Float64Array(form.length));
  for (let q = 0; q < points; q++) {
    const inverse = inverseOf(form.subarray(9 * q, 9 * q + 9));
    slopes.forEach((slope, k) => {
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++)
          for (let l = 0; l < 3; l++) products[k][9 * q + 3 * i + j] += inverse[3 * i + l] * slope[9 * q + 3 * l + j];
    });
  }
  const transposed = products.map((product) =>
    product.map((_, e) => product[e - (e % 9) + 3 * (e % 3) + Math.floor((e % 9) / 3)]),
  );
  const gradient = Float64Array.from(products, (product) => {
    let trace = 0;
    for (let e = 0; e < product.length; e += 9) trace += product[e] + product[e + 4] + product[e + 8];
    return -trace / points;
  });
  const hessian = products.map((a) =>
    transposed.map((b) => {
      let trace = 0;
      for (let e = 0; e < a.length; e++) trace += a[e] * b[e];
      return trace / points;
    }),
  );
  return { gradient, hessian };
}

/** -hessian^-1 gradient, scaled to a diagonal of ones; undefined if round-off makes the matrix not positive definite. */
function newtonStep(gradient: Float64Array, hessian: readonly (readonly number[])[]): Float64Array | undefined {
  const scales = hessian.map((row, k) => Math.sqrt(row[k]));
  const n = scales.length;
  const entry = (k: number, l: number) =>
    hessian[Math.max(k, l)][Math.min(k, l)] / (scales[k] * scales[l]) + (k === l ? 1e-15 : 0);
  const matrix = new Matrix(scales.map((_, k) => Array.from({ length: n }, (__, l) => entry(k, l))));
  const decomposition = new CholeskyDecomposition(matrix);
  if (!decomposition.isPositiveDefinite()) return undefined;
  const solution = decomposition.solve(Matrix.columnVector(Array.from(gradient, (g, k) => -g / scales[k])));
  return Float64Array.from(scales, (scale, k) => solution.get(k, 0) / scale);
}

/** log det of a symmetric 3 x 3 matrix; NaN unless it is positive definite. */
function logDeterminant(m: Float64Array): number {
  const first = m[0];
  const second = m[4] - m[1] ** 2 / first;
  const third = m[8] - m[2] ** 2 / first - (m[5] - (m[1] * m[2]) / first) ** 2 / second;
  return Math.log(first) + Math.log(second) + Math.log(third);
}

function inverseOf(m: Float64Array): readonly number[] {
  const [a, b, c, , e, f, , , i] = m;
  const [A, B, C] = [e * i - f * f, c * f - b * i, b * f - c * e];
  const determinant = a * A + b * B + c * C;
  return [A, B, C, B, a * i - c * c, b * c - a * f, C, b * c - a * f, a * e - b * b].map((x) => x / determinant);
}
