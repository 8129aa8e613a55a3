import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { InputError } from '../../core/errors.ts';
import { trace } from '../../core/trace.ts';
import { createVectorField, vectorAt } from '../../core/vector-field.ts';
import { particleMoments } from '../../physics/moments.ts';
import { type MomentCorrection, type MomentTarget, meanVariance, momentChange } from './moment-correction.ts';

/**
 * Corrects the velocities: w_p -> w_p n_target / n and v_p -> u_target + A (v_p - u) with the symmetric positive matrix A
 * that takes the covariance S to the target's,
 *
 *     A = S^{-1/2} (S^{1/2} S_target S^{1/2})^{1/2} S^{-1/2},
 *
 * of all linear maps that do so the one with the smallest mean square displacement; it commutes with rotations and
 * reflections, which a Cholesky factor does not. When only the temperature is prescribed, A = sqrt(T_target / T) I.
 *
 * Throws InputError when the particles span no volume: fewer than d + 1, or all in one plane.
 * Source: I. Olkin & F. Pukelsheim, Linear Algebra Appl. 48 (1982) 257.
 */
export const velocityCorrection: MomentCorrection = (ensemble, target) => {
  const { d, n } = ensemble.velocities;
  const now = particleMoments(1, ensemble.weights, ensemble.velocities);
  const map = covarianceMap(d, now.temperatureTensor, target);
  const scale = target.density / now.density;
  const velocities = createVectorField(d, n);
  const v = new Float64Array(d);
  let largest = 0;
  for (let p = 0; p < n; p++) {
    vectorAt(ensemble.velocities, p, v);
    let moved = 0;
    for (let k = 0; k < d; k++) {
      let image = target.velocity[k];
      for (let l = 0; l < d; l++) image += map[k * d + l] * (v[l] - now.velocity[l]);
      velocities.data[k * n + p] = image;
      moved += (image - v[k]) ** 2;
    }
    largest = Math.max(largest, moved);
  }
  return {
    ensemble: { weights: ensemble.weights.map((weight) => weight * scale), velocities },
    change: momentChange(ensemble, target, Math.sqrt(largest / meanVariance(target))),
  };
};

/** A, d x d in row order. */
function covarianceMap(d: number, covariance: readonly number[], target: MomentTarget): number[] {
  const variance = trace(covariance, d) / d;
  const wanted = target.covariance;
  if (typeof wanted === 'number') {
    if (!(variance > 0)) throw noVolume();
    return covariance.map((_, k) => (k % (d + 1) === 0 ? Math.sqrt(wanted / variance) : 0));
  }
  const root = power(matrix(d, covariance), 1 / 2);
  const inverse = power(matrix(d, covariance), -1 / 2);
  return inverse
    .mmul(power(root.mmul(matrix(d, wanted)).mmul(root), 1 / 2))
    .mmul(inverse)
    .to1DArray();
}

function matrix(d: number, entries: readonly number[]): Matrix {
  return Matrix.from1DArray(d, d, [...entries]);
}

/** S^exponent of a symmetric positive definite S. */
function power(symmetric: Matrix, exponent: number): Matrix {
  const { realEigenvalues, eigenvectorMatrix: q } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  // Round-off leaves a vanishing eigenvalue at about 1e-16 of the largest, of either sign.
  if (!(Math.min(...realEigenvalues) > 1e-13 * Math.max(...realEigenvalues))) throw noVolume();
  return q.mmul(Matrix.diag(realEigenvalues.map((lambda) => lambda ** exponent))).mmul(q.transpose());
}

function noVolume(): InputError {
  return new InputError(
    'particles.correct: expected particles that spread in every direction, got a flat cloud; raise the count or set correct: false',
  );
}
