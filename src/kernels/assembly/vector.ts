// biome-ignore-all lint/complexity/noStaticOnlyClass: the @inline mark of AssemblyScript is valid TypeScript only on methods.

/** Operations on two doubles, or on one complex number: real part, imaginary part. */
export class Vector {
  /** a b + c. With relaxed SIMD in one rounding if the processor supports it, otherwise in two. */
  @inline static madd(a: v128, b: v128, c: v128): v128 {
    if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
    return f64x2.add(f64x2.mul(a, b), c);
  }

  /** c - a b, with the same rounding. */
  @inline static nmadd(a: v128, b: v128, c: v128): v128 {
    if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(a, b, c);
    return f64x2.sub(c, f64x2.mul(a, b));
  }

  @inline static swap(x: v128): v128 {
    return v128.shuffle<f64>(x, x, 1, 0);
  }

  @inline static total(x: v128): f64 {
    return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
  }

  /** to[0 .. bytes) := from[0 .. bytes), a multiple of 16 bytes; inlined, unlike memory.copy, which is a call. */
  @inline static copy(to: usize, from: usize, bytes: usize): void {
    for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(from + at));
  }
}
