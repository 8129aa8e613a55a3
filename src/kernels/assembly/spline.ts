// biome-ignore-all lint/complexity/noStaticOnlyClass: AssemblyScript inlines what is marked, and only methods can be marked in valid TypeScript.

/** The cardinal B-spline of even order, as ../mesh-spline.ts defines it. */
export class Spline {
  /** Writes the weights of the `order` nodes around xi to `weights`; returns the index of the first node. */
  @inline static evaluate(order: i32, xi: f64, weights: usize): i32 {
    const whole = floor<f64>(xi);
    const t = xi - whole;
    if (order === 4) Spline.cubic(t, weights);
    else Spline.recur(order, t, weights);
    return <i32>whole - (order >> 1) + 1;
  }

  @inline static cubic(t: f64, weights: usize): void {
    const u = 1 - t;
    const t2 = t * t;
    const u2 = u * u;
    store<f64>(weights, u2 * u * (1.0 / 6));
    store<f64>(weights, 2.0 / 3 - t2 + 0.5 * t2 * t, 8);
    store<f64>(weights, 2.0 / 3 - u2 + 0.5 * u2 * u, 16);
    store<f64>(weights, t2 * t * (1.0 / 6), 24);
  }

  /** de Boor's recurrence. */
  static recur(order: i32, t: f64, weights: usize): void {
    store<f64>(weights, 1 - t);
    store<f64>(weights, t, 8);
    for (let k = 3; k <= order; k++) {
      const scale = 1 / <f64>(k - 1);
      const last = weights + ((<usize>(k - 1)) << 3);
      store<f64>(last, 0);
      let left = t;
      let right = <f64>k - t;
      for (let at = last; at >= weights; at -= 8) {
        const before = at > weights ? load<f64>(at - 8) : 0;
        store<f64>(at, scale * (left * before + right * load<f64>(at)));
        left += 1;
        right -= 1;
      }
    }
  }
}
