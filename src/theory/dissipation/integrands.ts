import type { Dimension } from '../../core/vector-field.ts';
import type { CollisionPair, PairIntegrand } from './collision-pair.ts';
import { type TangentSums, tangentSums } from './tangent-sums.ts';

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

/**
 * The part of dI/dt of one ordered pair by Lemma 2.1, with Xi = 2 lap psi + |grad psi|^2:
 *
 *     (c/2) int int alpha F  A(w) (grad psi_i/m_i - grad psi_j* / m_j) . (grad Xi_i/m_i^2 - grad Xi_j* / m_j^2)
 *
 * It holds for every gamma in (-d-2, 1], like species or not, and needs third derivatives of psi.
 * Source: Y. Zhu, Fisher information for the multi-species Landau system (2025), Lemma 2.1.
 */
export function lemmaIntegrand({ masses: [m_i, m_j], strength: c }: CollisionPair, d: Dimension): PairIntegrand {
  const [square_i, square_j] = [m_i ** 2, m_j ** 2];
  return {
    powers: { unlike: [2], like: [4] },
    evaluate({ w, r, i, j }, out, at) {
      const { gradient: grad_i, hessian: Hess_i, laplacianGradient: third_i } = i;
      const { gradient: grad_j, hessian: Hess_j, laplacianGradient: third_j } = j;
      let gY = 0;
      let wg = 0;
      let wY = 0;
      for (let k = 0; k < d; k++) {
        // grad Xi = 2 grad lap psi + 2 Hess psi grad psi
        let Xi_i = third_i[k];
        let Xi_j = third_j[k];
        for (let l = 0, kl = k * d; l < d; l++, kl++) {
          Xi_i += Hess_i[kl] * grad_i[l];
          Xi_j += Hess_j[kl] * grad_j[l];
        }
        const g = grad_i[k] / m_i - grad_j[k] / m_j;
        const Y = (2 * Xi_i) / square_i - (2 * Xi_j) / square_j;
        gY += g * Y;
        wg += w[k] * g;
        wY += w[k] * Y;
      }
      out[at] = (c / 2) * (r * r * gY - wg * wY);
    },
  };
}

/**
 * The part of dI/dt of one ordered pair by Proposition 2.2, through the rotations b_k(w) = w_q e_p - w_p e_q, p < q, of
 * the relative velocity, L_k Psi = b_k(w) . g with g = grad psi_i/m_i - grad psi_j* / m_j:
 *
 *     sum_k c int int -F |grad_{sqrt m}( sqrt(alpha) L_k Psi )|^2 + ((m_i+m_j)/(m_i m_j)) (alpha'^2/(4 alpha)) F |L_k Psi|^2
 *
 * with |grad_{sqrt m} Phi|^2 = |grad_v Phi|^2/m_i + |grad_v* Phi|^2/m_j. It has two components: the squares, without their sign,
 * and the gain. It is meant for gamma > -d and for like species; see splitIntegrand for other cases.
 * It uses only grad psi and Hess psi. Source: Y. Zhu (2025), Proposition 2.2.
 */
export function rotationIntegrand(pair: CollisionPair, d: Dimension): PairIntegrand {
  const {
    masses: [m_i, m_j],
    strength: c,
    exponent,
    kernel,
  } = pair;
  const g = new Float64Array(d);
  return {
    powers: { unlike: [0, 0], like: [2, 2] },
    evaluate({ w, r, i, j }, out, at) {
      const { hessian: Hess_i } = i;
      const { hessian: Hess_j } = j;
      for (let k = 0; k < d; k++) g[k] = i.gradient[k] / m_i - j.gradient[k] / m_j;
      const gamma = kernel?.slope(r) ?? exponent;
      let squares = 0;
      let gain = 0;
      for (let q = 1; q < d; q++)
        for (let p = 0; p < q; p++) {
          const L = w[q] * g[p] - w[p] * g[q];
          // The part of grad_v (sqrt(alpha) L_k Psi) / sqrt(alpha) that grad_v* has with the opposite sign:
          // from alpha, and from b_k(w) itself, because the gradient of b_k(w) . g for fixed g is -b_k(g).
          const radial = ((gamma / 2) * L) / (r * r);
          for (let k = 0, kp = p, kq = q; k < d; k++, kp += d, kq += d) {
            const turn = radial * w[k] + (k === p ? -g[q] : k === q ? g[p] : 0);
            const onto_i = turn + (Hess_i[kp] * w[q] - Hess_i[kq] * w[p]) / m_i;
            const onto_j = turn + (Hess_j[kp] * w[q] - Hess_j[kq] * w[p]) / m_j;
            squares += (onto_i * onto_i) / m_i + (onto_j * onto_j) / m_j;
          }
          gain += L * L;
        }
      out[at] = c * squares;
      out[at + 1] = (c * (1 / m_i + 1 / m_j) * gamma * gamma * gain) / (4 * r * r);
    },
  };
}

