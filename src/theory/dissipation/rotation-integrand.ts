import type { Dimension } from '../../core/vector-field.ts';
import type { CollisionPair } from './collision-pair.ts';
import type { PairIntegrand } from './pair-integrand.ts';

/**
 * The part of dI/dt of one ordered pair by Proposition 2.2, through the rotations b_k(w) = w_q e_p - w_p e_q, p < q, of
 * the relative velocity, L_k Psi = b_k(w) . g with g = grad psi_i/m_i - grad psi_j* / m_j:
 *
 *     sum_k c int int -F |grad_{sqrt m}( sqrt(alpha) L_k Psi )|^2 + ((m_i+m_j)/(m_i m_j)) (alpha'^2/(4 alpha)) F |L_k Psi|^2
 *
 * with |grad_{sqrt m} Phi|^2 = |grad_v Phi|^2/m_i + |grad_v* Phi|^2/m_j. Two components: the squares, without their sign,
 * and the gain. It is meant for gamma > -d and for like species; see splitIntegrand for what happens elsewhere.
 * Only grad psi and Hess psi are read. Source: Y. Zhu (2025), Proposition 2.2.
 */
export function rotationIntegrand(pair: CollisionPair, d: Dimension): PairIntegrand {
  const {
    masses: [m_i, m_j],
    strength: c,
    exponent: gamma,
  } = pair;
  const b = new Float64Array(d);
  const g = new Float64Array(d);
  const turn = new Float64Array(d);
  return {
    powers: { unlike: [0, 0], like: [2, 2] },
    evaluate({ w, r, i, j }, out, at) {
      for (let k = 0; k < d; k++) g[k] = i.gradient[k] / m_i - j.gradient[k] / m_j;
      let squares = 0;
      let gain = 0;
      for (let q = 1; q < d; q++)
        for (let p = 0; p < q; p++) {
          b.fill(0);
          b[p] = w[q];
          b[q] = -w[p];
          const L = w[q] * g[p] - w[p] * g[q];
          // The part of grad_v (sqrt(alpha) L_k Psi) / sqrt(alpha) that grad_v* has with the opposite sign:
          // from alpha, and from b_k(w) itself, because the gradient of b_k(w) . g for fixed g is -b_k(g).
          for (let k = 0; k < d; k++) turn[k] = ((gamma / 2) * w[k] * L) / (r * r);
          turn[p] -= g[q];
          turn[q] += g[p];
          for (let k = 0; k < d; k++) {
            let Hb_i = 0;
            let Hb_j = 0;
            for (let l = 0; l < d; l++) {
              Hb_i += i.hessian[k * d + l] * b[l];
              Hb_j += j.hessian[k * d + l] * b[l];
            }
            squares += (turn[k] + Hb_i / m_i) ** 2 / m_i + (turn[k] + Hb_j / m_j) ** 2 / m_j;
          }
          gain += L * L;
        }
      out[at] = c * squares;
      out[at + 1] = (c * (1 / m_i + 1 / m_j) * gamma * gamma * gain) / (4 * r * r);
    },
  };
}
