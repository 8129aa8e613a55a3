// biome-ignore-all lint/complexity/noStaticOnlyClass: AssemblyScript inlines what is marked, and only methods can be marked in valid TypeScript.
// biome-ignore-all lint/style/useImportType: AssemblyScript has no type-only imports.
import { Charges, Middle, PlaneParticle, SpaceParticle } from './charges';
import { Spline } from './spline';
import { Seven, Six, Stencil, Strip } from './strip';

/*
 * The counterpart of ../mesh-forces.ts at the particles. Velocities are mesh coordinates, (v - origin)/spacing. The polynomials
 * of A are taken about the middle of the mesh and of velocities times `unit`: forces come out in units of (spacing/unit)^2.
 */

/** What all tasks have in common. */
@unmanaged
class MeshTask extends Middle {
  /** Order of the B-spline; extents of the mesh after the first, in the plane 1 and the second. */
  order: i32;
  height: i32;
  depth: i32;
  grid: usize;
  particles: usize;
  /** First particle and end of every chunk. */
  chunks: usize;
}

/** Charges of a node: 14 in the plane, 25 and a zero in space; see ../mesh-charges.ts for what they are. */
const planeNode: usize = 112;
const spaceNode: usize = 208;

/** Scratch: the stencil; weights on three axes, at most 8 each; the charges. */
const weights: usize = 64;
const axis: usize = 64;
const charges: usize = 256;

class Mesh {
  @inline static plane<T>(): bool {
    return offsetof<T>() === offsetof<PlaneParticle>();
  }

  /** Writes what no particle changes. */
  static prepare<T>(task: MeshTask, scratch: usize): void {
    const node = Mesh.plane<T>() ? planeNode : spaceNode;
    const stencil = changetype<Stencil>(scratch);
    const x = scratch + weights;
    const width = (<usize>task.order) << 3;
    stencil.endX = x + width;
    stencil.endY = x + axis + (Mesh.plane<T>() ? 8 : width);
    stencil.endZ = x + 2 * axis + width;
    stencil.stepY = node * <usize>task.depth;
    stencil.stepX = stencil.stepY * <usize>task.height;
    store<f64>(x + axis, 1);
  }

  /** Weights of the nodes around the particle; returns the address of the first node. */
  @inline static place<T>(p: T, task: MeshTask, scratch: usize): usize {
    const order = task.order;
    const x = scratch + weights;
    const i = Spline.evaluate(order, load<f64>(changetype<usize>(p)), x);
    if (Mesh.plane<T>()) {
      const k = Spline.evaluate(order, load<f64>(changetype<usize>(p), 8), x + 2 * axis);
      return task.grid + <usize>(i * task.depth + k) * planeNode;
    }
    const j = Spline.evaluate(order, load<f64>(changetype<usize>(p), 8), x + axis);
    const k = Spline.evaluate(order, load<f64>(changetype<usize>(p), offsetof<SpaceParticle>('z')), x + 2 * axis);
    return task.grid + <usize>((i * task.height + j) * task.depth + k) * spaceNode;
  }

  static spread<T>(task: MeshTask, begin: i32, end: i32, scratch: usize): void {
    Mesh.prepare<T>(task, scratch);
    const stencil = changetype<Stencil>(scratch);
    const x = scratch + weights;
    const y = x + axis;
    const z = y + axis;
    const c = scratch + charges;
    for (let chunk = begin; chunk < end; chunk++) {
      const bounds = task.chunks + ((<usize>chunk) << 3);
      const stop = task.particles + <usize>load<u32>(bounds, 4) * offsetof<T>();
      for (let at = task.particles + <usize>load<u32>(bounds) * offsetof<T>(); at < stop; at += offsetof<T>()) {
        const first = Mesh.place<T>(changetype<T>(at), task, scratch);
        if (Mesh.plane<T>()) {
          Charges.ofPlane(changetype<PlaneParticle>(at), task, c);
          Strip.spread<Seven>(first, stencil, x, y, z, planeNode, c);
        } else {
          Charges.ofSpace(changetype<SpaceParticle>(at), task, c);
          Strip.spread<Seven>(first, stencil, x, y, z, spaceNode, c);
          Strip.spread<Six>(first + 112, stencil, x, y, z, spaceNode, c + 112);
        }
      }
    }
  }

  static gather<T>(task: MeshTask, begin: i32, end: i32, scratch: usize): void {
    Mesh.prepare<T>(task, scratch);
    const stencil = changetype<Stencil>(scratch);
    const x = scratch + weights;
    const y = x + axis;
    const z = y + axis;
    const c = scratch + charges;
    const stop = task.particles + <usize>end * offsetof<T>();
    for (let at = task.particles + <usize>begin * offsetof<T>(); at < stop; at += offsetof<T>()) {
      const first = Mesh.place<T>(changetype<T>(at), task, scratch);
      if (Mesh.plane<T>()) {
        Strip.gather<Seven>(first, stencil, x, y, z, planeNode, c);
        Charges.planeForce(changetype<PlaneParticle>(at), task, c);
      } else {
        Strip.gather<Seven>(first, stencil, x, y, z, spaceNode, c);
        Strip.gather<Six>(first + 112, stencil, x, y, z, spaceNode, c + 112);
        Charges.spaceForce(changetype<SpaceParticle>(at), task, c);
      }
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

/** Replaces the potential of the particles begin .. end by the force of the field on the mesh. */
export function gatherPlaneForces(settings: usize, begin: i32, end: i32, scratch: usize): void {
  Mesh.gather<PlaneParticle>(changetype<MeshTask>(settings), begin, end, scratch);
}

export function gatherSpaceForces(settings: usize, begin: i32, end: i32, scratch: usize): void {
  Mesh.gather<SpaceParticle>(changetype<MeshTask>(settings), begin, end, scratch);
}

/** Sets items begin .. end of 64 bytes from `settings` on to zero. */
export function clearMesh(settings: usize, begin: i32, end: i32): void {
  memory.fill(settings + ((<usize>begin) << 6), 0, (<usize>(end - begin)) << 6);
}
