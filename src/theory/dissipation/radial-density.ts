import type { LogDensity } from './log-density.ts';
import { velocityDimension } from './velocity-dimension.ts';

/**
 * psi and its first three derivatives with respect to e = |v-u|^2 / 2, written to out[0..3]. In e, and not in |v-u|,
 * every smooth isotropic density is smooth at its centre too.
 */
export type RadialLogProfile = (e: number, out: Float64Array) => void;

/**
 * The isotropic density psi(v) = g(e), e = |v-u|^2 / 2: with xi = v - u,
 *
 *     grad psi = g' xi,    Hess psi = g' I + g'' xi xi^T,    grad lap psi = ( (d+2) g'' + 2 e g''' ) xi.
 *
 * `variance` is that of the Gaussian which f resembles.
 */
export function radialDensity(profile: RadialLogProfile, u: readonly number[], variance: number): LogDensity {
  const d = velocityDimension(u);
  const g = new Float64Array(4);
  return {
    dimension: d,
    bulk: { centre: u, variance, isotropic: true },
    evaluate(v, out) {
      let e = 0;
      for (let k = 0; k < d; k++) e += (v[k] - u[k]) ** 2 / 2;
      profile(e, g);
      out.value = g[0];
      for (let k = 0; k < d; k++) {
        const xi = v[k] - u[k];
        out.gradient[k] = g[1] * xi;
        out.laplacianGradient[k] = ((d + 2) * g[2] + 2 * e * g[3]) * xi;
        for (let l = 0; l < d; l++) out.hessian[k * d + l] = g[2] * xi * (v[l] - u[l]) + (k === l ? g[1] : 0);
      }
    },
  };
}
