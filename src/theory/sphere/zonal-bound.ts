import { InputError } from '../../core/errors.ts';
import { minimise } from '../../core/minimise.ts';
import { gaussLegendre } from '../../core/quadrature.ts';
import { absolute, decimal, derivative, sum, times } from './zonal-certificate.ts';

/** An upper bound of the sharp constant of even functions on S^{d-1}, proved by the quotient of one function. */
export interface ZonalBound {
  readonly dimension: number;
  /** d + 3 - 1/(d-1) (Y. Zhu 2025, Lemma 3.2): the proven lower bound. */
  readonly proven: number;
  /** 2d, the limit of small perturbations of 1. */
  readonly perturbative: number;
  /** a_k of log phi = sum_k a_k cos(2 k theta), k = 1 .. K, exact decimals of 12 places. */
  readonly coefficients: readonly string[];
  /** Two decimals with 20 places that enclose the quotient of that phi. */
  readonly enclosure: readonly [string, string];
}

/** Decimal places of the coefficients, and of the ends of the enclosure. */
const [places, shown] = [12, 20];
/** Binary places of the result. */
const precision = 400;
const mostTerms = 24;

/**
 * Minimises the quotient of the sphere inequality over even functions of the angle theta to one axis, rounds the minimiser to 12 places and
 * encloses its quotient in exact arithmetic. This proves an upper bound of the constant K of even functions in any dimension d >= 3;
 * functions of more than one angle might give less. Throws InputError if the dimension or the number of terms is out of range.
 */
export function zonalBound(dimension: number, terms: number): ZonalBound {
  if (!(Number.isInteger(dimension) && dimension >= 3 && dimension <= 12))
    throw new InputError(`sphere inequality: expected a dimension from 3 to 12, got ${dimension}`);
  if (!(Number.isInteger(terms) && terms >= 1 && terms <= mostTerms))
    throw new InputError(`sphere inequality: expected 1 to ${mostTerms} terms, got ${terms}`);
  const start = new Float64Array(terms);
  start[0] = 0.5;
  const { x } = minimise((a, gradient) => zonalQuotient(dimension, a, gradient), start, 1e-12);
  const rounded = Array.from(x, (a) => BigInt(Math.round(a * 10 ** places)));
  return {
    dimension,
    proven: dimension + 3 - 1 / (dimension - 1),
    perturbative: 2 * dimension,
    coefficients: rounded.map((a) => decimal(a, places)),
    enclosure: encloseQuotient(dimension, rounded),
  };
}

/**
 * The quotient at phi = exp(g), g = sum_k a_k cos(2 k theta), and its gradient, by quadrature. For a function of theta only,
 *
 *     Gamma = g_t^2,    Gamma_2 = g_tt^2 + (d-2) (cot^2 theta + 1) g_t^2,    the measure is sin^{d-2} theta dtheta.
 */
export function zonalQuotient(d: number, a: ArrayLike<number>, gradient: Float64Array): number {
  const rule = gaussLegendre(96, 0, Math.PI / 2);
  const [top, bottom] = [new Float64Array(a.length), new Float64Array(a.length)];
  let [numerator, denominator] = [0, 0];
  rule.nodes.forEach((theta, q) => {
    let [g, slope, bend] = [0, 0, 0];
    for (let k = 0; k < a.length; k++) {
      const m = 2 * (k + 1);
      g += a[k] * Math.cos(m * theta);
      slope -= m * a[k] * Math.sin(m * theta);
      bend -= m * m * a[k] * Math.cos(m * theta);
    }
    const weight = rule.weights[q] * Math.sin(theta) ** (d - 2) * Math.exp(g);
    const spread = (d - 2) / Math.sin(theta) ** 2;
    const second = bend * bend + spread * slope * slope;
    numerator += weight * second;
    denominator += weight * slope * slope;
    for (let k = 0; k < a.length; k++) {
      const m = 2 * (k + 1);
      const [value, turn] = [Math.cos(m * theta), -m * Math.sin(m * theta)];
      top[k] += weight * (second * value + 2 * bend * (-m * m * value) + 2 * spread * slope * turn);
      bottom[k] += weight * (slope * slope * value + 2 * slope * turn);
    }
  });
  const quotient = numerator / denominator;
  for (let k = 0; k < a.length; k++) gradient[k] = (top[k] - quotient * bottom[k]) / denominator;
  return quotient;
}

