import { innerProduct } from './inner-product.ts';

/** Acceleration of the fixed-point iteration x <- x + r(x), r(x) = G(x) - x. */
export interface Acceleration {
  /** Forgets all iterates. */
  restart(): void;
  /** x := the next iterate, from the present x and its residual r(x). */
  advance(r: Float64Array, x: Float64Array): void;
}

/**
 * Smallest squared sine of the angle between a difference of residuals and the span of the newer ones that still
 * counts. The Gram matrix has unit diagonal and errors near 1e-15, so what passes is known to 1e-5 or better.
 */
const INDEPENDENCE = 1e-10;

/**
 * Anderson acceleration of the given depth m, in the norm of `weights`: with the last m differences of iterates dx_j
 * and residuals dr_j,
 *
 *     g = argmin | r - sum_j g_j dr_j |,      x <- x + r - sum_j g_j (dx_j + dr_j).
 *
 * The normal equations are scaled to unit diagonal and factorised from the newest difference to the oldest; one that
 * depends on newer ones is left out. With none left (and at depth 0) this is the plain step x <- x + r.
 *
 * D. G. Anderson, J. ACM 12, 547-560 (1965); H. F. Walker and P. Ni, SIAM J. Numer. Anal. 49, 1715-1735 (2011).
 */
export function createAnderson(weights: Float64Array, depth: number): Acceleration {
  const length = weights.length;
  const differences = Array.from({ length: depth }, () => ({
    x: new Float64Array(length),
    r: new Float64Array(length),
    scale: 0,
  }));
  const lastX = new Float64Array(depth > 0 ? length : 0);
  const lastR = new Float64Array(depth > 0 ? length : 0);
  // Rows of the Cholesky factor of the kept differences, their indices, and the coefficients g.
  const factor = Array.from({ length: depth }, () => new Float64Array(depth));
  const kept = new Int32Array(depth);
  const coefficients = new Float64Array(depth);
  let stored = -1; // Differences at hand; -1 before the first iterate.

  function remember(r: Float64Array, x: Float64Array): void {
    if (stored >= 0) {
      const newest = differences[depth - 1];
      for (let j = depth - 1; j > 0; j--) differences[j] = differences[j - 1];
      differences[0] = newest;
      for (let k = 0; k < length; k++) {
        newest.x[k] = x[k] - lastX[k];
        newest.r[k] = r[k] - lastR[k];
      }
      newest.scale = 1 / Math.sqrt(innerProduct(weights, newest.r, newest.r));
    }
    stored = Math.min(stored + 1, depth);
    lastX.set(x);
    lastR.set(r);
  }

  /** Fills the factor row by row; returns how many differences are kept. */
  function factorise(): number {
    let count = 0;
    for (let j = 0; j < stored; j++) {
      const { r, scale } = differences[j];
      if (!Number.isFinite(scale)) continue;
      const row = factor[count];
      let pivot = 1;
      for (let i = 0; i < count; i++) {
        const other = differences[kept[i]];
        let entry = innerProduct(weights, r, other.r) * scale * other.scale;
        for (let l = 0; l < i; l++) entry -= row[l] * factor[i][l];
        row[i] = entry / factor[i][i];
        pivot -= row[i] * row[i];
      }
      if (!(pivot > INDEPENDENCE)) continue;
      row[count] = Math.sqrt(pivot);
      kept[count++] = j;
    }
    return count;
  }

  function solve(r: Float64Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const { r: difference, scale } = differences[kept[i]];
      let entry = innerProduct(weights, difference, r) * scale;
      for (let l = 0; l < i; l++) entry -= factor[i][l] * coefficients[l];
      coefficients[i] = entry / factor[i][i];
    }
    for (let i = count - 1; i >= 0; i--) {
      for (let l = i + 1; l < count; l++) coefficients[i] -= factor[l][i] * coefficients[l];
      coefficients[i] /= factor[i][i];
    }
    for (let i = 0; i < count; i++) coefficients[i] *= differences[kept[i]].scale;
  }

  return {
    restart() {
      stored = -1;
    },
    advance(r, x) {
      let count = 0;
      if (depth > 0) {
        remember(r, x);
        count = factorise();
        solve(r, count);
      }
      for (let k = 0; k < length; k++) x[k] += r[k];
      for (let i = 0; i < count; i++) {
        const { x: dx, r: dr } = differences[kept[i]];
        const g = coefficients[i];
        for (let k = 0; k < length; k++) x[k] -= g * (dx[k] + dr[k]);
      }
    },
  };
}
