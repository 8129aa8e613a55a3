import { InputError } from '../core/errors.ts';
import { collidingPairs } from '../physics/colliding-pairs.ts';
import type { Mixture } from '../physics/mixture.ts';

/** A closed system of ordinary differential equations dy/dt = F(y). */
export interface MomentEquations {
  readonly length: number;
  /** dydt := F(y). */
  rate(t: number, y: Float64Array, dydt: Float64Array): void;
}

/**
 * The first and second moments of a mixture with gamma = 0, which obey a closed system whatever the shape of the f_i.
 * With Sigma_i the covariance of species i, D = u_i - u_j and W = Sigma_i + Sigma_j + D D^T = <(v - v*)(v - v*)^T>,
 *
 *     m_i du_i/dt = -(d-1) sum_j c_ij n_j (1/m_i + 1/m_j) D
 *     m_i dSigma_i/dt = sum_j c_ij n_j [ (2/m_i) (tr(W) I - W) - 2 (d-1) (1/m_i + 1/m_j) Sigma_i ]
 *
 * from the weak form with v and v v^T. The trace is dT_i/dt = -2 (d-1) sum_j c_ij n_j [ (T_i - T_j)/(m_i m_j) - |D|^2/(d m_i) ].
 * State: species i occupies d + d^2 numbers of y from i (d + d^2) on, u_i and then Sigma_i in row order.
 * Throws InputError when a pair that collides has gamma != 0, or when there are immobile partners.
 */
export function maxwellMoments(mixture: Mixture, densities: readonly number[]): MomentEquations {
  requireMaxwell(mixture);
  const { dimension: d, species } = mixture;
  const stride = d + d * d;
  return {
    length: species.length * stride,
    rate(_t, y, dydt) {
      dydt.fill(0);
      for (let i = 0; i < species.length; i++) {
        for (let j = 0; j < species.length; j++) {
          const inverse = 1 / species[i].mass;
          const both = inverse + 1 / species[j].mass;
          const frequency = mixture.strength(i, j) * densities[j] * inverse;
          const [u, w] = [i * stride, j * stride];
          const [Sigma, Other] = [u + d, w + d];
          let trace = 0;
          for (let k = 0; k < d; k++) trace += y[Sigma + k * d + k] + y[Other + k * d + k] + (y[u + k] - y[w + k]) ** 2;
          for (let k = 0; k < d; k++) {
            const drift = y[u + k] - y[w + k];
            dydt[u + k] -= (d - 1) * frequency * both * drift;
            for (let l = 0; l < d; l++) {
              const own = y[Sigma + k * d + l];
              const relative = own + y[Other + k * d + l] + drift * (y[u + l] - y[w + l]);
              const scattering = (k === l ? trace : 0) - relative;
              dydt[Sigma + k * d + l] += 2 * frequency * (inverse * scattering - (d - 1) * both * own);
            }
          }
        }
      }
    },
  };
}

/** Throws InputError unless the moment equations of the mixture close: gamma = 0 for all that collide, no immobile partners. */
export function requireMaxwell(mixture: Mixture): void {
  const { species, background } = mixture;
  const problems = collidingPairs(mixture).flatMap(([i, j]) => {
    const gamma = mixture.exponent(i, j);
    const pair = `${species[i].name}-${species[j].name}`;
    return gamma === 0
      ? []
      : [`closed moment equations, pair ${pair}: expected exponent 0, got ${gamma}; take the method blob`];
  });
  if (background.length > 0)
    problems.push(
      `closed moment equations: expected no immobile partners, got ${background.length}; take the method blob`,
    );
  if (problems.length > 0) throw new InputError(problems);
}
