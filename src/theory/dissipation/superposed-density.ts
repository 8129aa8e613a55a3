import { InputError } from '../../core/errors.ts';
import { createLogDerivatives, type LogDensity } from './log-density.ts';

/**
 * f = sum_p f_p. With pi_p = f_p / f, averages over pi_p, g, H, t the gradient, Hessian and gradient of the Laplacian of
 * psi_p, and ~ for the deviation from the average, the third cumulant gives
 *
 *     grad psi = <g>,    Hess psi = <H> + <g~ g~^T>,    grad lap psi = <t> + 2 <H~ g~> + <tr H~ g~> + <|g~|^2 g~>.
 *
 * log f is summed relative to the largest part, so it is finite however far away. Throws InputError for no parts or
 * parts of different dimensions.
 */
export function superposedDensity(parts: readonly LogDensity[]): LogDensity {
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
function superposedBulk(parts: readonly LogDensity[]): LogDensity['bulk'] {
  const bulks = parts.map(({ bulk }) => bulk);
  const centre = bulks[0].centre.map((_, k) => bulks.reduce((sum, bulk) => sum + bulk.centre[k] / bulks.length, 0));
  const offset2 = (bulk: LogDensity['bulk']) => bulk.centre.reduce((sum, x, k) => sum + (x - centre[k]) ** 2, 0);
  return {
    centre,
    variance: Math.max(...bulks.map((bulk) => bulk.variance + offset2(bulk) / centre.length)),
    isotropic: bulks.every((bulk) => bulk.isotropic && offset2(bulk) === 0),
  };
}
