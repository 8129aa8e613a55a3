import type { Dimension } from '../../core/vector-field.ts';
import type { CollisionPair } from './collision-pair.ts';
import type { LogDerivatives } from './log-density.ts';
import type { PairIntegrand } from './pair-integrand.ts';

/**
 * The part of dI/dt of one ordered pair by Lemma 2.1, with Xi = 2 lap psi + |grad psi|^2:
 *
 *     (c/2) int int alpha F  A(w) (grad psi_i/m_i - grad psi_j* / m_j) . (grad Xi_i/m_i^2 - grad Xi_j* / m_j^2)
 *
 * It holds for every gamma in (-d-2, 1], like species or not, and needs third derivatives of psi.
 * Source: Y. Zhu, Fisher information for the multi-species Landau system (2025), Lemma 2.1.
 */
export function lemmaIntegrand({ masses: [m_i, m_j], strength: c }: CollisionPair, d: Dimension): PairIntegrand {
  return {
    powers: { unlike: [2], like: [4] },
    evaluate({ w, r, i, j }, out, at) {
      let gY = 0;
      let wg = 0;
      let wY = 0;
      for (let k = 0; k < d; k++) {
        const g = i.gradient[k] / m_i - j.gradient[k] / m_j;
        const Y = gradXi(i, d, k) / m_i ** 2 - gradXi(j, d, k) / m_j ** 2;
        gY += g * Y;
        wg += w[k] * g;
        wY += w[k] * Y;
      }
      out[at] = (c / 2) * (r * r * gY - wg * wY);
    },
  };
}

/** Component k of grad Xi = 2 grad lap psi + 2 Hess psi grad psi. */
function gradXi({ gradient, hessian, laplacianGradient }: LogDerivatives, d: Dimension, k: number): number {
  let sum = laplacianGradient[k];
  for (let l = 0; l < d; l++) sum += hessian[k * d + l] * gradient[l];
  return 2 * sum;
}
