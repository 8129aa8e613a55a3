// biome-ignore-all lint/complexity/noStaticOnlyClass: the @inline mark of AssemblyScript is valid TypeScript only on methods.
// biome-ignore-all lint/style/useImportType: AssemblyScript has no type-only imports.
import { Elementary, one } from './elementary';
import { Contraction, Patch } from './patch';
import { Vector } from './vector';
import { Window } from './window';

/*
 * The counterparts of ../lattice-spread.ts and ../lattice-gather.ts. `spread` reads particles as order.ts
 * writes them; `gather` reads velocities component after component, and replaces them by the gradient.
 */

@unmanaged
class PlaneWeight {
  x: f64;
  y: f64;
  w: f64;
}

@unmanaged
class SpaceWeight {
  x: f64;
  y: f64;
  z: f64;
  w: f64;
}

/** The common settings of all tasks. */
@unmanaged
class LatticeTask {
  /** h^2 / 2 eps of the window. */
  a: f64;
  /** Scale of the gathered gradient. */
  factor: f64;
  anchorX: f64;
  anchorY: f64;
  anchorZ: f64;
  spacing: f64;
  nodes: i32;
  /** The lattice's extents on the second and third axis; lattice indices of the first node in memory. */
  height: i32;
  depth: i32;
  firstX: i32;
  firstY: i32;
  firstZ: i32;
  /** The window's table. */
  table: usize;
  values: usize;
  /** The particles to spread, and first particle and end of every chunk of them. */
  particles: usize;
  chunks: usize;
  /** The velocities at which to gather, and the bytes of one component of all. */
  velocities: usize;
  component: usize;

  @inline begin(chunk: i32): usize {
    return <usize>load<u32>(this.chunks + ((<usize>chunk) << 3));
  }

  @inline end(chunk: i32): usize {
    return <usize>load<u32>(this.chunks + ((<usize>chunk) << 3), 4);
  }

  @inline x(xi: f64, phi: usize, slope: usize): usize {
    return <usize>Window.evaluate(xi, this.a, this.firstX, this.nodes, this.table, phi, slope);
  }

  @inline y(xi: f64, phi: usize, slope: usize): usize {
    return <usize>Window.evaluate(xi, this.a, this.firstY, this.nodes, this.table, phi, slope);
  }

  @inline z(xi: f64, phi: usize, slope: usize): usize {
    return <usize>Window.evaluate(xi, this.a, this.firstZ, this.nodes, this.table, phi, slope);
  }
}

/** values[x] += sum_p w_p phi(v_p - x) in 2D, over the particles of the chunks begin .. end. */
export function spreadPlane(settings: usize, begin: i32, end: i32, scratch: usize): void {
  const task = changetype<LatticeTask>(settings);
  const nodes = task.nodes;
  const stride = (<usize>task.height) << 3;
  const x = scratch;
  const y = x + ((<usize>nodes) << 3);
  for (let chunk = begin; chunk < end; chunk++) {
    const stop = task.particles + task.end(chunk) * offsetof<PlaneWeight>();
    for (let at = task.particles + task.begin(chunk) * offsetof<PlaneWeight>(); at < stop; ) {
      const p = changetype<PlaneWeight>(at);
      const i = task.x(p.x, x, 0);
      const j = task.y(p.y, y, 0);
      Patch.spread(task.values + i * stride + (j << 3), stride, nodes, nodes >> 1, p.w, x, y);
      at += offsetof<PlaneWeight>();
    }
  }
}

/** The same in 3D, plane by plane of the window. */
export function spreadSpace(settings: usize, begin: i32, end: i32, scratch: usize): void {
  const task = changetype<LatticeTask>(settings);
  const nodes = task.nodes;
  const window = (<usize>nodes) << 3;
  const stride = (<usize>task.depth) << 3;
  const layer = <usize>task.height * stride;
  const x = scratch;
  const y = x + window;
  const z = y + window;
  for (let chunk = begin; chunk < end; chunk++) {
    const stop = task.particles + task.end(chunk) * offsetof<SpaceWeight>();
    for (let at = task.particles + task.begin(chunk) * offsetof<SpaceWeight>(); at < stop; ) {
      const p = changetype<SpaceWeight>(at);
      const i = task.x(p.x, x, 0);
      const j = task.y(p.y, y, 0);
      const k = task.z(p.z, z, 0);
      const w = p.w;
      let plane = task.values + i * layer + j * stride + (k << 3);
      for (let a: usize = 0; a < window; a += 8) {
        Patch.spread(plane, stride, nodes, nodes >> 1, w * load<f64>(x + a), y, z);
        plane += layer;
      }
      at += offsetof<SpaceWeight>();
    }
  }
}

