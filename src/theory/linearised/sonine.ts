import { gamma } from '../../core/special-functions.ts';
import type { Dimension } from '../../core/vector-field.ts';

/**
 * The radial factors p_k, k = 0..orders, of an orthonormal basis p_k(|xi|^2/2) Y(xi) of the polynomials of harmonic
 * degree l under the standard Gaussian of R^d, Y a solid harmonic of mean square 1 on the sphere: the Sonine
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
      // dL_{k+1}/dx = dL_k/dx - L_k: unlike k L_k - (k + a) L_{k-1} over x it loses nothing at small x.
      slope -= now;
      const next = ((2 * k + 1 + a - x) * now - (k + a) * before) / (k + 1);
      before = now;
      now = next;
    }
  };
}
