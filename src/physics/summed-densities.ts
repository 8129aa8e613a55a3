import { InputError } from '../core/errors.ts';
import type { Particles } from '../core/particles.ts';
import type { VectorField } from '../core/vector-field.ts';
import { createLogDerivatives, type Density, densityOf } from './density.ts';

/**
 * f = sum_p f_p. With pi_p = f_p / f, averages over pi_p, g, H, t the gradient, Hessian and gradient of the Laplacian of
 * psi_p, and ~ for the deviation from the average, the third cumulant gives
 *
 *     grad psi = <g>,    Hess psi = <H> + <g~ g~^T>,    grad lap psi = <t> + 2 <H~ g~> + <tr H~ g~> + <|g~|^2 g~>.
 *
 * log f is summed relative to the largest part, so it is finite however far away. Throws InputError for no parts or
 * parts of different dimensions.
 */
export function superposedDensity(parts: readonly Density[]): Density {
  if (parts.length === 0 || parts.some(({ dimension }) => dimension !== parts[0].dimension))
    throw new InputError(
      `superposed density: expected parts of one dimension, got [${parts.map(({ dimension }) => dimension)}]`,
    );
  const d = parts[0].dimension;
  const points = parts.map(() => createLogDerivatives(d));
  const shares = new Float64Array(parts.length);
  const deviation = new Float64Array(d);

  return {
    dimension: d,
    bulk: superposedBulk(parts),
    value: (v) => parts.reduce((sum, part) => sum + part.value(v), 0),
    evaluate(v, out) {
      let peak = -Infinity;
      parts.forEach((part, p) => {
        part.evaluate(v, points[p]);
        peak = Math.max(peak, points[p].value);
      });
      let sum = 0;
      for (let p = 0; p < shares.length; p++) sum += shares[p] = Math.exp(points[p].value - peak);
      out.value = peak + Math.log(sum);
      out.gradient.fill(0);
      out.hessian.fill(0);
      out.laplacianGradient.fill(0);
      for (let p = 0; p < shares.length; p++) {
        shares[p] /= sum;
        for (let k = 0; k < d; k++) out.gradient[k] += shares[p] * points[p].gradient[k];
        for (let c = 0; c < d * d; c++) out.hessian[c] += shares[p] * points[p].hessian[c];
      }
      // Until the last loop out.hessian is <H>.
      for (let p = 0; p < shares.length; p++) {
        const { gradient, hessian, laplacianGradient } = points[p];
        let square = 0;
        let trace = 0;
        for (let k = 0; k < d; k++) {
          deviation[k] = gradient[k] - out.gradient[k];
          square += deviation[k] * deviation[k];
          trace += hessian[k * d + k] - out.hessian[k * d + k];
        }
        for (let k = 0; k < d; k++) {
          let stretch = 0;
          for (let l = 0; l < d; l++) stretch += (hessian[k * d + l] - out.hessian[k * d + l]) * deviation[l];
          out.laplacianGradient[k] +=
            shares[p] * (laplacianGradient[k] + 2 * stretch + (trace + square) * deviation[k]);
        }
      }
      for (let p = 0; p < shares.length; p++)
        for (let k = 0; k < d; k++)
          for (let l = 0; l < d; l++)
            out.hessian[k * d + l] +=
              shares[p] * (points[p].gradient[k] - out.gradient[k]) * (points[p].gradient[l] - out.gradient[l]);
    },
  };
}

/** Centre half way between the parts' centres, variance so large that it covers every part; the parts' masses are not known. */
function superposedBulk(parts: readonly Density[]): Density['bulk'] {
  const bulks = parts.map(({ bulk }) => bulk);
  const centre = bulks[0].centre.map((_, k) => bulks.reduce((sum, bulk) => sum + bulk.centre[k] / bulks.length, 0));
  const offset2 = (bulk: Density['bulk']) => bulk.centre.reduce((sum, x, k) => sum + (x - centre[k]) ** 2, 0);
  return {
    centre,
    variance: Math.max(...bulks.map((bulk) => bulk.variance + offset2(bulk) / centre.length)),
    isotropic: bulks.every((bulk) => bulk.isotropic && offset2(bulk) === 0),
  };
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
export function blobDensity({ weights, velocities }: Particles, variance: number): Density {
  const { d, n } = velocities;
  if (!(n > 0 && variance > 0))
    throw new InputError(`blob density: expected particles and a positive variance, got ${n} and ${variance}`);
  return densityOf({
    dimension: d,
    bulk: particleBulk({ weights, velocities }, variance),
    evaluate: blobDerivatives(weights.map(Math.log), velocities, variance),
  });
}

/** What a blob density evaluates, from logarithms of the weights that are read at each call: -Infinity leaves a particle out. */
export function blobDerivatives(
  logWeights: Float64Array,
  { d, n, data }: VectorField,
  variance: number,
): Density['evaluate'] {
  const shares = new Float64Array(n);
  const normalisation = (-d / 2) * Math.log(2 * Math.PI * variance);
  const deviation = new Float64Array(d);
  return (v, out) => {
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
      if (shares[p] === 0) continue;
      const share = shares[p] / sum;
      let square = 0;
      for (let k = 0; k < d; k++) {
        deviation[k] = (data[k * n + p] - v[k]) / variance - gradient[k];
        square += deviation[k] * deviation[k];
      }
      for (let k = 0; k < d; k++) {
        const part = share * deviation[k];
        laplacianGradient[k] += square * part;
        for (let l = 0; l <= k; l++) hessian[k * d + l] += part * deviation[l];
      }
    }
    for (let k = 0; k < d; k++) {
      hessian[k * d + k] -= 1 / variance;
      for (let l = 0; l < k; l++) hessian[l * d + k] = hessian[k * d + l];
    }
    out.value = peak + Math.log(sum) + normalisation;
  };
}

/** Mean velocity and variance per axis of the reconstruction. */
function particleBulk({ weights, velocities: { d, n, data } }: Particles, variance: number): Density['bulk'] {
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
