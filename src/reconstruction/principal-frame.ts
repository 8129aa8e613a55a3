import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { VectorField } from '../core/vector-field.ts';

/** Mean and covariance of weighted particles; the covariance is given by its principal axes. */
export interface PrincipalFrame {
  /** n = sum_p w_p. */
  readonly density: number;
  /** u = (1/n) sum_p w_p v_p, length d. */
  readonly mean: Float64Array;
  /** Eigenvalues lambda_k of Sigma = (1/n) sum_p w_p (v_p - u)(v_p - u)^T = Q diag(lambda) Q^T, ascending. */
  readonly variances: readonly number[];
  /** Q, d x d in row order: column k is the axis of lambda_k. */
  readonly axes: Float64Array;
  /** (tr Sigma / d)^(1/2), the thermal speed (T/m)^(1/2). */
  readonly width: number;
}

export function principalFrame(weights: Float64Array, { d, n, data }: VectorField): PrincipalFrame {
  const mean = new Float64Array(d);
  let density = 0;
  for (let p = 0; p < n; p++) density += weights[p];
  for (let k = 0; k < d; k++) {
    let flux = 0;
    for (let p = 0; p < n; p++) flux += weights[p] * data[k * n + p];
    mean[k] = flux / density;
  }
  const covariance = Matrix.zeros(d, d);
  for (let k = 0; k < d; k++)
    for (let l = 0; l <= k; l++) {
      let sum = 0;
      for (let p = 0; p < n; p++) sum += weights[p] * (data[k * n + p] - mean[k]) * (data[l * n + p] - mean[l]);
      covariance.set(k, l, sum / density);
      covariance.set(l, k, sum / density);
    }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  return {
    density,
    mean,
    variances: realEigenvalues,
    axes: Float64Array.from(eigenvectorMatrix.to1DArray()),
    width: Math.sqrt(covariance.trace() / d),
  };
}

/** Returns Q (C o (Q^T B Q)) Q^T for a matrix B in row order, C_kl = factor(k, l). */
export function scaledInFrame(
  { axes }: PrincipalFrame,
  B: Float64Array,
  factor: (k: number, l: number) => number,
): Float64Array {
  const d = Math.sqrt(B.length);
  const inside = conjugated(axes, B, d, true);
  for (let k = 0; k < d; k++) for (let l = 0; l < d; l++) inside[k * d + l] *= factor(k, l);
  return conjugated(axes, inside, d, false);
}

/** Returns Q diag(value(k)) Q^T. */
export function diagonalInFrame({ axes }: PrincipalFrame, value: (k: number) => number): Float64Array {
  const d = Math.sqrt(axes.length);
  const inside = new Float64Array(d * d);
  for (let k = 0; k < d; k++) inside[k * (d + 1)] = value(k);
  return conjugated(axes, inside, d, false);
}

/** Returns Q^T B Q if `transposed`, otherwise Q B Q^T. */
function conjugated(axes: Float64Array, B: Float64Array, d: number, transposed: boolean): Float64Array {
  const Q = (k: number, l: number) => (transposed ? axes[l * d + k] : axes[k * d + l]);
  const out = new Float64Array(d * d);
  for (let k = 0; k < d; k++)
    for (let l = 0; l < d; l++)
      for (let a = 0; a < d; a++) for (let b = 0; b < d; b++) out[k * d + l] += Q(k, a) * B[a * d + b] * Q(l, b);
  return out;
}
