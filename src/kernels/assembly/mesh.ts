// biome-ignore-all lint/complexity/noStaticOnlyClass: the @inline mark of AssemblyScript is valid TypeScript only on methods.
// biome-ignore-all lint/style/useImportType: AssemblyScript has no type-only imports.
import { Charges, Middle, PlaneParticle, SpaceParticle } from './charges';
import { Spline } from './spline';
import { Five, Four, firstNode, nodeWeights, One, Seven, Six, Stencil, Strip, Three, Two } from './strip';

/*
 * The counterpart of ../mesh-forces.ts at the particles. Velocities are mesh coordinates, (v - origin)/spacing. The polynomials
 * of A are taken about the middle of the mesh, with velocities times `unit`: forces are in units of (spacing/unit)^2.
 */

/** The common settings of all tasks. */
@unmanaged
class MeshTask extends Middle {
  /** Order of the B-spline; extents of the mesh after the first (in 2D: 1, and the second). */
  order: i32;
  height: i32;
  depth: i32;
  grid: usize;
  particles: usize;
  /** First particle and end of every chunk. */
  chunks: usize;
}

/** Bytes of the charges of a node: 14 charges in 2D, 25 and a zero in 3D; see ../mesh-charges.ts. */
const planeNode: usize = 112;
const spaceNode: usize = 208;

/** Scratch: the stencil; splines of the first axes and of the last, at most 6 vectors each; the prints of a batch. */
const splines: usize = 64;
const lastSpline: usize = 96;
const prints: usize = 256;

/** Particles whose prints are computed one after the other, so that nodes do not wait for them: measured, 16 are no better. */
const batch: i32 = 8;

class Mesh {
  @inline static plane<T>(): bool {
    return offsetof<T>() === offsetof<PlaneParticle>();
  }

  @inline static two<P>(): bool {
    return offsetof<P>() === offsetof<Two>();
  }

  /** Writes the settings that are the same for all particles. */
  static prepare<T>(task: MeshTask, scratch: usize): Stencil {
    const s = changetype<Stencil>(scratch);
    s.width = task.order;
    s.height = Mesh.plane<T>() ? 1 : task.order;
    s.row = (<usize>task.order) << 3;
    s.stepZ = Mesh.plane<T>() ? planeNode : spaceNode;
    s.stepY = s.stepZ * <usize>task.depth;
    s.stepX = s.stepY * <usize>task.height;
    s.next = nodeWeights + s.row * <usize>(s.width * s.height);
    return s;
  }

  /** Writes the first node around the particle and the weights of all its nodes to its print. */
  @inline static place<T>(p: T, task: MeshTask, scratch: usize, print: usize): void {
    const order = task.order;
    const before = (order >> 1) - 1;
    const xy = v128.load(changetype<usize>(p));
    const low = f64x2.floor(xy);
    const nodes = i32x4.trunc_sat_f64x2_s_zero(low);
    let node = i32x4.extract_lane(nodes, 0) - before;
    const x = scratch + splines;
    Spline.evaluate(order, f64x2.sub(xy, low), x);
    if (Mesh.plane<T>()) {
      node = node * task.depth + i32x4.extract_lane(nodes, 1) - before;
      store<usize>(print, task.grid + <usize>node * planeNode, firstNode);
      Mesh.weigh<T>(order, x, x, print + nodeWeights);
    } else {
      node = node * task.height + i32x4.extract_lane(nodes, 1) - before;
      const z = v128.load64_splat(changetype<usize>(p), offsetof<SpaceParticle>('z'));
      const below = f64x2.floor(z);
      node = node * task.depth + i32x4.extract_lane(i32x4.trunc_sat_f64x2_s_zero(below), 0) - before;
      Spline.evaluate(order, f64x2.sub(z, below), x + lastSpline);
      store<usize>(print, task.grid + <usize>node * spaceNode, firstNode);
      Mesh.weigh<T>(order, x, x + lastSpline, print + nodeWeights);
    }
  }

  /** Writes the tensor product of the splines: the first axes are at x, a lane each; the last is in the second lanes at z. */
  @inline static weigh<T>(order: i32, x: usize, z: usize, weights: usize): void {
    const z0 = Mesh.secondLanes(z);
    const z1 = Mesh.secondLanes(z + 32);
    const z2 = Mesh.secondLanes(z + 64);
    const end = (<usize>order) << 4;
    let w = weights;
    for (let i: usize = 0; i < end; i += 16) {
      const wx = v128.load64_splat(x + i);
      for (let j: usize = 0; j < (Mesh.plane<T>() ? 16 : end); j += 16) {
        const wxy = Mesh.plane<T>() ? wx : f64x2.mul(wx, v128.load64_splat(x + j, 8));
        v128.store(w, f64x2.mul(wxy, z0));
        v128.store(w, f64x2.mul(wxy, z1), 16);
        if (order === 6) v128.store(w, f64x2.mul(wxy, z2), 32);
        w += (<usize>order) << 3;
      }
    }
  }

  @inline static secondLanes(at: usize): v128 {
    return v128.shuffle<f64>(v128.load(at), v128.load(at, 16), 1, 3);
  }

