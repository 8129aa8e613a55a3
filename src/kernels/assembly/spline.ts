// biome-ignore-all lint/complexity/noStaticOnlyClass: the @inline mark of AssemblyScript is valid TypeScript only on methods.
import { Vector } from './vector';

/** The cardinal B-spline of even order, as ../mesh.ts defines it, on two axes at a time. */
export class Spline {
  /** Writes the weights of the `order` nodes around a particle at distance t from the node before it: a vector per node. */
  @inline static evaluate(order: i32, t: v128, weights: usize): void {
    if (order === 4) Spline.cubic(t, weights);
    else Spline.recur(order, t, weights);
  }

  @inline static cubic(t: v128, weights: usize): void {
    const u = f64x2.sub(f64x2.splat(1), t);
    const t2 = f64x2.mul(t, t);
    const u2 = f64x2.mul(u, u);
    const sixth = f64x2.splat(1.0 / 6);
    const top = f64x2.splat(2.0 / 3);
    const t3 = f64x2.mul(t2, t);
    const u3 = f64x2.mul(u2, u);
    const half = f64x2.splat(0.5);
    v128.store(weights, f64x2.mul(u3, sixth));
    v128.store(weights, Vector.madd(half, t3, f64x2.sub(top, t2)), 16);
    v128.store(weights, Vector.madd(half, u3, f64x2.sub(top, u2)), 32);
    v128.store(weights, f64x2.mul(t3, sixth), 48);
  }

  /** de Boor's recurrence. */
  static recur(order: i32, t: v128, weights: usize): void {
    const one = f64x2.splat(1);
    v128.store(weights, f64x2.sub(one, t));
    v128.store(weights, t, 16);
    for (let k = 3; k <= order; k++) {
      const scale = f64x2.splat(1 / <f64>(k - 1));
      const last = weights + ((<usize>(k - 1)) << 4);
      v128.store(last, f64x2.splat(0));
      let left = t;
      let right = f64x2.sub(f64x2.splat(<f64>k), t);
      for (let at = last; at >= weights; at -= 16) {
        const before = at > weights ? v128.load(at - 16) : f64x2.splat(0);
        const sum = Vector.madd(left, before, f64x2.mul(right, v128.load(at)));
        v128.store(at, f64x2.mul(scale, sum));
        left = f64x2.add(left, one);
        right = f64x2.sub(right, one);
      }
    }
  }
}
