// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: memory takes literals only.
// biome-ignore-all lint/complexity/noStaticOnlyClass: the @inline mark of AssemblyScript is valid TypeScript only on methods.
import { Vector } from './vector';

/** Flips the sign of the real part: x swapped and flipped is i x. */
const sign = memory.data<i64>([0x8000000000000000, 0], 16);

/** 1/2, sqrt(3)/2; cosines and sines of 2 pi/5 and 4 pi/5; sqrt(1/2). */
const real = memory.data<f64>([
  0.5, 0.8660254037844386, 0.30901699437494745, -0.8090169943749475, 0.9510565162951535, 0.5877852522924731,
  0.7071067811865476,
]);
const half = 0;
const sineThird = 1;
const cosineFifth = 2;
const cosineTwoFifths = 3;
const sineFifth = 4;
const sineTwoFifths = 5;
const sineEighth = 6;

/** The factors of a pass: none, or the factors of unity of its groups. */
@unmanaged
export class Plain {
  a: i32;
}
@unmanaged
export class Turned extends Plain {
  b: i32;
}

/**
 * The passes of a transform: blocks p, p + m, p + 2m, .. of `width` bytes, r of them, `gap` from block to block at x, become r
 * neighbours at y. Blocks p = begin .. end are processed; `group` of them, one after the other, share their factors of unity.
 */
export class Butterfly {
  @inline static constant(k: i32): v128 {
    return v128.load64_splat(real + ((<usize>k) << 3));
  }

  /** i x. */
  @inline static turn(x: v128): v128 {
    return v128.xor(Vector.swap(x), v128.load(sign));
  }

  /** x times factor of unity k of the group, stored as (re, re), (-im, im). */
  @inline static rotate<T>(x: v128, w: usize, k: usize): v128 {
    if (offsetof<T>() === offsetof<Plain>()) return x;
    const f = w + (k << 5);
    return Vector.madd(Vector.swap(x), v128.load(f, 16), f64x2.mul(x, v128.load(f)));
  }

  static four<T>(
    begin: i32,
    end: i32,
    m: i32,
    group: i32,
    x: usize,
    gap: usize,
    width: usize,
    y: usize,
    factors: usize,
  ): void {
    const far = gap * <usize>m;
    let w = factors;
    let a0 = x + gap * <usize>begin;
    let y0 = y + width * <usize>(begin * 4);
    for (let p = begin; p < end; ) {
      for (const stop = p + group; p < stop; p++) {
        const b0 = a0 + far;
        const c0 = b0 + far;
        const d0 = c0 + far;
        const y1 = y0 + width;
        const y2 = y1 + width;
        const y3 = y2 + width;
        for (let at: usize = 0; at < width; at += 16) {
          const a = v128.load(a0 + at);
          const b = v128.load(b0 + at);
          const c = v128.load(c0 + at);
          const d = v128.load(d0 + at);
          const s = f64x2.add(a, c);
          const t = f64x2.sub(a, c);
          const u = f64x2.add(b, d);
          const v = Butterfly.turn(f64x2.sub(b, d));
          v128.store(y0 + at, f64x2.add(s, u));
          v128.store(y1 + at, Butterfly.rotate<T>(f64x2.sub(t, v), w, 0));
          v128.store(y2 + at, Butterfly.rotate<T>(f64x2.sub(s, u), w, 1));
          v128.store(y3 + at, Butterfly.rotate<T>(f64x2.add(t, v), w, 2));
        }
        a0 += gap;
        y0 = y3 + width;
      }
      w += 96;
    }
  }

  /** 2 and 8 come last in their part, where there are no factors. */
  static two(m: i32, x: usize, gap: usize, width: usize, y: usize): void {
    const far = gap * <usize>m;
    let a0 = x;
    let y0 = y;
    for (let p = 0; p < m; p++) {
      const b0 = a0 + far;
      const y1 = y0 + width;
      for (let at: usize = 0; at < width; at += 16) {
        const a = v128.load(a0 + at);
        const b = v128.load(b0 + at);
        v128.store(y0 + at, f64x2.add(a, b));
        v128.store(y1 + at, f64x2.sub(a, b));
      }
      a0 += gap;
      y0 = y1 + width;
    }
  }

