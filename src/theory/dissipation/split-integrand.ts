import type { Dimension } from '../../core/vector-field.ts';
import type { CollisionPair } from './collision-pair.ts';
import type { PairIntegrand } from './pair-integrand.ts';

/** Where the components of splitIntegrand stand. */
export const splitParts = { parallel: 0, radial: 1, spherical: 2, remainder: 3, total: 4 } as const;

/**
 * The part of dI/dt of one ordered pair by Proposition 3.1. With the centre of mass z = (m_i v + m_j v*)/(m_i+m_j),
 * v - v* = r sigma and ct = c ((m_i+m_j)/(m_i m_j))^3, the five components are
 *
 *     parallel   ct m_i m_j/(m_i+m_j)^2 int int alpha F |grad_z grad_sigma log F|^2
 *     radial     ct int int F |d_r( sqrt(alpha) grad_sigma log F )|^2
 *     spherical  ct int int alpha r^-2 F ( |Hess_sigma log F|^2 + (d-2) |grad_sigma log F|^2 )
 *     remainder  ct (gamma^2/4) int int alpha r^-2 F |grad_sigma log F|^2
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
 * Unlike species have q != 0 at r = 0: radial, spherical and remainder exist only for gamma > -d. At gamma = -d the total
 * exists if the average over sigma is taken first, and the contact term (see contactIntegrand) is missing from it.
 * Source: Y. Zhu (2025), Proposition 3.1.
 */
export function splitIntegrand(pair: CollisionPair, d: Dimension): PairIntegrand {
  const {
    masses: [m_i, m_j],
    exponent: gamma,
  } = pair;
  const [a, b] = [m_j / (m_i + m_j), m_i / (m_i + m_j)];
  const scale = reducedStrength(pair);
  const sigma = new Float64Array(d);
  const q = new Float64Array(d);
  const Wsigma = new Float64Array(d);
  const Xsigma = new Float64Array(d);
  return {
    powers: { unlike: [2, 0, 0, 0, 0], like: [2, 2, 2, 2, 2] },
    evaluate({ w, r, i, j }, out, at) {
      let sigmaq = 0;
      for (let k = 0; k < d; k++) {
        sigma[k] = w[k] / r;
        q[k] = a * i.gradient[k] - b * j.gradient[k];
        sigmaq += sigma[k] * q[k];
      }
      let sigmaWsigma = 0;
      for (let k = 0; k < d; k++) {
        Wsigma[k] = 0;
        Xsigma[k] = 0;
        for (let l = 0; l < d; l++) {
          const H_i = a * i.hessian[k * d + l];
          const H_j = b * j.hessian[k * d + l];
          Wsigma[k] += (a * H_i + b * H_j) * sigma[l];
          Xsigma[k] += (H_i - H_j) * sigma[l];
        }
        sigmaWsigma += sigma[k] * Wsigma[k];
      }
      let parallel = 0;
      let radial = 0;
      let hessian = 0;
      let Gamma = 0;
      for (let k = 0; k < d; k++) {
        const Pq = q[k] - sigmaq * sigma[k];
        Gamma += Pq * Pq;
        radial += ((gamma / 2 + 1) * Pq + r * (Wsigma[k] - sigmaWsigma * sigma[k])) ** 2;
        for (let l = 0; l < d; l++) {
          const H_i = a * i.hessian[k * d + l];
          const H_j = b * j.hessian[k * d + l];
          const PX = H_i - H_j - sigma[k] * Xsigma[l];
          parallel += PX * PX;
          const P = (k === l ? 1 : 0) - sigma[k] * sigma[l];
          const PWP =
            a * H_i + b * H_j - sigma[k] * Wsigma[l] - Wsigma[k] * sigma[l] + sigmaWsigma * sigma[k] * sigma[l];
          hessian += (r * PWP - sigmaq * P) ** 2;
        }
      }
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
