// biome-ignore-all lint/complexity/noStaticOnlyClass: AssemblyScript inlines what is marked, and only methods can be marked in valid TypeScript.

/*
 * Products of dense matrices in row order, and the solution of triangular equations: see ../wasm-dense-algebra.ts. The matrices stay in the
 * memory of the module, so it is not part of index.ts, whose memory is laid out again by every call. Addresses in bytes, lengths in doubles.
 */

import { Vector } from './vector';

/** First free byte of the memory: the constants lie below. */
export const heap: usize = __heap_base;

/** out = matrix x. */
export function multiply(matrix: usize, rows: i32, columns: i32, x: usize, out: usize): void {
  const bytes = (<usize>columns) << 3;
  for (let p = 0; p < rows; p++) store<f64>(out + ((<usize>p) << 3), Rows.dot(matrix + <usize>p * bytes, x, columns));
}

/** out[a] += sum_p factors[p] matrix[p, a] over a < columns; `gap` doubles from one row of the matrix to the next. */
export function addTransposed(matrix: usize, gap: i32, rows: i32, columns: i32, factors: usize, out: usize): void {
  const bytes = (<usize>gap) << 3;
  let p = 0;
  for (; p + 4 <= rows; p += 4)
    Rows.addFour(factors + ((<usize>p) << 3), matrix + <usize>p * bytes, bytes, out, columns);
  for (; p < rows; p++) Rows.add(load<f64>(factors + ((<usize>p) << 3)), matrix + <usize>p * bytes, out, columns);
}

/** out[p, q] += sum_b left[p, b] right[q, b] over b < count; `stride` doubles from one row of `out` to the next. */
export function addProducts(
  left: usize,
  rows: i32,
  right: usize,
  columns: i32,
  count: i32,
  out: usize,
  stride: i32,
): void {
  const bytes = (<usize>count) << 3;
  for (let p = 0; p < rows; p += 2) {
    const first = left + <usize>p * bytes;
    const at = out + ((<usize>(p * stride)) << 3);
    // Where the last row or column has no neighbour, it stands in for one, whose sum is not stored.
    const isPair = p + 1 < rows;
    const second = isPair ? first + bytes : first;
    for (let q = 0; q < columns; q += 3) {
      const b0 = right + <usize>q * bytes;
      const b1 = q + 1 < columns ? b0 + bytes : b0;
      const b2 = q + 2 < columns ? b1 + bytes : b0;
      let s0 = f64x2.splat(0);
      let s1 = f64x2.splat(0);
      let s2 = f64x2.splat(0);
      let t0 = f64x2.splat(0);
      let t1 = f64x2.splat(0);
      let t2 = f64x2.splat(0);
      let x: usize = 0;
      const pairs = (<usize>(count & ~1)) << 3;
      for (; x < pairs; x += 16) {
        const u = v128.load(first + x);
        const v = v128.load(second + x);
        const w0 = v128.load(b0 + x);
        const w1 = v128.load(b1 + x);
        const w2 = v128.load(b2 + x);
        s0 = f64x2.add(s0, f64x2.mul(u, w0));
        s1 = f64x2.add(s1, f64x2.mul(u, w1));
        s2 = f64x2.add(s2, f64x2.mul(u, w2));
        t0 = f64x2.add(t0, f64x2.mul(v, w0));
        t1 = f64x2.add(t1, f64x2.mul(v, w1));
        t2 = f64x2.add(t2, f64x2.mul(v, w2));
      }
      if ((count & 1) !== 0) {
        const u = v128.load64_zero(first + x);
        const v = v128.load64_zero(second + x);
        s0 = f64x2.add(s0, f64x2.mul(u, v128.load64_zero(b0 + x)));
        s1 = f64x2.add(s1, f64x2.mul(u, v128.load64_zero(b1 + x)));
        s2 = f64x2.add(s2, f64x2.mul(u, v128.load64_zero(b2 + x)));
        t0 = f64x2.add(t0, f64x2.mul(v, v128.load64_zero(b0 + x)));
        t1 = f64x2.add(t1, f64x2.mul(v, v128.load64_zero(b1 + x)));
        t2 = f64x2.add(t2, f64x2.mul(v, v128.load64_zero(b2 + x)));
      }
      const to = at + ((<usize>q) << 3);
      const under = to + ((<usize>stride) << 3);
      Rows.raise(to, s0);
      if (isPair) Rows.raise(under, t0);
      if (q + 1 < columns) Rows.raise(to + 8, s1);
      if (q + 1 < columns && isPair) Rows.raise(under + 8, t1);
      if (q + 2 < columns) Rows.raise(to + 16, s2);
      if (q + 2 < columns && isPair) Rows.raise(under + 16, t2);
    }
  }
}

/**
 * out[a, b] += sum_q table[a, q] sum_k factors[q, k] matrix[k gap + q columns + b] over q < count, k < terms, a < width and b < columns.
 * `rows` is scratch memory for count columns.
 */