  static eight(m: i32, x: usize, gap: usize, width: usize, y: usize): void {
    const far = gap * <usize>m;
    let a0 = x;
    let y0 = y;
    for (let p = 0; p < m; p++) {
      const a4 = a0 + 4 * far;
      const y4 = y0 + 4 * width;
      for (let at: usize = 0; at < width; at += 16) {
        const near = a0 + at;
        const remote = a4 + at;
        const low = y0 + at;
        const high = y4 + at;
        const a = v128.load(near);
        const e = v128.load(remote);
        const s0 = f64x2.add(a, e);
        const t0 = f64x2.sub(a, e);
        const b = v128.load(near + far);
        const f = v128.load(remote + far);
        const s1 = f64x2.add(b, f);
        const t1 = f64x2.sub(b, f);
        const c = v128.load(near + 2 * far);
        const g = v128.load(remote + 2 * far);
        const s2 = f64x2.add(c, g);
        const t2 = Butterfly.turn(f64x2.sub(c, g));
        const d = v128.load(near + 3 * far);
        const h = v128.load(remote + 3 * far);
        const s3 = f64x2.add(d, h);
        const t3 = f64x2.sub(d, h);
        const k = f64x2.add(s0, s2);
        const l = f64x2.sub(s0, s2);
        const o = f64x2.add(s1, s3);
        const q = Butterfly.turn(f64x2.sub(s1, s3));
        v128.store(low, f64x2.add(k, o));
        v128.store(low + 2 * width, f64x2.sub(l, q));
        v128.store(high, f64x2.sub(k, o));
        v128.store(high + 2 * width, f64x2.add(l, q));
        const r = f64x2.sub(t0, t2);
        const s = f64x2.add(t0, t2);
        const t = f64x2.sub(t1, t3);
        const u = Butterfly.turn(f64x2.add(t1, t3));
        const v = f64x2.mul(f64x2.sub(t, u), Butterfly.constant(sineEighth));
        const w = f64x2.mul(f64x2.add(t, u), Butterfly.constant(sineEighth));
        v128.store(low + width, f64x2.add(r, v));
        v128.store(low + 3 * width, f64x2.sub(s, w));
        v128.store(high + width, f64x2.sub(r, v));
        v128.store(high + 3 * width, f64x2.add(s, w));
      }
      a0 += gap;
      y0 = y4 + 4 * width;
    }
  }

  static three<T>(
    begin: i32,
    end: i32,
    m: i32,
    group: i32,
    x: usize,
    gap: usize,
    width: usize,
    y: usize,
    factors: usize,
  ): void {
    const far = gap * <usize>m;
    let w = factors;
    let a0 = x + gap * <usize>begin;
    let y0 = y + width * <usize>(begin * 3);
    for (let p = begin; p < end; ) {
      for (const stop = p + group; p < stop; p++) {
        const b0 = a0 + far;
        const c0 = b0 + far;
        const y1 = y0 + width;
        const y2 = y1 + width;
        for (let at: usize = 0; at < width; at += 16) {
          const a = v128.load(a0 + at);
          const b = v128.load(b0 + at);
          const c = v128.load(c0 + at);
          const s = f64x2.add(b, c);
          const t = f64x2.sub(a, f64x2.mul(s, Butterfly.constant(half)));
          const u = f64x2.mul(Butterfly.turn(f64x2.sub(b, c)), Butterfly.constant(sineThird));
          v128.store(y0 + at, f64x2.add(a, s));
          v128.store(y1 + at, Butterfly.rotate<T>(f64x2.sub(t, u), w, 0));
          v128.store(y2 + at, Butterfly.rotate<T>(f64x2.add(t, u), w, 1));
        }
        a0 += gap;
        y0 = y2 + width;
      }
      w += 64;
    }
  }

  static five<T>(
    begin: i32,
    end: i32,
    m: i32,
    group: i32,
    x: usize,
    gap: usize,
    width: usize,
    y: usize,
    factors: usize,
  ): void {
    const far = gap * <usize>m;
    let w = factors;
    let a0 = x + gap * <usize>begin;
    let y0 = y + width * <usize>(begin * 5);
    for (let p = begin; p < end; ) {
      for (const stop = p + group; p < stop; p++) {
        const b0 = a0 + far;
        const c0 = b0 + far;
        const d0 = c0 + far;
        const e0 = d0 + far;
        const y1 = y0 + width;
        const y2 = y1 + width;
        const y3 = y2 + width;
        const y4 = y3 + width;
        for (let at: usize = 0; at < width; at += 16) {
          const a = v128.load(a0 + at);
          const b = v128.load(b0 + at);
          const c = v128.load(c0 + at);
          const d = v128.load(d0 + at);
          const e = v128.load(e0 + at);
          const s = f64x2.add(b, e);
          const t = f64x2.add(c, d);
          const u = Butterfly.turn(f64x2.sub(b, e));
          const v = Butterfly.turn(f64x2.sub(c, d));
          const one = Butterfly.constant(cosineFifth);
          const two = Butterfly.constant(cosineTwoFifths);
          const k = Vector.madd(two, t, Vector.madd(one, s, a));
          const l = Vector.madd(one, t, Vector.madd(two, s, a));
          const f = Vector.madd(Butterfly.constant(sineTwoFifths), v, f64x2.mul(Butterfly.constant(sineFifth), u));
          const g = f64x2.sub(
            f64x2.mul(Butterfly.constant(sineTwoFifths), u),
            f64x2.mul(Butterfly.constant(sineFifth), v),
          );
          v128.store(y0 + at, f64x2.add(a, f64x2.add(s, t)));
          v128.store(y1 + at, Butterfly.rotate<T>(f64x2.sub(k, f), w, 0));
          v128.store(y2 + at, Butterfly.rotate<T>(f64x2.sub(l, g), w, 1));
          v128.store(y3 + at, Butterfly.rotate<T>(f64x2.add(l, g), w, 2));
          v128.store(y4 + at, Butterfly.rotate<T>(f64x2.add(k, f), w, 3));
        }
        a0 += gap;
        y0 = y4 + width;
      }
      w += 128;
    }
  }
}
