import type { Dimension } from '../../core/vector-field.ts';
import { type AngularKernel, momentCount } from './angular-kernel.ts';

/**
 * The moments of AngularKernel if gamma + d is an even integer 2 m >= 0: polynomials in x = s/R = 1 - tau. With lambda = d/2 and
 * Gegenbauer's polynomials,
 *
 *     (1 - 2 x mu + x^2)^(gamma/2) = sum_k a_k(x) C_k^lambda(mu),
 *     a_k = (nu)_k/(lambda)_k x^k 2F1(nu + k, -m; k + lambda + 1; x^2),    nu = -gamma/2,
 *
 * and Y_k is a multiple of C_k^lambda - C_{k-2}^lambda. These polynomials are orthogonal with the weight of Q_k. The G_k follow from the same
 * expansion of the power gamma + 2 with lambda - 1. Source: A. Erdelyi et al., Higher Transcendental Functions II, 10.9.
 */
export function polynomialKernel(d: Dimension, exponent: number, top: number): AngularKernel {
  const count = momentCount(top);
  const m = (exponent + d) / 2;
  const lambda = d / 2;
  const terms = m + 2;
  /** Moment k is x^lowest[k] times a polynomial in x^2, whose coefficients start at entry k terms. */
  const lowest = Int32Array.from({ length: count }, (_, k) => (k > top ? k - top - 1 : k > 1 ? k - 2 : k));
  const table = new Float64Array(count * terms);
  for (let k = 0; k <= top; k++) {
    add(k, k > 1 ? 1 : 0, share(d, k) * crossNorm(d, k), series(exponent, lambda, m, k));
    if (k > 1) add(k, 0, -share(d, k) * crossNorm(d, k - 2), series(exponent, lambda, m, k - 2));
  }
  for (let k = 0; k + top + 1 < count; k++)
    add(top + 1 + k, 0, d === 3 ? (4 * Math.PI) / (2 * k + 1) : 2 * Math.PI, series(exponent + 2, lambda - 1, m, k));

  function add(moment: number, from: number, factor: number, coefficients: readonly number[]) {
    coefficients.forEach((value, j) => {
      table[moment * terms + from + j] += factor * value;
    });
  }

  const powers = new Float64Array(Math.max(2, top));
  return {
    count,
    exponent,
    singularity: exponent + d + 1,
    smoothOnEitherSide: true,
    evaluate(tau, moments) {
      const x = 1 - tau;
      const square = x * x;
      powers[0] = 1;
      for (let k = 1; k < powers.length; k++) powers[k] = x * powers[k - 1];
      for (let k = 0; k < count; k++) {
        let sum = 0;
        for (let j = (k + 1) * terms - 1; j >= k * terms; j--) sum = sum * square + table[j];
        moments[k] = powers[lowest[k]] * sum;
      }
    },
  };
}

/** The factor of C_k^(d/2) and -C_{k-2}^(d/2) in Y_k. */
function share(d: Dimension, k: number): number {
  if (d === 3) return 1 / (2 * k + 1);
  return k === 0 ? 1 : 1 / 2;
}

/** int (1 - mu^2) (C_k^(d/2))^2 dn* over the sphere (circle). */
function crossNorm(d: Dimension, k: number): number {
  return d === 3 ? (2 * Math.PI * (k + 1) * (k + 2)) / (k + 3 / 2) : Math.PI;
}

/** The coefficients of a_k/x^k in x^2, with 1 for lambda in the limit lambda = 0, where C_k^lambda becomes cos(k theta). */
function series(exponent: number, lambda: number, m: number, k: number): number[] {
  const nu = -exponent / 2;
  const coefficients = [rising(nu, k) / (lambda === 0 ? rising(1, k) : rising(lambda, k))];
  for (let j = 0; j < m; j++)
    coefficients.push((coefficients[j] * (nu + k + j) * (j - m)) / ((k + lambda + 1 + j) * (j + 1)));
  return coefficients;
}

/** (a)_n */
function rising(a: number, n: number): number {
  let product = 1;
  for (let k = 0; k < n; k++) product *= a + k;
  return product;
}