export function addElement(
  matrix: usize,
  gap: i32,
  terms: i32,
  factors: usize,
  count: i32,
  table: usize,
  width: i32,
  columns: i32,
  rows: usize,
  out: usize,
): void {
  const bytes = (<usize>columns) << 3;
  memory.fill(rows, 0, <usize>count * bytes);
  for (let q = 0; q < count; q++) {
    const skipped = <usize>q * bytes;
    addTransposed(matrix + skipped, gap, terms, columns, factors + ((<usize>(q * terms)) << 3), rows + skipped);
  }
  for (let a = 0; a < width; a++) {
    const to = out + <usize>a * bytes;
    let q = 0;
    for (; q + 4 <= count; q += 4)
      Rows.addFour(table + ((<usize>(a * count + q)) << 3), rows + <usize>q * bytes, bytes, to, columns);
    for (; q < count; q++)
      Rows.add(load<f64>(table + ((<usize>(a * count + q)) << 3)), rows + <usize>q * bytes, to, columns);
  }
}

/** Solves L U x = b, L with a diagonal of ones, both in one matrix; b becomes x. */
export function substitute(n: i32, factors: usize, b: usize): void {
  const bytes = (<usize>n) << 3;
  for (let i = 1; i < n; i++) {
    const at = b + ((<usize>i) << 3);
    store<f64>(at, load<f64>(at) - Rows.dot(factors + <usize>i * bytes, b, i));
  }
  for (let i = n - 1; i >= 0; i--) {
    const at = b + ((<usize>i) << 3);
    const diagonal = factors + <usize>i * bytes + ((<usize>i) << 3);
    store<f64>(at, (load<f64>(at) - Rows.dot(diagonal + 8, at + 8, n - i - 1)) / load<f64>(diagonal));
  }
}

class Rows {
  /** sum a b over `count` doubles. */
  @inline static dot(a: usize, b: usize, count: i32): f64 {
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    let at: usize = 0;
    const eights = (<usize>(count & ~7)) << 3;
    for (; at < eights; at += 64) {
      s0 = f64x2.add(s0, f64x2.mul(v128.load(a + at), v128.load(b + at)));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(a + at, 16), v128.load(b + at, 16)));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(a + at, 32), v128.load(b + at, 32)));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(a + at, 48), v128.load(b + at, 48)));
    }
    const pairs = (<usize>(count & ~1)) << 3;
    for (; at < pairs; at += 16) s0 = f64x2.add(s0, f64x2.mul(v128.load(a + at), v128.load(b + at)));
    let sum = Vector.total(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)));
    if ((count & 1) !== 0) sum += load<f64>(a + at) * load<f64>(b + at);
    return sum;
  }

  /** out += factor row */
  @inline static add(factor: f64, row: usize, out: usize, count: i32): void {
    const f = f64x2.splat(factor);
    let at: usize = 0;
    const pairs = (<usize>(count & ~1)) << 3;
    for (; at < pairs; at += 16)
      v128.store(out + at, f64x2.add(v128.load(out + at), f64x2.mul(f, v128.load(row + at))));
    if ((count & 1) !== 0) store<f64>(out + at, load<f64>(out + at) + factor * load<f64>(row + at));
  }

  /** out += four rows, one after the other, times the four doubles at `factors`. */
  @inline static addFour(factors: usize, row: usize, bytes: usize, out: usize, count: i32): void {
    const second = row + bytes;
    const third = second + bytes;
    const fourth = third + bytes;
    const f0 = v128.load64_splat(factors);
    const f1 = v128.load64_splat(factors, 8);
    const f2 = v128.load64_splat(factors, 16);
    const f3 = v128.load64_splat(factors, 24);
    let at: usize = 0;
    const pairs = (<usize>(count & ~1)) << 3;
    for (; at < pairs; at += 16) {
      const s = f64x2.add(f64x2.mul(f0, v128.load(row + at)), f64x2.mul(f1, v128.load(second + at)));
      const t = f64x2.add(f64x2.mul(f2, v128.load(third + at)), f64x2.mul(f3, v128.load(fourth + at)));
      v128.store(out + at, f64x2.add(v128.load(out + at), f64x2.add(s, t)));
    }
    if ((count & 1) === 0) return;
    const s = f64x2.add(f64x2.mul(f0, v128.load64_zero(row + at)), f64x2.mul(f1, v128.load64_zero(second + at)));
    const t = f64x2.add(f64x2.mul(f2, v128.load64_zero(third + at)), f64x2.mul(f3, v128.load64_zero(fourth + at)));
    store<f64>(out + at, load<f64>(out + at) + f64x2.extract_lane(f64x2.add(s, t), 0));
  }

  /** The double at an address grows by the sum of two. */
  @inline static raise(at: usize, by: v128): void {
    store<f64>(at, load<f64>(at) + Vector.total(by));
  }
}
