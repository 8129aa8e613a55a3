import type { Dimension } from '../../core/vector-field.ts';
import type { LogDerivatives } from '../../physics/density.ts';
import type { CollisionPair, PairIntegrand } from './collision-pair.ts';

/** Indices of the components of operatorIntegrand. */
export const operatorParts = { number: 0, entropy: 1, fisher: 2 } as const;
/** The sizes of their terms follow in the same order; they bound the round-off if the terms cancel. */
export const operatorSizes = 3;

/**
 * The collision operator itself for one ordered pair, without any integration by parts. With div( alpha A ) = -(d-1) alpha w,
 *
 *     Q_ji = (c/m_i) int alpha { A : ( Hess f_i/m_i f_j* - grad f_i (x) grad f_j* / m_j ) - (d-1) w . ( grad f_i/m_i f_j* - f_i grad f_j* / m_j ) } dv*,
 *
 * and the components are
 *
 *     number    int Q_ji dv, which is 0; for a like pair the mean over both orders of v and v*
 *     entropy   (1/2) int Q_ji log f_i dv  +  (1/2) int Q_ij log f_j dv,  the pair's part of dH/dt
 *     fisher    -(1/2m_i) int Q_ji Xi_i dv - (1/2m_j) int Q_ij Xi_j dv,   that of dI/dt, Xi = 2 lap psi + |grad psi|^2
 *
 * w is odd in the direction of the relative velocity, so after the average over directions all three begin with r^2.
 * Only grad psi and Hess psi are used.
 */
export function operatorIntegrand(
  { masses: [m_i, m_j], strength: c }: CollisionPair,
  d: Dimension,
  like: boolean,
): PairIntegrand {
  return {
    powers: { unlike: new Array<number>(6).fill(2), like: new Array<number>(6).fill(2) },
    evaluate({ w, r, i, j }, out, at) {
      let wg_i = 0;
      let wg_j = 0;
      let gg = 0;
      for (let k = 0; k < d; k++) {
        wg_i += w[k] * i.gradient[k];
        wg_j += w[k] * j.gradient[k];
        gg += i.gradient[k] * j.gradient[k];
      }
      const drift = (d - 1) * (wg_i / m_i - wg_j / m_j);
      const crossed = r * r * gg - wg_i * wg_j;
      const own_i = (c / m_i) * (projected(i, w, r, d) / m_i - crossed / m_j - drift);
      const own_j = (c / m_j) * (projected(j, w, r, d) / m_j - crossed / m_i - drift);
      out[at + operatorParts.number] = like ? (own_i + own_j) / 2 : own_i;
      out[at + operatorParts.entropy] = (own_i * i.value + own_j * j.value) / 2;
      out[at + operatorParts.fisher] = -((own_i * Xi(i, d)) / m_i + (own_j * Xi(j, d)) / m_j) / 2;
      const [terms_i, terms_j] = [size(i, d), size(j, d)];
      // |w . grad psi| <= (1 + r^2 |grad psi|^2) / 2
      const common = r * r * (terms_i + terms_j);
      const odd = ((d - 1) / 2) * ((1 + r * r * terms_i) / m_i + (1 + r * r * terms_j) / m_j);
      const size_i = (c / m_i) * ((2 * r * r * terms_i) / m_i + common / m_j + odd);
      const size_j = (c / m_j) * ((2 * r * r * terms_j) / m_j + common / m_i + odd);
      const sizes = at + operatorSizes;
      out[sizes + operatorParts.number] = like ? (size_i + size_j) / 2 : size_i;
      out[sizes + operatorParts.entropy] = (size_i * Math.abs(i.value) + size_j * Math.abs(j.value)) / 2;
      out[sizes + operatorParts.fisher] = (size_i * terms_i) / m_i + (size_j * terms_j) / m_j;
    },
  };
}

/** A(w) : Hess f / f = A(w) : ( Hess psi + grad psi (x) grad psi ). */
function projected({ gradient, hessian }: LogDerivatives, w: Float64Array, r: number, d: Dimension): number {
  let trace = 0;
  let along = 0;
  for (let k = 0; k < d; k++) {
    trace += hessian[k * d + k] + gradient[k] * gradient[k];
    let across = 0;
    for (let l = 0, kl = k * d; l < d; l++, kl++) across += (hessian[kl] + gradient[k] * gradient[l]) * w[l];
    along += w[k] * across;
  }
  return r * r * trace - along;
}

function Xi({ gradient, hessian }: LogDerivatives, d: Dimension): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += 2 * hessian[k * d + k] + gradient[k] * gradient[k];
  return sum;
}

/** |grad psi|^2 and the sum of |Hess psi|, which bound every term of Hess f / f and half of those of Xi. */
function size({ gradient, hessian }: LogDerivatives, d: Dimension): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += gradient[k] * gradient[k];
  for (let kl = 0; kl < d * d; kl++) sum += Math.abs(hessian[kl]);
  return sum;
}