  static spread<T>(task: MeshTask, begin: i32, end: i32, scratch: usize): void {
    const s = Mesh.prepare<T>(task, scratch);
    for (let chunk = begin; chunk < end; chunk++) {
      const bounds = task.chunks + ((<usize>chunk) << 3);
      const stop = load<i32>(bounds, 4);
      for (let p = load<i32>(bounds); p < stop; p += batch) {
        let at = task.particles + <usize>p * offsetof<T>();
        let print = scratch + prints;
        for (let left = min(stop - p, batch); left > 0; left--) {
          Mesh.place<T>(changetype<T>(at), task, scratch, print);
          if (Mesh.plane<T>()) Charges.ofPlane(changetype<PlaneParticle>(at), task, print);
          else Charges.ofSpace(changetype<SpaceParticle>(at), task, print);
          at += offsetof<T>();
          print += s.next;
        }
        const done = print;
        for (print = scratch + prints; print < done; print += s.next)
          if (Mesh.shared(s, print, done)) {
            Mesh.spreadPrint<T, Two>(s, print);
            print += s.next;
          } else Mesh.spreadPrint<T, One>(s, print);
      }
    }
  }

  static gather<T>(task: MeshTask, begin: i32, end: i32, scratch: usize): void {
    const s = Mesh.prepare<T>(task, scratch);
    for (let p = begin; p < end; p += batch) {
      const first = task.particles + <usize>p * offsetof<T>();
      const stop = first + <usize>min(end - p, batch) * offsetof<T>();
      let print = scratch + prints;
      for (let at = first; at < stop; at += offsetof<T>()) {
        Mesh.place<T>(changetype<T>(at), task, scratch, print);
        print += s.next;
      }
      const done = print;
      for (print = scratch + prints; print < done; print += s.next)
        if (Mesh.shared(s, print, done)) {
          Mesh.gatherPrint<T, Two>(s, print);
          print += s.next;
        } else Mesh.gatherPrint<T, One>(s, print);
      print = scratch + prints;
      for (let at = first; at < stop; at += offsetof<T>()) {
        if (Mesh.plane<T>()) Charges.planeForce(changetype<PlaneParticle>(at), task, print);
        else Charges.spaceForce(changetype<SpaceParticle>(at), task, print);
        print += s.next;
      }
    }
  }

  /** Returns whether the next print of the batch has the same nodes. */
  @inline static shared(s: Stencil, print: usize, done: usize): bool {
    const next = print + s.next;
    return next < done && load<usize>(next, firstNode) === load<usize>(print, firstNode);
  }

  @inline static spreadPrint<T, P>(s: Stencil, print: usize): void {
    if (Mesh.two<P>() && Mesh.plane<T>()) {
      Strip.spread<Four, P>(s, print, 0);
      Strip.spread<Three, P>(s, print, 64);
    } else if (Mesh.two<P>()) {
      Strip.spread<Five, P>(s, print, 0);
      Strip.spread<Four, P>(s, print, 80);
      Strip.spread<Four, P>(s, print, 144);
    } else {
      Strip.spread<Seven, P>(s, print, 0);
      if (!Mesh.plane<T>()) Strip.spread<Six, P>(s, print, 112);
    }
  }

  @inline static gatherPrint<T, P>(s: Stencil, print: usize): void {
    if (Mesh.two<P>()) {
      Strip.gather<Four, P>(s, print, 0);
      Strip.gather<Three, P>(s, print, 64);
      if (!Mesh.plane<T>()) {
        Strip.gather<Three, P>(s, print, 112);
        Strip.gather<Three, P>(s, print, 160);
      }
    } else {
      Strip.gather<Seven, P>(s, print, 0);
      if (!Mesh.plane<T>()) Strip.gather<Six, P>(s, print, 112);
    }
  }
}

/** Adds the charges of the particles in the chunks begin .. end to the mesh. */
export function spreadPlaneCharges(settings: usize, begin: i32, end: i32, scratch: usize): void {
  Mesh.spread<PlaneParticle>(changetype<MeshTask>(settings), begin, end, scratch);
}

export function spreadSpaceCharges(settings: usize, begin: i32, end: i32, scratch: usize): void {
  Mesh.spread<SpaceParticle>(changetype<MeshTask>(settings), begin, end, scratch);
}

/** Replaces the scaled score of the particles begin .. end by the force of the field on the mesh. */
export function gatherPlaneForces(settings: usize, begin: i32, end: i32, scratch: usize): void {
  Mesh.gather<PlaneParticle>(changetype<MeshTask>(settings), begin, end, scratch);
}

export function gatherSpaceForces(settings: usize, begin: i32, end: i32, scratch: usize): void {
  Mesh.gather<SpaceParticle>(changetype<MeshTask>(settings), begin, end, scratch);
}

/** Sets the items begin .. end to zero; items have 64 bytes, the first is at `settings`. */
export function clearMesh(settings: usize, begin: i32, end: i32): void {
  memory.fill(settings + ((<usize>begin) << 6), 0, (<usize>(end - begin)) << 6);
}