/**
 * Two decimals that enclose the quotient at log phi = sum_k a_k cos(2 k theta), a_k = units_k 10^-12. With x = cos^2 theta and p = dg/dx
 * everything is polynomial,
 *
 *     Gamma = 4 x (1-x) p^2,    Gamma_2 = ( (1-x)(2 p + 4 x p') - 2 x p )^2 + (d-2) 4 x p^2,
 *
 * except exp(g), which is its Taylor polynomial of degree N plus a remainder of at most G^{N+1} e^G/(N+1)!, G = sum |a_k| >= |g|. The
 * powers of g have integer coefficients, and the moments of x on the sphere are products of (2j+1)/(2j+d), so every rounding is one of the
 * counted divisions.
 */
export function encloseQuotient(d: number, units: readonly bigint[]): readonly [string, string] {
  const scale = 10n ** BigInt(places);
  const g = chebyshevSum(units);
  const p = derivative(g);
  const slope = derivative(p);
  const x = [0n, 1n];
  const oneMinusX = [1n, -1n];
  const squares = times(p, p);
  const first = times(times(x, oneMinusX), squares).map((c) => 4n * c);
  const inner = sum(
    times(
      oneMinusX,
      sum(
        p.map((c) => 2n * c),
        times(x, slope).map((c) => 4n * c),
      ),
    ),
    times(x, p).map((c) => -2n * c),
  );
  const second = sum(
    times(inner, inner),
    times(x, squares).map((c) => 4n * BigInt(d - 2) * c),
  );

  // An upper bound of G, as a whole number, and with it the remainder; e < 3.
  const whole = units.reduce((all, a) => all + Math.abs(Number(a)), 0) / 10 ** places;
  const G = Math.floor(whole) + 1;
  const degree = 48 + 12 * G;
  const remainder = 2 * 3 ** G * Math.exp((degree + 1) * Math.log(G) - logFactorial(degree + 1));
  // Binary places: those that the largest coefficients of the powers of g need, plus those of the result.
  const norm = g.reduce((all, c) => all + Math.abs(Number(c)), 0) / 10 ** places;
  const bits = BigInt(Math.ceil(precision + degree * Math.log2(1 + norm)));
  const moments = sphereMoments(d, degree * units.length + second.length, bits);

  /**
   * Lower and upper bounds, in units of 2^-bits, of the integral of exp(g) poly over the sphere of measure 1; poly is in units of 10^-24.
   */
  function integral(poly: readonly bigint[]) {
    const size = poly.reduce((all, c) => all + absolute(c), 0n) / (scale * scale) + 1n;
    let power = poly;
    let denominator = scale * scale;
    let value = 0n;
    let error = size * (BigInt(Math.ceil(remainder * 2 ** 200)) << (bits - 200n));
    for (let n = 1; n <= degree + 1; n++) {
      power.forEach((c, j) => {
        // A moment has an error of less than j + 1 units, and the division one of less than 1.
        value += (c * moments[j]) / denominator;
        error += (absolute(c) * BigInt(j + 1)) / denominator + 2n;
      });
      power = times(power, g);
      denominator *= scale * BigInt(n);
    }
    return { low: value - error, high: value + error };
  }
  const [top, bottom] = [integral(second), integral(first)];
  const unit = 10n ** BigInt(shown);
  return [decimal((top.low * unit) / bottom.high, shown), decimal((top.high * unit) / bottom.low + 1n, shown)];
}

/** sum_k units_k cos(2 k theta) as a polynomial in x = cos^2 theta: T_k(y) with y = 2 x - 1. */
function chebyshevSum(units: readonly bigint[]): readonly bigint[] {
  const y = [-1n, 2n];
  let [before, now]: [readonly bigint[], readonly bigint[]] = [[1n], y];
  let all: readonly bigint[] = [0n];
  for (const a of units) {
    all = sum(
      all,
      now.map((c) => a * c),
    );
    const next = sum(
      times(y, now).map((c) => 2n * c),
      before.map((c) => -c),
    );
    [before, now] = [now, next];
  }
  return all;
}

/** The means of x^j over the sphere, j = 0 .. count, in units of 2^-bits, each too small by less than j + 1 units. */
function sphereMoments(d: number, count: number, bits: bigint): readonly bigint[] {
  const moments = [1n << bits];
  for (let j = 0; j < count; j++) moments.push((moments[j] * BigInt(2 * j + 1)) / BigInt(2 * j + d));
  return moments;
}

function logFactorial(n: number): number {
  let all = 0;
  for (let k = 2; k <= n; k++) all += Math.log(k);
  return all;
}