/** Indices of the components of splitIntegrand. */
export const splitParts = { parallel: 0, radial: 1, spherical: 2, remainder: 3, total: 4 } as const;

/**
 * The part of dI/dt of one ordered pair by Proposition 3.1. With the centre of mass z = (m_i v + m_j v*)/(m_i+m_j),
 * v - v* = r sigma and ct = c ((m_i+m_j)/(m_i m_j))^3, the five components are
 *
 *     parallel   ct m_i m_j/(m_i+m_j)^2 int int alpha F |grad_z grad_sigma log F|^2
 *     radial     ct int int F |d_r( sqrt(alpha) grad_sigma log F )|^2
 *     spherical  ct int int alpha r^-2 F ( |Hess_sigma log F|^2 + (d-2) |grad_sigma log F|^2 )
 *     remainder  ct (gamma^2/4) int int alpha r^-2 F |grad_sigma log F|^2, gamma = r alpha'/alpha inside the integral if it varies
 *     total      -parallel - radial - spherical + remainder
 *
 * In terms of the gradient and the Hessians of log F in w = r sigma and z,
 *
 *     q = (m_j grad psi_i - m_i grad psi_j*)/(m_i+m_j),    W = (m_j/(m_i+m_j))^2 Hess psi_i + (m_i/(m_i+m_j))^2 Hess psi_j*,
 *     X = (m_j Hess psi_i - m_i Hess psi_j*)/(m_i+m_j),    P = I - sigma sigma^T,
 *
 * they are grad_sigma log F = r P q, grad_z grad_sigma log F = r P X, d_r( sqrt(alpha) grad_sigma log F ) =
 * sqrt(alpha) P( (gamma/2 + 1) q + r W sigma ) and Hess_sigma log F = r^2 P W P - r (sigma . q) P.
 *
 * Unlike species have q != 0 at r = 0: radial, spherical and remainder exist only for gamma > -d. At gamma = -d the total exists if the
 * average over sigma is taken first; it excludes the contact term (see contactTerm). Source: Y. Zhu (2025), Proposition 3.1.
 */
export function splitIntegrand(pair: CollisionPair, d: Dimension): PairIntegrand {
  const {
    masses: [m_i, m_j],
    exponent,
    kernel,
  } = pair;
  const [a, b] = [m_j / (m_i + m_j), m_i / (m_i + m_j)];
  const scale = reducedStrength(pair);
  const sums: TangentSums = { parallel: 0, radial: 0, hessian: 0, Gamma: 0 };
  const sumOnTangents = tangentSums(d);
  return {
    powers: { unlike: [2, 0, 0, 0, 0], like: [2, 2, 2, 2, 2] },
    evaluate(point, out, at) {
      const { r } = point;
      const gamma = kernel?.slope(r) ?? exponent;
      sumOnTangents(point, a, b, gamma / 2 + 1, sums);
      const { parallel, radial, hessian, Gamma } = sums;
      const spherical = hessian + (d - 2) * Gamma;
      const remainder = (gamma * gamma * Gamma) / 4;
      out[at] = scale * a * b * r * r * parallel;
      out[at + 1] = scale * radial;
      out[at + 2] = scale * spherical;
      out[at + 3] = scale * remainder;
      out[at + 4] = scale * (remainder - radial - spherical) - out[at];
    },
  };
}

/** ct = c ((m_i+m_j)/(m_i m_j))^3. */
export function reducedStrength({ masses: [m_i, m_j], strength }: CollisionPair): number {
  return strength * (1 / m_i + 1 / m_j) ** 3;
}
