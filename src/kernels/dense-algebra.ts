/** Decomposes a matrix in place; false if it is singular or not finite. See `decomposeLu`. */
export type DecomposeLu = (n: number, a: Float64Array, exchanges: Int32Array) => boolean;

/** Number of columns that are eliminated together: every lower row is read and written once for all of them. */
export const panelWidth = 32;

/**
 * LU decomposition with partial pivoting, in place, row order; exchanges[k] is the row exchanged with row k. Returns false if the matrix is
 * singular or not finite; a is then undefined. The products l_ik u_kj are subtracted from an entry in the order of k, so the result has the
 * same bits for every width of the panel.
 */
export function decomposeLu(n: number, a: Float64Array, exchanges: Int32Array): boolean {
  for (let start = 0; start < n; start += panelWidth) {
    const end = Math.min(n, start + panelWidth);
    if (!factorPanel(n, start, end, a, exchanges)) return false;
    for (let i = start + 1; i < n; i++) subtractRows(n, i, start, Math.min(i, end), end, a);
  }
  return true;
}

/** Eliminates columns start .. end below the diagonal; exchanges whole rows. */
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

/** Subtracts a_ik times row k from row i for k = start .. end, from column `first` on; four at a time, in the order of k. */
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

/** Solves A x = b with the decomposition of A; b becomes x. */
export function solveLu(n: number, a: Float64Array, exchanges: Int32Array, b: Float64Array): void {
  exchangeEntries(exchanges, b);
  for (let i = 1; i < n; i++) b[i] -= dot(a, i * n, b, 0, i);
  for (let i = n - 1; i >= 0; i--) b[i] = (b[i] - dot(a, i * n + i + 1, b, i + 1, n - i - 1)) / a[i * n + i];
}

/** Applies the row exchanges of a decomposition to a right-hand side. */
export function exchangeEntries(exchanges: Int32Array, b: Float64Array): void {
  for (let k = 0; k < exchanges.length; k++) {
    const other = exchanges[k];
    const kept = b[k];
    b[k] = b[other];
    b[other] = kept;
  }
}

/** Solves the transposed equations A^T x = b with the decomposition of A; b becomes x. Rows are read in order. */
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

/** sum_k a[from + k] b[at + k] over k < count; eight partial sums, because a single one would wait for every addition. */
export function dot(a: Float64Array, from: number, b: Float64Array, at: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  let s5 = 0;
  let s6 = 0;
  let s7 = 0;
  let k = 0;
  for (; k + 7 < count; k += 8) {
    s0 += a[from + k] * b[at + k];
    s1 += a[from + k + 1] * b[at + k + 1];
    s2 += a[from + k + 2] * b[at + k + 2];
    s3 += a[from + k + 3] * b[at + k + 3];
    s4 += a[from + k + 4] * b[at + k + 4];
    s5 += a[from + k + 5] * b[at + k + 5];
    s6 += a[from + k + 6] * b[at + k + 6];
    s7 += a[from + k + 7] * b[at + k + 7];
  }
  for (; k + 1 < count; k += 2) {
    s0 += a[from + k] * b[at + k];
    s1 += a[from + k + 1] * b[at + k + 1];
  }
  const sum = s0 + s2 + (s4 + s6) + (s1 + s3 + (s5 + s7));
  return k < count ? sum + a[from + k] * b[at + k] : sum;
}

declare const own: unique symbol;

/** An array of a DenseAlgebra. */
export type OwnArray = Float64Array & { readonly [own]: true };

/** Products of dense matrices in row order, and the solution of equations, with arrays of its own. */
export interface DenseAlgebra {
  /** A new array of zeros. */
  array(length: number): OwnArray;
  /** A view of a part of an array. */
  part(array: OwnArray, from: number, length: number): OwnArray;
  /** out = matrix x. */
  multiply(matrix: OwnArray, rows: number, columns: number, x: OwnArray, out: OwnArray): void;
  /** out[a] += sum_p factors[p] matrix[p, a]. */
  addTransposed(matrix: OwnArray, rows: number, columns: number, factors: OwnArray, out: OwnArray): void;
  /** out[from + p stride + q] += sum_b left[p, b] right[q, b] over b < count, p < rows and q < columns. */
  addProducts(
    left: OwnArray,
    rows: number,
    right: OwnArray,
    columns: number,
    count: number,
    out: OwnArray,
    from: number,
    stride: number,
  ): void;
  /** out[a, b] += sum_q table[a, q] row_q[b] with row_q[b] = sum_k factors[q, k] matrix[k gap + (first + q) columns + b]. */
  addElement(call: ElementCall): void;
  /** Like the function solveLu. */
  solveLu(n: number, factors: OwnArray, exchanges: Int32Array, b: OwnArray): void;
}

