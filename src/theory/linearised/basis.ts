import { gamma } from '../../core/special-functions.ts';
import type { Dimension } from '../../core/vector-field.ts';

/**
 * The radial factors p_k, k = 0..orders, of an orthonormal basis p_k(|xi|^2/2) Y(xi) of the polynomials of harmonic
 * degree l under the standard Gaussian of R^d, with Y a solid harmonic of mean square 1 on the sphere: the Sonine
 * polynomials
 *
 *     p_k(x) = [ k! Gamma(d/2) / (2^l Gamma(k + l + d/2)) ]^{1/2} L_k^{(a)}(x),    a = l + d/2 - 1
 *
 * `evaluate(x, values, derivatives)` writes p_k(x) and dp_k/dx, both of length orders + 1.
 *
 * The function of index k is an eigenfunction of the Ornstein-Uhlenbeck operator, with the Hermite degree 2k + l.
 * Source: S. Chapman & T. G. Cowling, The Mathematical Theory of Non-Uniform Gases (1970), section 7.5.
 */
export function sonineBasis(d: Dimension, degree: number, orders: number) {
  const a = degree + d / 2 - 1;
  const norms = new Float64Array(orders + 1);
  norms[0] = Math.sqrt(gamma(d / 2) / (2 ** degree * gamma(degree + d / 2)));
  for (let k = 1; k <= orders; k++) norms[k] = norms[k - 1] * Math.sqrt(k / (k + a));
  return (x: number, values: Float64Array, derivatives: Float64Array): void => {
    let before = 0;
    let now = 1;
    let slope = 0;
    for (let k = 0; k <= orders; k++) {
      values[k] = norms[k] * now;
      derivatives[k] = norms[k] * slope;
      // dL_{k+1}/dx = dL_k/dx - L_k loses no digits at small x, unlike (k L_k - (k + a) L_{k-1}) / x.
      slope -= now;
      const next = ((2 * k + 1 + a - x) * now - (k + a) * before) / (k + 1);
      before = now;
      now = next;
    }
  };
}

/** Number of independent harmonics of degree l on S^{d-1}: 1 at l = 0, else 2 (d = 2) or 2l + 1 (d = 3). */
export function harmonicCount(d: Dimension, degree: number): number {
  if (degree === 0) return 1;
  return d === 2 ? 2 : 2 * degree + 1;
}

/**
 * The solid zonal harmonic of degree l and its first and second partial derivatives, as a polynomial of
 * x = v.v' and y = |v|^2 |v'|^2 (a function (x, y, jet) that writes Z, Z_x, Z_y, Z_xx, Z_xy, Z_yy to its last argument):
 *
 *     Z_l(v.v', |v|^2 |v'|^2) = (|v| |v'|)^l P_l(cos of the angle between v and v')
 *
 * with P_l the Legendre (d = 3) or Chebyshev (d = 2) polynomial, P_l(1) = 1. It is the sum of Y(v) Y(v') over a basis
 * of the solid harmonics of degree l, of mean square 1 on the sphere, divided by their number. From
 * (l + d - 2) Z_{l+1} = (2l + d - 2) x Z_l - l y Z_{l-1} and its derivatives: no angle and no division by |v|.
 * Source: NIST DLMF 14.10.3, 18.9.1.
 */
export function zonalHarmonic(d: Dimension, degree: number): (x: number, y: number, jet: Float64Array) => void {
  let before = new Float64Array(6);
  let now = new Float64Array(6);
  let next = new Float64Array(6);
  const factors = recursion(d, degree);
  return (x, y, jet) => {
    before.fill(0);
    now.fill(0);
    now[0] = 1;
    for (const [a, b] of factors) {
      next[0] = a * x * now[0] - b * y * before[0];
      next[1] = a * (now[0] + x * now[1]) - b * y * before[1];
      next[2] = a * x * now[2] - b * (before[0] + y * before[2]);
      next[3] = a * (2 * now[1] + x * now[3]) - b * y * before[3];
      next[4] = a * (now[2] + x * now[4]) - b * (before[1] + y * before[4]);
      next[5] = a * x * now[5] - b * (2 * before[2] + y * before[5]);
      [before, now, next] = [now, next, before];
    }
    jet.set(now);
  };
}

/** a_l and b_l, l < count, of Z_{l+1} = a_l x Z_l - b_l y Z_{l-1}. */
function recursion(d: Dimension, count: number): readonly (readonly [number, number])[] {
  return Array.from({ length: count }, (_, l) => (l === 0 ? [1, 0] : [(2 * l + d - 2) / (l + d - 2), l / (l + d - 2)]));
}

/** P_l(cosine), and P_l'(cosine) if requested, of all degrees l < count: the zonal harmonics on the unit sphere. */
export function zonalHarmonics(
  d: Dimension,
  count: number,
): (cosine: number, values: Float64Array, derivatives?: Float64Array) => void {
  const factors = recursion(d, count - 1);
  return (x, values, derivatives) => {
    values[0] = 1;
    if (derivatives !== undefined) derivatives[0] = 0;
    for (let l = 0; l < count - 1; l++) {
      const [a, b] = factors[l];
      values[l + 1] = a * x * values[l] - (l === 0 ? 0 : b * values[l - 1]);
      if (derivatives !== undefined)
        derivatives[l + 1] = a * (values[l] + x * derivatives[l]) - (l === 0 ? 0 : b * derivatives[l - 1]);
    }
  };
}
