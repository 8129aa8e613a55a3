/** Decomposes a matrix in place; false where it is singular or not finite. See `decomposeLu`. */
export type DecomposeLu = (n: number, a: Float64Array, exchanges: Int32Array) => boolean;

/** Columns that are eliminated together, so that every row further down is read and written once for all of them. */
export const panelWidth = 32;

/**
 * LU decomposition with partial pivoting, in place, row order; exchanges[k] is the row exchanged with row k. Returns false where the matrix is
 * singular or not finite; a is then of no use. Every entry loses its products l_ik u_kj one after the other, k ascending, whatever is done together: so the result
 * has the same bits for every width of the panel.
 */
export function decomposeLu(n: number, a: Float64Array, exchanges: Int32Array): boolean {
  for (let start = 0; start < n; start += panelWidth) {
    const end = Math.min(n, start + panelWidth);
    if (!factorPanel(n, start, end, a, exchanges)) return false;
    for (let i = start + 1; i < n; i++) subtractRows(n, i, start, Math.min(i, end), end, a);
  }
  return true;
}

/** Eliminates columns start .. end below the diagonal, and there alone; exchanges whole rows. */
function factorPanel(n: number, start: number, end: number, a: Float64Array, exchanges: Int32Array): boolean {
  for (let k = start; k < end; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i;
    exchanges[k] = pivot;
    if (pivot !== k) exchangeRows(n, k, pivot, a);
    const top = a[k * n + k];
    if (!(Math.abs(top) > 0 && Math.abs(top) < Infinity)) return false;
    for (let i = k + 1; i < n; i++) {
      const row = i * n;
      const factor = a[row + k] / top;
      a[row + k] = factor;
      for (let j = k + 1; j < end; j++) a[row + j] -= factor * a[k * n + j];
    }
  }
  return true;
}

function exchangeRows(n: number, k: number, pivot: number, a: Float64Array) {
  for (let j = 0, x = k * n, y = pivot * n; j < n; j++, x++, y++) {
    const kept = a[x];
    a[x] = a[y];
    a[y] = kept;
  }
}

/** Row i loses the multiples a_ik of the rows k = start .. end, from column `first` on; four at a time, in their order. */
function subtractRows(n: number, i: number, start: number, end: number, first: number, a: Float64Array) {
  const row = i * n;
  let k = start;
  for (; k + 3 < end; k += 4) {
    const f0 = a[row + k];
    const f1 = a[row + k + 1];
    const f2 = a[row + k + 2];
    const f3 = a[row + k + 3];
    const r0 = k * n;
    const r1 = r0 + n;
    const r2 = r1 + n;
    const r3 = r2 + n;
    for (let j = first; j < n; j++)
      a[row + j] = a[row + j] - f0 * a[r0 + j] - f1 * a[r1 + j] - f2 * a[r2 + j] - f3 * a[r3 + j];
  }
  for (; k < end; k++) {
    const factor = a[row + k];
    for (let j = first; j < n; j++) a[row + j] -= factor * a[k * n + j];
  }
}

/** Solves A x = b with the decomposition of A; b becomes x. Plain only: every entry is read once, and a copy to other memory would read it too. */
export function solveLu(n: number, a: Float64Array, exchanges: Int32Array, b: Float64Array): void {
  for (let k = 0; k < n; k++) {
    const other = exchanges[k];
    const kept = b[k];
    b[k] = b[other];
    b[other] = kept;
  }
  for (let i = 1; i < n; i++) b[i] -= dot(a, i * n, b, 0, i);
  for (let i = n - 1; i >= 0; i--) b[i] = (b[i] - dot(a, i * n + i + 1, b, i + 1, n - i - 1)) / a[i * n + i];
}

/** Solves the transposed equations A^T x = b with the decomposition of A; b becomes x. Rows are read in order here too. */
export function solveTransposedLu(n: number, a: Float64Array, exchanges: Int32Array, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    b[i] /= a[i * n + i];
    for (let j = i + 1; j < n; j++) b[j] -= a[i * n + j] * b[i];
  }
  for (let i = n - 1; i > 0; i--) for (let j = 0; j < i; j++) b[j] -= a[i * n + j] * b[i];
  for (let k = n - 1; k >= 0; k--) {
    const other = exchanges[k];
    const kept = b[k];
    b[k] = b[other];
    b[other] = kept;
  }
}

/** sum_k a[from + k] b[at + k] over k < count; four partial sums, because one waits for every addition. */
export function dot(a: Float64Array, from: number, b: Float64Array, at: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < count; k += 4) {
    s0 += a[from + k] * b[at + k];
    s1 += a[from + k + 1] * b[at + k + 1];
    s2 += a[from + k + 2] * b[at + k + 2];
    s3 += a[from + k + 3] * b[at + k + 3];
  }
  for (; k < count; k++) s0 += a[from + k] * b[at + k];
  return s0 + s1 + (s2 + s3);
}

/** out = matrix x, rows x columns; four rows and two columns at a time, because a sum waits for every addition. */
export function multiply(matrix: Float64Array, rows: number, columns: number, x: Float64Array, out: Float64Array) {
  let p = 0;
  for (; p + 3 < rows; p += 4) {
    const at0 = p * columns;
    const at1 = at0 + columns;
    const at2 = at1 + columns;
    const at3 = at2 + columns;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let t0 = 0;
    let t1 = 0;
    let t2 = 0;
    let t3 = 0;
    let b = 0;
    for (; b + 1 < columns; b += 2) {
      const here = x[b];
      const next = x[b + 1];
      s0 += matrix[at0 + b] * here;
      s1 += matrix[at1 + b] * here;
      s2 += matrix[at2 + b] * here;
      s3 += matrix[at3 + b] * here;
      t0 += matrix[at0 + b + 1] * next;
      t1 += matrix[at1 + b + 1] * next;
      t2 += matrix[at2 + b + 1] * next;
      t3 += matrix[at3 + b + 1] * next;
    }
    if (b < columns) {
      s0 += matrix[at0 + b] * x[b];
      s1 += matrix[at1 + b] * x[b];
      s2 += matrix[at2 + b] * x[b];
      s3 += matrix[at3 + b] * x[b];
    }
    out[p] = s0 + t0;
    out[p + 1] = s1 + t1;
    out[p + 2] = s2 + t2;
    out[p + 3] = s3 + t3;
  }
  for (; p < rows; p++) out[p] = dot(matrix, p * columns, x, 0, columns);
}
