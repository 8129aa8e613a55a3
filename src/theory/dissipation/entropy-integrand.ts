import type { Dimension } from '../../core/vector-field.ts';
import type { CollisionPair } from './collision-pair.ts';
import type { PairIntegrand } from './pair-integrand.ts';

/**
 * The entropy production of one ordered pair, its part of -dH/dt:
 *
 *     (c/2) int int alpha F  A(w) : g (x) g,    g = grad psi_i/m_i - grad psi_j* / m_j,    A(w) : g (x) g = sum_{p<q} (w_q g_p - w_p g_q)^2
 *
 * Source: Y. Zhu (2025), equation (1.6).
 */
export function entropyIntegrand({ masses: [m_i, m_j], strength: c }: CollisionPair, d: Dimension): PairIntegrand {
  const g = new Float64Array(d);
  return {
    powers: { unlike: [2], like: [4] },
    evaluate({ w, i, j }, out, at) {
      for (let k = 0; k < d; k++) g[k] = i.gradient[k] / m_i - j.gradient[k] / m_j;
      let sum = 0;
      for (let q = 1; q < d; q++) for (let p = 0; p < q; p++) sum += (w[q] * g[p] - w[p] * g[q]) ** 2;
      out[at] = (c / 2) * sum;
    },
  };
}
