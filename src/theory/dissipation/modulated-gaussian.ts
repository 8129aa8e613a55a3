import { InputError } from '../../core/errors.ts';
import type { Dimension } from '../../core/vector-field.ts';
import type { LogDensity } from './log-density.ts';

/**
 * psi = -k |v|^2 / 2 + a E(v) B(v),  E = exp(-s |v|^2 / 2),  B = v_l + v_0 v_l with l = d-1 the last axis: a Gaussian with
 * a smooth, localised drift and shear, not normalised, without any symmetry between v and -v. B is harmonic and, with
 * C = v . grad B = v_l + 2 v_0 v_l,
 *
 *     lap (E B) = E P,    P = (s^2 |v|^2 - d s) B - 2 s C.
 *
 * Throws InputError unless k > 0 and s > 0.
 */
export function modulatedGaussian(d: Dimension, k: number, a: number, s: number): LogDensity {
  if (!(k > 0 && s > 0)) throw new InputError(`modulated Gaussian: expected positive k and s, got ${k} and ${s}`);
  const l = d - 1;
  const gradB = new Float64Array(d);
  const gradC = new Float64Array(d);
  return {
    dimension: d,
    // The dissipation's factors grad psi and Hess psi are localised like E: a Gaussian between f and f E serves them better
    // than 1/k. Contact term of the pair (1, 0.7, 1), (2, -0.3, 0.5), d = 3, 14 nodes an axis: error 1e-7 instead of 1e-5.
    bulk: { centre: new Array<number>(d).fill(0), variance: 1 / (k + (3 / 4) * Math.min(k, s)), isotropic: a === 0 },
    evaluate(v, out) {
      let square = 0;
      for (let p = 0; p < d; p++) square += v[p] * v[p];
      const E = a * Math.exp((-s * square) / 2);
      const B = v[l] * (1 + v[0]);
      const C = v[l] * (1 + 2 * v[0]);
      const P = (s * s * square - d * s) * B - 2 * s * C;
      gradB[0] = v[l];
      gradB[l] = 1 + v[0];
      gradC[0] = 2 * v[l];
      gradC[l] = 1 + 2 * v[0];
      out.value = (-k * square) / 2 + E * B;
      for (let p = 0; p < d; p++) {
        out.gradient[p] = -k * v[p] + E * (gradB[p] - s * v[p] * B);
        const gradP = 2 * s * s * v[p] * B + (s * s * square - d * s) * gradB[p] - 2 * s * gradC[p];
        out.laplacianGradient[p] = E * (gradP - s * v[p] * P);
        for (let q = 0; q < d; q++)
          out.hessian[p * d + q] = E * s * (s * v[p] * v[q] * B - v[p] * gradB[q] - v[q] * gradB[p]);
        out.hessian[p * d + p] -= k + E * s * B;
      }
      // The mixed derivative of v_0 v_l.
      out.hessian[l] += E;
      out.hessian[l * d] += E;
    },
  };
}