/** Writes factor sum_x ((x - v_p)/h) phi(v_p - x) values[x] in 2D, for the velocities begin .. end. */
export function gatherPlane(settings: usize, begin: i32, end: i32, scratch: usize): void {
  const task = changetype<LatticeTask>(settings);
  const nodes = task.nodes;
  const window = (<usize>nodes) << 3;
  const stride = (<usize>task.height) << 3;
  const sums = changetype<Contraction>(scratch);
  const x = scratch + offsetof<Contraction>();
  const dx = x + window;
  const y = dx + window;
  const dy = y + window;
  const component = task.component;
  for (let p = begin; p < end; p++) {
    const v = task.velocities + ((<usize>p) << 3);
    const i = task.x((load<f64>(v) - task.anchorX) / task.spacing, x, dx);
    const j = task.y((load<f64>(v + component) - task.anchorY) / task.spacing, y, dy);
    sums.clear();
    Patch.gather(task.values + i * stride + (j << 3), stride, nodes, nodes >> 1, x, dx, y, dy, scratch);
    store<f64>(v, task.factor * sums.total(sums.slopeY));
    store<f64>(v + component, task.factor * sums.total(sums.slopeZ));
  }
}

/** The same in 3D: every plane of the window is contracted, then the planes. */
export function gatherSpace(settings: usize, begin: i32, end: i32, scratch: usize): void {
  const task = changetype<LatticeTask>(settings);
  const nodes = task.nodes;
  const window = (<usize>nodes) << 3;
  const stride = (<usize>task.depth) << 3;
  const layer = <usize>task.height * stride;
  const sums = changetype<Contraction>(scratch);
  const x = scratch + offsetof<Contraction>();
  const dx = x + window;
  const y = dx + window;
  const dy = y + window;
  const z = dy + window;
  const dz = z + window;
  const component = task.component;
  for (let p = begin; p < end; p++) {
    const v = task.velocities + ((<usize>p) << 3);
    const i = task.x((load<f64>(v) - task.anchorX) / task.spacing, x, dx);
    const j = task.y((load<f64>(v + component) - task.anchorY) / task.spacing, y, dy);
    const k = task.z((load<f64>(v + 2 * component) - task.anchorZ) / task.spacing, z, dz);
    let plane = task.values + i * layer + j * stride + (k << 3);
    let slopeX = f64x2.splat(0);
    let slopeY = slopeX;
    let slopeZ = slopeX;
    for (let a: usize = 0; a < window; a += 8) {
      sums.clear();
      Patch.gather(plane, stride, nodes, nodes >> 1, y, dy, z, dz, scratch);
      const w = v128.load64_splat(x + a);
      slopeX = Vector.madd(v128.load64_splat(dx + a), sums.plain, slopeX);
      slopeY = Vector.madd(w, sums.slopeY, slopeY);
      slopeZ = Vector.madd(w, sums.slopeZ, slopeZ);
      plane += layer;
    }
    store<f64>(v, task.factor * sums.total(slopeX));
    store<f64>(v + component, task.factor * sums.total(slopeY));
    store<f64>(v + 2 * component, task.factor * sums.total(slopeZ));
  }
}

/** slope[x] := log f + 1 for f > 0, otherwise 0, for the pairs begin .. end of finite values at `values`; in place. */
export function logarithmSlope(values: usize, begin: i32, end: i32): void {
  const stop = values + ((<usize>end) << 4);
  for (let x = values + ((<usize>begin) << 4); x < stop; x += 16) {
    const f = v128.load(x);
    const slope = f64x2.add(Elementary.logarithm(f), Elementary.constant(one));
    v128.store(x, v128.and(slope, f64x2.gt(f, f64x2.splat(0))));
  }
}
