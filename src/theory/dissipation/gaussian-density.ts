import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { InputError } from '../../core/errors.ts';
import type { Maxwellian } from '../../physics/maxwellian.ts';
import type { LogDensity } from './log-density.ts';
import { velocityDimension } from './velocity-dimension.ts';

/**
 * The normal density psi = log n - (1/2) log det(2 pi Sigma) - (1/2) (v-u)^T Sigma^-1 (v-u) of density n, mean velocity u
 * (length d) and covariance Sigma (d x d in row order). Throws InputError unless n > 0 and Sigma is positive definite.
 */
export function gaussianDensity(density: number, u: readonly number[], covariance: readonly number[]): LogDensity {
  const d = velocityDimension(u);
  const Sigma = Matrix.from1DArray(d, d, [...covariance]);
  const cholesky = new CholeskyDecomposition(Sigma);
  if (!(density > 0 && cholesky.isPositiveDefinite()))
    throw new InputError(
      `Gaussian density: expected a positive density and a positive definite covariance, got ${density} and [${covariance}]`,
    );
  const precision = Float64Array.from(cholesky.solve(Matrix.eye(d)).to1DArray());
  const logDeterminant = cholesky.lowerTriangularMatrix.diagonal().reduce((sum, x) => sum + 2 * Math.log(x), 0);
  const peak = Math.log(density) - (d * Math.log(2 * Math.PI) + logDeterminant) / 2;
  const variance = Sigma.trace() / d;
  return {
    dimension: d,
    bulk: {
      centre: u,
      variance,
      isotropic: covariance.every((entry, c) => entry === (c % (d + 1) === 0 ? covariance[0] : 0)),
    },
    evaluate(v, out) {
      let square = 0;
      for (let k = 0; k < d; k++) {
        let pull = 0;
        for (let l = 0; l < d; l++) {
          pull += precision[k * d + l] * (v[l] - u[l]);
          out.hessian[k * d + l] = -precision[k * d + l];
        }
        out.gradient[k] = -pull;
        out.laplacianGradient[k] = 0;
        square += (v[k] - u[k]) * pull;
      }
      out.value = peak - square / 2;
    },
  };
}

/** The drifting Maxwellian n (m / 2 pi T)^{d/2} exp(-m |v-u|^2 / 2T). */
export function maxwellianDensity({ mass, density, velocity, temperature }: Maxwellian): LogDensity {
  const d = velocity.length;
  const covariance = Array.from({ length: d * d }, (_, c) => (c % (d + 1) === 0 ? temperature / mass : 0));
  return gaussianDensity(density, velocity, covariance);
}
