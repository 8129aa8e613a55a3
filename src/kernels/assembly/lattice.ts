// biome-ignore-all lint/style/useImportType: AssemblyScript has no type-only imports.
import { Elementary, one } from './elementary';
import { Contraction, Patch } from './patch';
import { Axis, Window } from './window';

/*
 * The counterparts of ../lattice-spread.ts, ../lattice-gather.ts and ../entropy-sum.ts. Arguments: n particles; `nodes` per
 * axis of the window and its `table`; `axes`, one `Axis` each; component planes `velocities` and `out`; the lattice's extent
 * `height` on the second and `depth` on the third axis; `scratch`, room for a contraction and two windows an axis.
 */

/** values[x] += sum_p w_p phi(v_p - x) in the plane. */
export function spreadPlane(
  n: i32,
  nodes: i32,
  table: usize,
  axes: usize,
  weights: usize,
  velocities: usize,
  height: i32,
  values: usize,
  scratch: usize,
): void {
  const plane = (<usize>n) << 3;
  const window = (<usize>nodes) << 3;
  const stride = (<usize>height) << 3;
  const x = scratch + offsetof<Contraction>();
  const y = x + window;
  const axisX = changetype<Axis>(axes);
  const axisY = changetype<Axis>(axes + offsetof<Axis>());
  for (let p: usize = 0; p < plane; p += 8) {
    const i = Window.evaluate(axisX, load<f64>(velocities + p), nodes, table, x, 0);
    const j = Window.evaluate(axisY, load<f64>(velocities + plane + p), nodes, table, y, 0);
    const at = values + <usize>i * stride + ((<usize>j) << 3);
    Patch.spread(at, stride, nodes, nodes >> 1, load<f64>(weights + p), x, y);
  }
}

/** The same in space, plane by plane of the window. */
export function spreadSpace(
  n: i32,
  nodes: i32,
  table: usize,
  axes: usize,
  weights: usize,
  velocities: usize,
  height: i32,
  depth: i32,
  values: usize,
  scratch: usize,
): void {
  const plane = (<usize>n) << 3;
  const window = (<usize>nodes) << 3;
  const stride = (<usize>depth) << 3;
  const layer = <usize>height * stride;
  const x = scratch + offsetof<Contraction>();
  const y = x + window;
  const z = y + window;
  const axisX = changetype<Axis>(axes);
  const axisY = changetype<Axis>(axes + offsetof<Axis>());
  const axisZ = changetype<Axis>(axes + 2 * offsetof<Axis>());
  for (let p: usize = 0; p < plane; p += 8) {
    const i = Window.evaluate(axisX, load<f64>(velocities + p), nodes, table, x, 0);
    const j = Window.evaluate(axisY, load<f64>(velocities + plane + p), nodes, table, y, 0);
    const k = Window.evaluate(axisZ, load<f64>(velocities + 2 * plane + p), nodes, table, z, 0);
    const w = load<f64>(weights + p);
    let at = values + <usize>i * layer + <usize>j * stride + ((<usize>k) << 3);
    for (let a: usize = 0; a < window; a += 8) {
      Patch.spread(at, stride, nodes, nodes >> 1, w * load<f64>(x + a), y, z);
      at += layer;
    }
  }
}

/** out_p := factor sum_x ((x - v_p)/h) phi(v_p - x) values[x] in the plane. */
export function gatherPlane(
  n: i32,
  nodes: i32,
  table: usize,
  axes: usize,
  velocities: usize,
  height: i32,
  values: usize,
  factor: f64,
  out: usize,
  scratch: usize,
): void {
  const plane = (<usize>n) << 3;
  const window = (<usize>nodes) << 3;
  const stride = (<usize>height) << 3;
  const sums = changetype<Contraction>(scratch);
  const x = scratch + offsetof<Contraction>();
  const dx = x + window;
  const y = dx + window;
  const dy = y + window;
  const axisX = changetype<Axis>(axes);
  const axisY = changetype<Axis>(axes + offsetof<Axis>());
  for (let p: usize = 0; p < plane; p += 8) {
    const i = Window.evaluate(axisX, load<f64>(velocities + p), nodes, table, x, dx);
    const j = Window.evaluate(axisY, load<f64>(velocities + plane + p), nodes, table, y, dy);
    sums.clear();
    Patch.gather(values + <usize>i * stride + ((<usize>j) << 3), stride, nodes, nodes >> 1, x, dx, y, dy, scratch);
    store<f64>(out + p, factor * sums.total(sums.slopeY));
    store<f64>(out + plane + p, factor * sums.total(sums.slopeZ));
  }
}

/** The same in space: every plane of the window is contracted, then the planes. */
export function gatherSpace(
  n: i32,
  nodes: i32,
  table: usize,
  axes: usize,
  velocities: usize,
  height: i32,
  depth: i32,
  values: usize,
  factor: f64,
  out: usize,
  scratch: usize,
): void {
  const plane = (<usize>n) << 3;
  const window = (<usize>nodes) << 3;
  const stride = (<usize>depth) << 3;
  const layer = <usize>height * stride;
  const sums = changetype<Contraction>(scratch);
  const x = scratch + offsetof<Contraction>();
  const dx = x + window;
  const y = dx + window;
  const dy = y + window;
  const z = dy + window;
  const dz = z + window;
  const axisX = changetype<Axis>(axes);
  const axisY = changetype<Axis>(axes + offsetof<Axis>());
  const axisZ = changetype<Axis>(axes + 2 * offsetof<Axis>());
  for (let p: usize = 0; p < plane; p += 8) {
    const i = Window.evaluate(axisX, load<f64>(velocities + p), nodes, table, x, dx);
    const j = Window.evaluate(axisY, load<f64>(velocities + plane + p), nodes, table, y, dy);
    const k = Window.evaluate(axisZ, load<f64>(velocities + 2 * plane + p), nodes, table, z, dz);
    let at = values + <usize>i * layer + <usize>j * stride + ((<usize>k) << 3);
    let slopeX = f64x2.splat(0);
    let slopeY = slopeX;
    let slopeZ = slopeX;
    for (let a: usize = 0; a < window; a += 8) {
      sums.clear();
      Patch.gather(at, stride, nodes, nodes >> 1, y, dy, z, dz, scratch);
      const w = v128.load64_splat(x + a);
      slopeX = f64x2.add(slopeX, f64x2.mul(v128.load64_splat(dx + a), sums.plain));
      slopeY = f64x2.add(slopeY, f64x2.mul(w, sums.slopeY));
      slopeZ = f64x2.add(slopeZ, f64x2.mul(w, sums.slopeZ));
      at += layer;
    }
    store<f64>(out + p, factor * sums.total(slopeX));
    store<f64>(out + plane + p, factor * sums.total(slopeY));
    store<f64>(out + 2 * plane + p, factor * sums.total(slopeZ));
  }
}

/** slope[x] := log f + 1 where f > 0, else 0, for an even number of finite values; in place. */
export function logarithmSlope(values: usize, count: i32): void {
  const end = values + ((<usize>count) << 3);
  for (let x = values; x < end; x += 16) {
    const f = v128.load(x);
    const slope = f64x2.add(Elementary.logarithm(f), Elementary.constant(one));
    v128.store(x, v128.and(slope, f64x2.gt(f, f64x2.splat(0))));
  }
}
