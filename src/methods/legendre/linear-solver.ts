import { decompose, solve } from './dense-lu.ts';

/** A x = b for a sequence of right-hand sides. */
export interface LinearSolver {
  /** The matrix, row order, which the solver may overwrite; false where it is singular or not finite. */
  prepare(matrix: Float64Array): boolean;
  /** b becomes x; false where the iteration does not converge. */
  solve(b: Float64Array): boolean;
}

export function directSolver(n: number): LinearSolver {
  const exchanges = new Int32Array(n);
  let factors: Float64Array;
  return {
    prepare(matrix) {
      factors = matrix;
      return decompose(n, matrix, exchanges);
    },
    solve(b) {
      solve(n, factors, exchanges, b);
      return true;
    },
  };
}

/** Residual relative to the right-hand side, both in units of the unknowns. */
const reduction = 1e-11;
const mostIterations = 80;

/**
 * GMRES, preconditioned by the exact decomposition of the diagonal blocks, for matrices whose coupling of the blocks is weak: of the order of
 * the anisotropy of f where a block holds one harmonic of all species. The unknowns are measured in `scales`. Source: Y. Saad & M. H.
 * Schultz, SIAM J. Sci. Stat. Comput. 7, 856 (1986).
 */
export function blockSolver(n: number, blocks: readonly Int32Array[], scales: Float64Array): LinearSolver {
  const factors = blocks.map(({ length }) => new Float64Array(length * length));
  const exchanges = blocks.map(({ length }) => new Int32Array(length));
  const parts = blocks.map(({ length }) => new Float64Array(length));
  const basis = Array.from({ length: mostIterations + 1 }, () => new Float64Array(n));
  const H = new Float64Array((mostIterations + 1) * mostIterations);
  const [cosines, sines] = [new Float64Array(mostIterations), new Float64Array(mostIterations)];
  const g = new Float64Array(mostIterations + 1);
  const work = new Float64Array(n);
  let A: Float64Array;

  function precondition(x: Float64Array) {
    blocks.forEach((block, k) => {
      const part = parts[k];
      for (let a = 0; a < block.length; a++) part[a] = x[block[a]];
      solve(block.length, factors[k], exchanges[k], part);
      for (let a = 0; a < block.length; a++) x[block[a]] = part[a] / scales[block[a]];
    });
  }

  function apply(x: Float64Array, out: Float64Array) {
    for (let a = 0; a < n; a++) work[a] = x[a] * scales[a];
    for (let a = 0, at = 0; a < n; a++) {
      // Four partial sums, because one waits for every addition.
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let b = 0;
      for (; b + 3 < n; b += 4, at += 4) {
        s0 += A[at] * work[b];
        s1 += A[at + 1] * work[b + 1];
        s2 += A[at + 2] * work[b + 2];
        s3 += A[at + 3] * work[b + 3];
      }
      for (; b < n; b++, at++) s0 += A[at] * work[b];
      out[a] = s0 + s1 + (s2 + s3);
    }
    precondition(out);
  }

  return {
    prepare(matrix) {
      A = matrix;
      return blocks.every((block, k) => {
        const size = block.length;
        for (let a = 0; a < size; a++)
          for (let b = 0; b < size; b++) factors[k][a * size + b] = A[block[a] * n + block[b]];
        return decompose(size, factors[k], exchanges[k]);
      });
    },
    solve(b) {
      precondition(b);
      const size = norm(b);
      if (!(size > 0)) return size === 0;
      for (let x = 0; x < n; x++) basis[0][x] = b[x] / size;
      g.fill(0);
      g[0] = size;
      let count = 0;
      while (count < mostIterations && Math.abs(g[count]) > reduction * size) {
        const next = basis[count + 1];
        apply(basis[count], next);
        for (let j = 0; j <= count; j++) {
          const h = dot(next, basis[j]);
          H[j * mostIterations + count] = h;
          for (let x = 0; x < n; x++) next[x] -= h * basis[j][x];
        }
        const length = norm(next);
        if (!Number.isFinite(length)) return false;
        for (let x = 0; x < n; x++) next[x] = length > 0 ? next[x] / length : 0;
        for (let j = 0; j < count; j++) {
          const [upper, lower] = [H[j * mostIterations + count], H[(j + 1) * mostIterations + count]];
          H[j * mostIterations + count] = cosines[j] * upper + sines[j] * lower;
          H[(j + 1) * mostIterations + count] = cosines[j] * lower - sines[j] * upper;
        }
        const diagonal = H[count * mostIterations + count];
        const radius = Math.hypot(diagonal, length);
        cosines[count] = diagonal / radius;
        sines[count] = length / radius;
        H[count * mostIterations + count] = radius;
        // The next column's rotation expects its subdiagonal entry here once that column is filled.
        H[(count + 1) * mostIterations + count] = 0;
        g[count + 1] = -sines[count] * g[count];
        g[count] *= cosines[count];
        count++;
      }
      if (Math.abs(g[count]) > reduction * size) return false;
      b.fill(0);
      for (let j = count - 1; j >= 0; j--) {
        let sum = g[j];
        for (let l = j + 1; l < count; l++) sum -= H[j * mostIterations + l] * g[l];
        g[j] = sum / H[j * mostIterations + j];
        for (let x = 0; x < n; x++) b[x] += g[j] * basis[j][x];
      }
      for (let x = 0; x < n; x++) b[x] *= scales[x];
      return true;
    },
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let x = 0; x < a.length; x++) sum += a[x] * b[x];
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}
