// biome-ignore-all lint/complexity/noStaticOnlyClass: the @inline mark of AssemblyScript is valid TypeScript only on methods.
import { Elementary, two } from './elementary';

/** The truncated Gaussian on one axis, as ../lattice-spread.ts defines it. */
export class Window {
  /**
   * Writes phi at the window's nodes to `phi` (nodes doubles) and, unless `slope` is 0, (node - particle)/h phi to `slope`;
   * returns the index in memory of the window's first node. `xi` is the particle's lattice coordinate, `a` is h^2 / 2 eps,
   * `first` the lattice index of the first node in memory, `table` the window's table. One vector exponential yields
   * exp(-a delta^2) and exp(2 a delta); the others follow two by two, outwards from the pair that contains node floor(xi).
   */
  static evaluate(xi: f64, a: f64, first: i32, nodes: i32, table: usize, phi: usize, slope: usize): i32 {
    const whole = floor<f64>(xi);
    const delta = xi - whole;
    const e = Elementary.exponential(f64x2.replace_lane(f64x2.splat(-a * delta * delta), 1, 2 * a * delta));
    const scale = f64x2.extract_lane(e, 0);
    const ratio = f64x2.extract_lane(e, 1);
    const inverse = 1 / ratio;
    const half = nodes >> 1;
    const centre = (<usize>((half - 1) >> 1)) << 4;
    const end = (<usize>nodes) << 3;
    const start =
      half & 1
        ? f64x2.replace_lane(f64x2.splat(scale), 1, scale * ratio)
        : f64x2.replace_lane(f64x2.splat(scale), 0, scale * inverse);
    const up = f64x2.splat(ratio * ratio);
    const down = f64x2.splat(inverse * inverse);
    let factor = start;
    for (let at = centre; at < end; at += 16) {
      v128.store(phi + at, f64x2.mul(v128.load(table + at, 8), factor));
      factor = f64x2.mul(factor, up);
    }
    factor = start;
    for (let at = centre; at > 0; at -= 16) {
      factor = f64x2.mul(factor, down);
      v128.store(phi + at - 16, f64x2.mul(v128.load(table + at - 16, 8), factor));
    }
    if (slope !== 0) {
      const nearest = <f64>(1 - half) - delta;
      let distance = f64x2.replace_lane(f64x2.splat(nearest), 1, <f64>(2 - half) - delta);
      for (let at: usize = 0; at < end; at += 16) {
        v128.store(slope + at, f64x2.mul(distance, v128.load(phi + at)));
        distance = f64x2.add(distance, Elementary.constant(two));
      }
    }
    return <i32>whole - first - half + 1;
  }
}
