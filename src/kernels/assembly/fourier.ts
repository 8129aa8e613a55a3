// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: memory takes literals only.
// biome-ignore-all lint/complexity/noStaticOnlyClass: AssemblyScript inlines what is marked, and only methods can be marked in valid TypeScript.
import { Vector } from './vector';

/** Sign of the real part: x swapped and so changed is i x. */
const sign = memory.data<i64>([0x8000000000000000, 0], 16);

/** 1/2, sqrt(3)/2; cosines and sines of 2 pi/5 and 4 pi/5. */
const real = memory.data<f64>([
  0.5, 0.8660254037844386, 0.30901699437494745, -0.8090169943749475, 0.9510565162951535, 0.5877852522924731,
]);
const half = 0;
const sineThird = 1;
const cosineFifth = 2;
const cosineTwoFifths = 3;
const sineFifth = 4;
const sineTwoFifths = 5;

/** A batch of zeros: what lies beyond the end of a line. */
const zeros = memory.data<f64>([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16);

/** Places in a plan: the length, its radices, 0; then the factors of unity, pass after pass. */
const radices = 4;
const twiddles: usize = 128;

/**
 * The discrete Fourier transform sum_j x_j exp(-2 pi i j k / n) of a batch of lines at once: element j of a line is followed
 * by element j of the next. Stockham's algorithm with radices 4, 2, 3 and 5, which needs no reordering; n is halved (or so)
 * from pass to pass while the numbers that share a factor of unity lie closer together. Twice the transform is the identity
 * with the index reversed, therefore no inverse exists. Source: C. Van Loan, Computational Frameworks for the Fast Fourier
 * Transform (1992), section 1.7.
 */
export class Fourier {
  @inline static constant(k: i32): v128 {
    return v128.load64_splat(real + ((<usize>k) << 3));
  }

  /** i x. */
  @inline static turn(x: v128): v128 {
    return v128.xor(Vector.swap(x), v128.load(sign));
  }

  /** x times the factor of unity at w, kept as (re, re), (-im, im). */
  @inline static rotate(x: v128, w: usize, offset: usize): v128 {
    return Vector.madd(Vector.swap(x), v128.load(w + offset, 16), f64x2.mul(x, v128.load(w + offset)));
  }

  /** Address of element p. */
  @inline static element(x: usize, gap: usize, limit: i32, p: i32): usize {
    return p < limit ? x + gap * <usize>p : zeros;
  }

  /**
   * Transforms the line of elements of `bytes` bytes at x, x + gap, .. (`limit` of them, the rest is zero) into `to`, packed.
   * `spare` is room for another such line; x may be neither.
   */
  static transform(plan: usize, limit: i32, x: usize, gap: usize, bytes: usize, to: usize, spare: usize): void {
    let n = load<i32>(plan);
    let radix = plan + radices;
    let w = plan + twiddles;
    let passes = 0;
    for (let at = radix; load<i32>(at) !== 0; at += 4) passes++;
    if (passes === 0) Vector.copy(to, x, bytes);
    let out = passes & 1 ? to : spare;
    let other = passes & 1 ? spare : to;
    let from = x;
    let step = gap;
    let end = limit;
    let width = bytes;
    for (let pass = 0; pass < passes; pass++) {
      const r = load<i32>(radix);
      const m = n / r;
      if (r === 4) Fourier.four(m, from, step, end, width, out, w);
      else if (r === 2) Fourier.two(m, from, step, end, width, out, w);
      else if (r === 3) Fourier.three(m, from, step, end, width, out, w);
      else Fourier.five(m, from, step, end, width, out, w);
      w += (<usize>(m * (r - 1))) << 5;
      radix += 4;
      n = m;
      width *= <usize>r;
      step = width;
      end = m;
      from = out;
      out = other;
      other = from;
    }
  }

  /** Parts p of the four quarters make four neighbours; `bytes` is the width of a part. */
  static four(m: i32, x: usize, gap: usize, limit: i32, bytes: usize, y: usize, twiddle: usize): void {
    let first = y;
    let w = twiddle;
    for (let p = 0; p < m; p++) {
      const a0 = Fourier.element(x, gap, limit, p);
      const b0 = Fourier.element(x, gap, limit, p + m);
      const c0 = Fourier.element(x, gap, limit, p + 2 * m);
      const d0 = Fourier.element(x, gap, limit, p + 3 * m);
      const w1 = v128.load(w);
      const v1 = v128.load(w, 16);
      const w2 = v128.load(w, 32);
      const v2 = v128.load(w, 48);
      const w3 = v128.load(w, 64);
      const v3 = v128.load(w, 80);
      for (let at: usize = 0; at < bytes; at += 16) {
        const a = v128.load(a0 + at);
        const b = v128.load(b0 + at);
        const c = v128.load(c0 + at);
        const d = v128.load(d0 + at);
        const s = f64x2.add(a, c);
        const t = f64x2.sub(a, c);
        const u = f64x2.add(b, d);
        const v = Fourier.turn(f64x2.sub(b, d));
        const k = f64x2.sub(t, v);
        const l = f64x2.sub(s, u);
        const n = f64x2.add(t, v);
        const out = first + at;
        v128.store(out, f64x2.add(s, u));
        v128.store(out + bytes, Vector.madd(Vector.swap(k), v1, f64x2.mul(k, w1)));
        v128.store(out + 2 * bytes, Vector.madd(Vector.swap(l), v2, f64x2.mul(l, w2)));
        v128.store(out + 3 * bytes, Vector.madd(Vector.swap(n), v3, f64x2.mul(n, w3)));
      }
      first += 4 * bytes;
      w += 96;
    }
  }

  static two(m: i32, x: usize, gap: usize, limit: i32, bytes: usize, y: usize, twiddle: usize): void {
    let first = y;
    let w = twiddle;
    for (let p = 0; p < m; p++) {
      const a0 = Fourier.element(x, gap, limit, p);
      const b0 = Fourier.element(x, gap, limit, p + m);
      for (let at: usize = 0; at < bytes; at += 16) {
        const a = v128.load(a0 + at);
        const b = v128.load(b0 + at);
        v128.store(first + at, f64x2.add(a, b));
        v128.store(first + at + bytes, Fourier.rotate(f64x2.sub(a, b), w, 0));
      }
      first += 2 * bytes;
      w += 32;
    }
  }

  static three(m: i32, x: usize, gap: usize, limit: i32, bytes: usize, y: usize, twiddle: usize): void {
    let first = y;
    let w = twiddle;
    for (let p = 0; p < m; p++) {
      const a0 = Fourier.element(x, gap, limit, p);
      const b0 = Fourier.element(x, gap, limit, p + m);
      const c0 = Fourier.element(x, gap, limit, p + 2 * m);
      for (let at: usize = 0; at < bytes; at += 16) {
        const a = v128.load(a0 + at);
        const b = v128.load(b0 + at);
        const c = v128.load(c0 + at);
        const s = f64x2.add(b, c);
        const t = f64x2.sub(a, f64x2.mul(s, Fourier.constant(half)));
        const u = f64x2.mul(Fourier.turn(f64x2.sub(b, c)), Fourier.constant(sineThird));
        const out = first + at;
        v128.store(out, f64x2.add(a, s));
        v128.store(out + bytes, Fourier.rotate(f64x2.sub(t, u), w, 0));
        v128.store(out + 2 * bytes, Fourier.rotate(f64x2.add(t, u), w, 32));
      }
      first += 3 * bytes;
      w += 64;
    }
  }

  static five(m: i32, x: usize, gap: usize, limit: i32, bytes: usize, y: usize, twiddle: usize): void {
    let first = y;
    let w = twiddle;
    for (let p = 0; p < m; p++) {
      const a0 = Fourier.element(x, gap, limit, p);
      const b0 = Fourier.element(x, gap, limit, p + m);
      const c0 = Fourier.element(x, gap, limit, p + 2 * m);
      const d0 = Fourier.element(x, gap, limit, p + 3 * m);
      const e0 = Fourier.element(x, gap, limit, p + 4 * m);
      for (let at: usize = 0; at < bytes; at += 16) {
        const a = v128.load(a0 + at);
        const b = v128.load(b0 + at);
        const c = v128.load(c0 + at);
        const d = v128.load(d0 + at);
        const e = v128.load(e0 + at);
        const s = f64x2.add(b, e);
        const t = f64x2.add(c, d);
        const u = Fourier.turn(f64x2.sub(b, e));
        const v = Fourier.turn(f64x2.sub(c, d));
        const one = Fourier.constant(cosineFifth);
        const two = Fourier.constant(cosineTwoFifths);
        const k = Vector.madd(two, t, Vector.madd(one, s, a));
        const l = Vector.madd(one, t, Vector.madd(two, s, a));
        const f = Vector.madd(Fourier.constant(sineTwoFifths), v, f64x2.mul(Fourier.constant(sineFifth), u));
        const g = f64x2.sub(f64x2.mul(Fourier.constant(sineTwoFifths), u), f64x2.mul(Fourier.constant(sineFifth), v));
        const out = first + at;
        v128.store(out, f64x2.add(a, f64x2.add(s, t)));
        v128.store(out + bytes, Fourier.rotate(f64x2.sub(k, f), w, 0));
        v128.store(out + 2 * bytes, Fourier.rotate(f64x2.sub(l, g), w, 32));
        v128.store(out + 3 * bytes, Fourier.rotate(f64x2.add(l, g), w, 64));
        v128.store(out + 4 * bytes, Fourier.rotate(f64x2.add(k, f), w, 96));
      }
      first += 5 * bytes;
      w += 128;
    }
  }

  /**
   * Turns the spectrum `line` of n elements back: transforms it and writes the `count` first elements of the reversed result
   * to `at`, `gap` bytes apart. `out` and `spare` are room for a line each.
   */
  static back(
    plan: usize,
    line: usize,
    step: usize,
    bytes: usize,
    count: i32,
    at: usize,
    gap: usize,
    out: usize,
    spare: usize,
  ): void {
    const n = load<i32>(plan);
    Fourier.transform(plan, n, line, step, bytes, out, spare);
    Vector.copy(at, out, bytes);
    let to = at;
    let from = out + <usize>n * bytes;
    for (let j = 1; j < count; j++) {
      to += gap;
      from -= bytes;
      Vector.copy(to, from, bytes);
    }
  }
}

/** Tests alone use this: the transform of a batch. */
export function transformLine(
  plan: usize,
  limit: i32,
  x: usize,
  gap: usize,
  bytes: usize,
  to: usize,
  spare: usize,
): void {
  Fourier.transform(plan, limit, x, gap, bytes, to, spare);
}
