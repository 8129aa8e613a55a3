import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

export interface Eigenpair {
  readonly value: number;
  /** Coefficients of the functions, with norm 1 in the metric. */
  readonly vector: Float64Array;
}

/** Below this part of the largest eigenvalue of the scaled metric a combination of functions is round-off. */
const roundOffOfMetric = 1e-11;

/**
 * Solves form z = value metric z with symmetric matrices, metric >= 0; values are ascending. Functions are first scaled to norm 1.
 * Combinations below the part `dependent` of the largest eigenvalue of their metric are left out.
 */
export function eigenpairs(form: Matrix, metric: Matrix, dependent = roundOffOfMetric): Eigenpair[] {
  const n = form.rows;
  const scales = Array.from({ length: n }, (_, k) => 1 / Math.sqrt(metric.get(k, k)));
  const scaled = (matrix: Matrix) => {
    const out = matrix.clone();
    for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) out.set(a, b, matrix.get(a, b) * scales[a] * scales[b]);
    return out;
  };
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(scaled(metric), { assumeSymmetric: true });
  const largest = Math.max(...realEigenvalues);
  const kept = realEigenvalues.flatMap((value, k) => (value > dependent * largest ? [{ value, k }] : []));
  const transform = new Matrix(n, kept.length);
  kept.forEach(({ value, k }, c) => {
    for (let a = 0; a < n; a++) transform.set(a, c, eigenvectorMatrix.get(a, k) / Math.sqrt(value));
  });
  const inner = transform.transpose().mmul(scaled(form)).mmul(transform);
  const solved = new EigenvalueDecomposition(Matrix.add(inner, inner.transpose()).mul(1 / 2), {
    assumeSymmetric: true,
  });
  return solved.realEigenvalues
    .map((value, c) => ({
      value,
      vector: Float64Array.from(
        transform.mmul(solved.eigenvectorMatrix.getColumnVector(c)).getColumn(0),
        (x, a) => x * scales[a],
      ),
    }))
    .sort((a, b) => a.value - b.value);
}
