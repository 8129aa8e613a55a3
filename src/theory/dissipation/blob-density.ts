import { InputError } from '../../core/errors.ts';
import type { VectorField } from '../../core/vector-field.ts';
import type { LogDensity } from './log-density.ts';

/** Weighted particles, f ~ sum_p w_p delta(v - v_p). */
export interface WeightedParticles {
  /** w_p > 0. */
  readonly weights: Float64Array;
  readonly velocities: VectorField;
}

/**
 * The blob reconstruction f~(v) = sum_p w_p (2 pi eps)^{-d/2} exp(-|v - v_p|^2 / 2 eps), `variance` eps, with all
 * particles and nothing truncated. With pi_p the share of particle p in f~(v), u_p = (v_p - v)/eps, averages over pi_p
 * and u~ = u - <u>, the cumulants of u are the derivatives:
 *
 *     grad psi = <u>,    Hess psi = <u~ u~^T> - I/eps,    grad lap psi = <|u~|^2 u~>.
 *
 * The shares are formed relative to the largest and the moments about the mean, so there is no cancellation at small
 * eps, and psi is finite however far away. The particles are read at each evaluation, which costs two passes over them.
 * Throws InputError for no particles or a variance that is not positive.
 */
export function blobDensity({ weights, velocities }: WeightedParticles, variance: number): LogDensity {
  const { d, n, data } = velocities;
  if (!(n > 0 && variance > 0))
    throw new InputError(`blob density: expected particles and a positive variance, got ${n} and ${variance}`);
  const logWeights = weights.map(Math.log);
  const shares = new Float64Array(n);
  const normalisation = (-d / 2) * Math.log(2 * Math.PI * variance);
  const deviation = new Float64Array(d);

  return {
    dimension: d,
    bulk: particleBulk({ weights, velocities }, variance),
    evaluate(v, out) {
      const { gradient, hessian, laplacianGradient } = out;
      let peak = -Infinity;
      for (let p = 0; p < n; p++) {
        let r2 = 0;
        for (let k = 0; k < d; k++) r2 += (data[k * n + p] - v[k]) ** 2;
        shares[p] = logWeights[p] - r2 / (2 * variance);
        if (shares[p] > peak) peak = shares[p];
      }
      let sum = 0;
      gradient.fill(0);
      for (let p = 0; p < n; p++) {
        shares[p] = Math.exp(shares[p] - peak);
        sum += shares[p];
        for (let k = 0; k < d; k++) gradient[k] += (shares[p] * (data[k * n + p] - v[k])) / variance;
      }
      for (let k = 0; k < d; k++) gradient[k] /= sum;
      hessian.fill(0);
      laplacianGradient.fill(0);
      for (let p = 0; p < n; p++) {
        const share = shares[p] / sum;
        let square = 0;
        for (let k = 0; k < d; k++) {
          deviation[k] = (data[k * n + p] - v[k]) / variance - gradient[k];
          square += deviation[k] * deviation[k];
        }
        for (let k = 0; k < d; k++) {
          laplacianGradient[k] += share * square * deviation[k];
          for (let l = 0; l < d; l++) hessian[k * d + l] += share * deviation[k] * deviation[l];
        }
      }
      for (let k = 0; k < d; k++) hessian[k * d + k] -= 1 / variance;
      out.value = peak + Math.log(sum) + normalisation;
    },
  };
}

/** Mean velocity and variance per axis of the reconstruction. */
function particleBulk(
  { weights, velocities: { d, n, data } }: WeightedParticles,
  variance: number,
): LogDensity['bulk'] {
  let density = 0;
  for (let p = 0; p < n; p++) density += weights[p];
  const centre = Array.from({ length: d }, (_, k) => {
    let flux = 0;
    for (let p = 0; p < n; p++) flux += weights[p] * data[k * n + p];
    return flux / density;
  });
  let spread = 0;
  for (let k = 0; k < d; k++)
    for (let p = 0; p < n; p++) spread += (weights[p] * (data[k * n + p] - centre[k]) ** 2) / (d * density);
  return { centre, variance: spread + variance, isotropic: false };
}
