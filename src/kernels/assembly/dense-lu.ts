// biome-ignore-all lint/complexity/noStaticOnlyClass: AssemblyScript inlines what is marked, and only methods can be marked in valid TypeScript.

/*
 * LU decomposition panel by panel: see ../wasm-dense-lu.ts. One thread factors a panel and computes the rows of U beside it. Then all threads
 * subtract the products of the two from the lower rows, in blocks of 4 rows and 4 columns that stay in registers. Multiply-adds are never
 * fused, so the bits are those of ../dense-algebra.ts.
 */

/** Columns of a strip, which is contiguous in `packed`; strips that stay in the first-level cache together, 16 KiB. */
const strip: i32 = 4;
const group: i32 = 16;

/** What all panels have in common, laid out by ../wasm-dense-lu.ts. */
@unmanaged
class Elimination {
  /** Rows; doubles from one row to the next, a multiple of 4. */
  n: i32;
  stride: i32;
  /** Columns of a panel; the first column of the one that was factored last, and its end. */
  width: i32;
  start: i32;
  end: i32;
  /** 1 once a pivot was 0 or not finite. */
  singular: i32;
  matrix: usize;
  exchanges: usize;
  /** The rows of U beside the panel, strip after strip: panel row after panel row, 4 columns each. */
  packed: usize;

  @inline row(i: i32): usize {
    return this.matrix + ((<usize>(i * this.stride)) << 3);
  }

  @inline entry(i: i32, j: i32): usize {
    return this.row(i) + ((<usize>j) << 3);
  }
}

/** Factors the panel that begins at column `begin`. */
export function factorPanel(settings: usize, begin: i32, _end: i32, _scratch: usize): void {
  const c = changetype<Elimination>(settings);
  const end = min(begin + c.width, c.n);
  c.start = begin;
  c.end = end;
  for (let k = begin; k < end; k++) {
    const pivot = Panel.pivot(c, k);
    store<i32>(c.exchanges + ((<usize>k) << 2), pivot);
    if (pivot !== k) Panel.exchange(c.row(k), c.row(pivot), (<usize>c.stride) << 3);
    const top = load<f64>(c.entry(k, k));
    if (!(abs(top) > 0 && abs(top) < Infinity)) {
      c.singular = 1;
      return;
    }
    for (let i = k + 1; i < c.n; i++) {
      const at = c.entry(i, k);
      const factor = load<f64>(at) / top;
      store<f64>(at, factor);
      Panel.subtract(factor, c.entry(k, k + 1), at + 8, end - k - 1);
    }
  }
  if (end === c.n) return;
  for (let k = begin; k < end; k++)
    for (let i = k + 1; i < end; i++)
      Panel.subtract(load<f64>(c.entry(i, k)), c.entry(k, end), c.entry(i, end), c.stride - end);
  Panel.pack(c);
}

/** Rows begin .. end lose the products of the panel; `scratch` is room for 4 of its rows. */
export function eliminateRows(settings: usize, begin: i32, end: i32, scratch: usize): void {
  const c = changetype<Elimination>(settings);
  const depth = c.end - c.start;
  const strips = (c.stride - c.end) / strip;
  const stripBytes = (<usize>(depth * strip)) << 3;
  const bytes = (<usize>c.stride) << 3;
  for (let first = 0; first < strips; first += group) {
    const last = min(first + group, strips);
    let i = begin;
    for (; i + 4 <= end; i += 4) {
      Block.gather(c.entry(i, c.start), bytes, depth, scratch);
      let at = c.entry(i, c.end + strip * first);
      let from = c.packed + <usize>first * stripBytes;
      for (let s = first; s < last; s++) {
        Block.four(depth, scratch, from, at, bytes);
        at += 32;
        from += stripBytes;
      }
    }
    for (; i < end; i++) {
      let at = c.entry(i, c.end + strip * first);
      let from = c.packed + <usize>first * stripBytes;
      for (let s = first; s < last; s++) {
        Block.one(depth, c.entry(i, c.start), from, at);
        at += 32;
        from += stripBytes;
      }
    }
  }
}