export interface ElementCall {
  readonly matrix: OwnArray;
  readonly gap: number;
  readonly first: number;
  /** Numbers of values of q, k, a and b. */
  readonly count: number;
  readonly terms: number;
  readonly width: number;
  readonly columns: number;
  readonly factors: OwnArray;
  readonly table: OwnArray;
  /** Scratch for the rows. */
  readonly rows: OwnArray;
  readonly out: OwnArray;
}

/** Makes the algebra, with room for arrays of the given lengths. */
export type CreateDenseAlgebra = (lengths: readonly number[]) => DenseAlgebra;

/**
 * The algebra in TypeScript. Its sums have the order of the compiled ones, so both give the same bits, and it may take the place of the
 * other at any time.
 */
export function plainAlgebra(): DenseAlgebra {
  return {
    array: (length) => new Float64Array(length) as OwnArray,
    part: (array, from, length) => array.subarray(from, from + length) as OwnArray,
    multiply(matrix, rows, columns, x, out) {
      for (let p = 0; p < rows; p++) out[p] = dot(matrix, p * columns, x, 0, columns);
    },
    addTransposed(matrix, rows, columns, factors, out) {
      addRows({ factors, from: 0, rows: matrix, first: 0, gap: columns }, rows, columns, out, 0);
    },
    addProducts(left, rows, right, columns, count, out, from, stride) {
      for (let p = 0; p < rows; p++)
        for (let q = 0; q < columns; q++)
          out[from + p * stride + q] += dotByTwo(left, p * count, right, q * count, count);
    },
    addElement({ matrix, gap, first, count, terms, width, columns, factors, table, rows, out }) {
      rows.fill(0, 0, count * columns);
      for (let q = 0; q < count; q++) {
        const call = { factors, from: q * terms, rows: matrix, first: (first + q) * columns, gap };
        addRows(call, terms, columns, rows, q * columns);
      }
      for (let a = 0; a < width; a++)
        addRows({ factors: table, from: a * count, rows, first: 0, gap: columns }, count, columns, out, a * columns);
    },
    solveLu,
  };
}

/** sum_k a[from + k] b[at + k] over k < count, of even and odd k apart. */
function dotByTwo(a: Float64Array, from: number, b: Float64Array, at: number, count: number): number {
  let even = 0;
  let odd = 0;
  let k = 0;
  for (; k + 1 < count; k += 2) {
    even += a[from + k] * b[at + k];
    odd += a[from + k + 1] * b[at + k + 1];
  }
  if (k < count) even += a[from + k] * b[at + k];
  return even + odd;
}

/** Factors, the first of which is number `from`, and rows, the first of which begins at `first`, `gap` numbers apart. */
interface FactoredRows {
  readonly factors: Float64Array;
  readonly from: number;
  readonly rows: Float64Array;
  readonly first: number;
  readonly gap: number;
}

/** out[at + b] += sum_p factors[from + p] rows[first + p gap + b] over p < count and b < columns, four rows at a time. */
function addRows(
  { factors, from, rows, first, gap }: FactoredRows,
  count: number,
  columns: number,
  out: Float64Array,
  at: number,
) {
  let p = 0;
  for (; p + 3 < count; p += 4) {
    const f0 = factors[from + p];
    const f1 = factors[from + p + 1];
    const f2 = factors[from + p + 2];
    const f3 = factors[from + p + 3];
    const r0 = first + p * gap;
    const r1 = r0 + gap;
    const r2 = r1 + gap;
    const r3 = r2 + gap;
    for (let b = 0; b < columns; b++)
      out[at + b] += f0 * rows[r0 + b] + f1 * rows[r1 + b] + (f2 * rows[r2 + b] + f3 * rows[r3 + b]);
  }
  for (; p < count; p++) {
    const factor = factors[from + p];
    const row = first + p * gap;
    for (let b = 0; b < columns; b++) out[at + b] += factor * rows[row + b];
  }
}
