// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: memory takes literals only.
// biome-ignore-all lint/complexity/noStaticOnlyClass: the @inline mark of AssemblyScript is valid TypeScript only on methods.

/**
 * Logarithm, exponential and real power of two numbers at once, with the polynomials and reductions of fdlibm (Sun Microsystems, 1993,
 * e_log.c and e_exp.c). Constants are loaded from memory: V8 rebuilds a constant vector with three instructions at each use.
 */
const real = memory.data<f64>([
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586, 0.16666666666666602, -0.0027777777777015593, 6.613756321437934e-5,
  -1.6533902205465252e-6, 4.1381367970572385e-8, 0.6931471803691238, 1.9082149292705877e-10, 1.4426950408889634,
  0.6931471805599453, 1, 2, 0.5, 4503599627371519, 6755399441055744, 1018, -1018, 18014398509481984,
  2.2250738585072014e-308, 54,
]);
const ln2High = 12;
const ln2Low = 13;
const log2e = 14;
const ln2 = 15;
export const one = 16;
export const two = 17;
const half = 18;
/** 2^52 + 1023: extracts the exponent field from a double that holds it below 2^52. */
const bias = 19;
/** 3 2^51: adding it leaves a small integer in the low bits. */
const round = 20;
const largest = 21;
const smallest = 22;
const lift = 23;
const normal = 24;
const lifted = 25;

/** Bits of 1 minus those of sqrt(1/2) (to 20 digits), the mask of a mantissa, bits of sqrt(1/2), of 2^52. */
const bits = memory.data<i64>([0x00095f6200000000, 0x000fffffffffffff, 0x3fe6a09e00000000, 0x4330000000000000]);

export class Elementary {
  @inline static constant(k: i32): v128 {
    return v128.load64_splat(real + ((<usize>k) << 3));
  }

  @inline static pattern(k: i32): v128 {
    return v128.load64_splat(bits + ((<usize>k) << 3));
  }

  /** One step of Horner's rule: sum x + constant k. */
  @inline static step(sum: v128, x: v128, k: i32): v128 {
    return f64x2.add(f64x2.mul(sum, x), Elementary.constant(k));
  }

  /** x = 2^k m with sqrt(1/2) <= m < sqrt(2): m from the bits of x plus pattern 0. */
  @inline static mantissa(shifted: v128): v128 {
    return i64x2.add(v128.and(shifted, Elementary.pattern(1)), Elementary.pattern(2));
  }

  @inline static exponent(shifted: v128): v128 {
    const field = v128.or(i64x2.shr_u(shifted, 52), Elementary.pattern(3));
    return f64x2.sub(field, Elementary.constant(bias));
  }

  /** log m + k log 2, sqrt(1/2) <= m < sqrt(2): log(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)), s = f/(2 + f). */
  @inline static logarithmOf(m: v128, k: v128): v128 {
    const f = f64x2.sub(m, Elementary.constant(one));
    const s = f64x2.div(f, f64x2.add(Elementary.constant(two), f));
    const z = f64x2.mul(s, s);
    let R = Elementary.step(Elementary.constant(6), z, 5);
    R = Elementary.step(Elementary.step(R, z, 4), z, 3);
    R = Elementary.step(Elementary.step(R, z, 2), z, 1);
    R = f64x2.mul(Elementary.step(R, z, 0), z);
    const square = f64x2.mul(f64x2.mul(Elementary.constant(half), f), f);
    const low = f64x2.add(f64x2.mul(s, f64x2.add(square, R)), f64x2.mul(k, Elementary.constant(ln2Low)));
    return f64x2.sub(f64x2.mul(k, Elementary.constant(ln2High)), f64x2.sub(f64x2.sub(square, low), f));
  }

  /** Natural logarithm of finite x > 0, below 1 ulp; subnormal x are lifted by 2^54 first. */
  @inline static logarithm(x: v128): v128 {
    const tiny = f64x2.lt(x, Elementary.constant(normal));
    const y = v128.bitselect(f64x2.mul(x, Elementary.constant(lift)), x, tiny);
    const shifted = i64x2.add(y, Elementary.pattern(0));
    const k = f64x2.sub(Elementary.exponent(shifted), v128.and(tiny, Elementary.constant(lifted)));
    return Elementary.logarithmOf(Elementary.mantissa(shifted), k);
  }

  /** 2^k e^r, k integer, |r| <= log(2)/2: e^r = 1 + r + r c/(2 - c) with c = r - r^2 P(r^2). */
  @inline static exponentialOf(r: v128, k: v128): v128 {
    const t = f64x2.mul(r, r);
    let P = Elementary.step(Elementary.constant(11), t, 10);
    P = Elementary.step(Elementary.step(P, t, 9), t, 8);
    P = Elementary.step(P, t, 7);
    const c = f64x2.sub(r, f64x2.mul(t, P));
    const q = f64x2.div(f64x2.mul(r, c), f64x2.sub(Elementary.constant(two), c));
    const y = f64x2.add(Elementary.constant(one), f64x2.add(q, r));
    return i64x2.add(y, i64x2.shl(f64x2.add(k, Elementary.constant(round)), 52));
  }

  /** e^x for |x| < 700, below 1 ulp. */
  @inline static exponential(x: v128): v128 {
    const k = f64x2.nearest(f64x2.mul(x, Elementary.constant(log2e)));
    const high = f64x2.sub(x, f64x2.mul(k, Elementary.constant(ln2High)));
    return Elementary.exponentialOf(f64x2.sub(high, f64x2.mul(k, Elementary.constant(ln2Low))), k);
  }

  /**
   * x^g for normal x > 0, where g = high + low and high has 26 bits: high times the exponent of x is exact, so the error stays
   * below 4 ulp for any power. Saturates at 2^-1018 and 2^1018.
   */
  @inline static power(x: v128, g: v128, high: v128, low: v128): v128 {
    const shifted = i64x2.add(x, Elementary.pattern(0));
    const k = Elementary.exponent(shifted);
    const m = Elementary.logarithmOf(Elementary.mantissa(shifted), f64x2.splat(0));
    const whole = f64x2.pmax(
      f64x2.pmin(f64x2.mul(high, k), Elementary.constant(largest)),
      Elementary.constant(smallest),
    );
    const rest = f64x2.add(f64x2.mul(low, k), f64x2.mul(g, f64x2.mul(m, Elementary.constant(log2e))));
    const n = f64x2.nearest(f64x2.add(whole, rest));
    const r = f64x2.add(f64x2.sub(whole, n), rest);
    return Elementary.exponentialOf(f64x2.mul(r, Elementary.constant(ln2)), n);
  }
}

/** Replaces the two numbers at x by their logarithms, exponentials or powers. Used by tests only; the program inlines the methods. */
export function logarithms(x: usize): void {
  v128.store(x, Elementary.logarithm(v128.load(x)));
}

export function exponentials(x: usize): void {
  v128.store(x, Elementary.exponential(v128.load(x)));
}

/** `power`: the exponent, its upper 26 bits and the rest. */
export function powers(x: usize, power: usize): void {
  const g = v128.load64_splat(power);
  const high = v128.load64_splat(power, 8);
  const low = v128.load64_splat(power, 16);
  v128.store(x, Elementary.power(v128.load(x), g, high, low));
}