class Panel {
  static pivot(c: Elimination, k: i32): i32 {
    let pivot = k;
    let largest = abs(load<f64>(c.entry(k, k)));
    for (let i = k + 1; i < c.n; i++) {
      const size = abs(load<f64>(c.entry(i, k)));
      // as in ../dense-algebra.ts, NaN is never exceeded and never exceeds
      if (size > largest) {
        pivot = i;
        largest = size;
      }
    }
    return pivot;
  }

  static exchange(one: usize, other: usize, bytes: usize): void {
    for (let at: usize = 0; at < bytes; at += 16) {
      const kept = v128.load(one + at);
      v128.store(one + at, v128.load(other + at));
      v128.store(other + at, kept);
    }
  }

  /** to -= factor from, `count` doubles. */
  @inline static subtract(factor: f64, from: usize, to: usize, count: i32): void {
    const f = f64x2.splat(factor);
    let at: usize = 0;
    const pairs = (<usize>(count & ~1)) << 3;
    for (; at < pairs; at += 16) v128.store(to + at, f64x2.sub(v128.load(to + at), f64x2.mul(f, v128.load(from + at))));
    if ((count & 1) !== 0) store<f64>(to + at, load<f64>(to + at) - factor * load<f64>(from + at));
  }

  static pack(c: Elimination): void {
    const depth = c.end - c.start;
    let to = c.packed;
    for (let j = c.end; j < c.stride; j += strip)
      for (let k = 0; k < depth; k++) {
        const from = c.entry(c.start + k, j);
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        to += 32;
      }
  }
}

class Block {
  /** Four rows of the panel, entry after entry. */
  @inline static gather(from: usize, bytes: usize, depth: i32, to: usize): void {
    for (let k = 0; k < depth; k++) {
      const at = to + ((<usize>k) << 5);
      const row = from + ((<usize>k) << 3);
      store<f64>(at, load<f64>(row));
      store<f64>(at, load<f64>(row + bytes), 8);
      store<f64>(at, load<f64>(row + 2 * bytes), 16);
      store<f64>(at, load<f64>(row + 3 * bytes), 24);
    }
  }

  @inline static four(depth: i32, left: usize, right: usize, at: usize, bytes: usize): void {
    const second = at + bytes;
    const third = second + bytes;
    const fourth = third + bytes;
    let a0 = v128.load(at);
    let a1 = v128.load(at, 16);
    let b0 = v128.load(second);
    let b1 = v128.load(second, 16);
    let c0 = v128.load(third);
    let c1 = v128.load(third, 16);
    let d0 = v128.load(fourth);
    let d1 = v128.load(fourth, 16);
    let from = right;
    const end = left + ((<usize>depth) << 5);
    for (let row = left; row < end; row += 32) {
      const u = v128.load(from);
      const v = v128.load(from, 16);
      let factor = v128.load64_splat(row);
      a0 = f64x2.sub(a0, f64x2.mul(factor, u));
      a1 = f64x2.sub(a1, f64x2.mul(factor, v));
      factor = v128.load64_splat(row, 8);
      b0 = f64x2.sub(b0, f64x2.mul(factor, u));
      b1 = f64x2.sub(b1, f64x2.mul(factor, v));
      factor = v128.load64_splat(row, 16);
      c0 = f64x2.sub(c0, f64x2.mul(factor, u));
      c1 = f64x2.sub(c1, f64x2.mul(factor, v));
      factor = v128.load64_splat(row, 24);
      d0 = f64x2.sub(d0, f64x2.mul(factor, u));
      d1 = f64x2.sub(d1, f64x2.mul(factor, v));
      from += 32;
    }
    v128.store(at, a0);
    v128.store(at, a1, 16);
    v128.store(second, b0);
    v128.store(second, b1, 16);
    v128.store(third, c0);
    v128.store(third, c1, 16);
    v128.store(fourth, d0);
    v128.store(fourth, d1, 16);
  }

  @inline static one(depth: i32, left: usize, right: usize, at: usize): void {
    let a0 = v128.load(at);
    let a1 = v128.load(at, 16);
    for (let k = 0; k < depth; k++) {
      const factor = v128.load64_splat(left + ((<usize>k) << 3));
      const from = right + ((<usize>k) << 5);
      a0 = f64x2.sub(a0, f64x2.mul(factor, v128.load(from)));
      a1 = f64x2.sub(a1, f64x2.mul(factor, v128.load(from, 16)));
    }
    v128.store(at, a0);
    v128.store(at, a1, 16);
  }
}
