// biome-ignore-all lint/complexity/noStaticOnlyClass: AssemblyScript inlines what is marked, and only methods can be marked in valid TypeScript.
import { Vector } from './vector';

/** Some of a node's charges, two to a vector. How many is a type, so that they stay in registers. */
@unmanaged
export class Six {
  c0: v128;
  c1: v128;
  c2: v128;
  c3: v128;
  c4: v128;
  c5: v128;
}
@unmanaged
export class Seven extends Six {
  c6: v128;
}

/** The nodes under one particle and their weights, a tensor product. In the plane the second axis has one node of weight 1. */
@unmanaged
export class Stencil {
  /** Ends of the lists of weights. */
  endX: usize;
  endY: usize;
  endZ: usize;
  /** Bytes from node to node on the axes. */
  stepX: usize;
  stepY: usize;
}

/** One strip of charges of all nodes in a stencil; seven vectors and what they are multiplied with fill the registers. */
export class Strip {
  @inline static seven<W>(): bool {
    return offsetof<W>() === offsetof<Seven>();
  }

  /** node += weight charges, for every node. `size` is the bytes of a node. */
  static spread<W>(first: usize, stencil: Stencil, x: usize, y: usize, z: usize, size: usize, charges: usize): void {
    const c0 = v128.load(charges);
    const c1 = v128.load(charges, 16);
    const c2 = v128.load(charges, 32);
    const c3 = v128.load(charges, 48);
    const c4 = v128.load(charges, 64);
    const c5 = v128.load(charges, 80);
    const c6 = Strip.seven<W>() ? v128.load(charges, 96) : c5;
    const endX = stencil.endX;
    const endY = stencil.endY;
    const endZ = stencil.endZ;
    const stepX = stencil.stepX;
    const stepY = stencil.stepY;
    let plane = first;
    for (let i = x; i < endX; i += 8) {
      const wx = load<f64>(i);
      let row = plane;
      for (let j = y; j < endY; j += 8) {
        const wxy = wx * load<f64>(j);
        let at = row;
        for (let k = z; k < endZ; k += 8) {
          const w = f64x2.splat(wxy * load<f64>(k));
          v128.store(at, Vector.madd(w, c0, v128.load(at)));
          v128.store(at, Vector.madd(w, c1, v128.load(at, 16)), 16);
          v128.store(at, Vector.madd(w, c2, v128.load(at, 32)), 32);
          v128.store(at, Vector.madd(w, c3, v128.load(at, 48)), 48);
          v128.store(at, Vector.madd(w, c4, v128.load(at, 64)), 64);
          v128.store(at, Vector.madd(w, c5, v128.load(at, 80)), 80);
          if (Strip.seven<W>()) v128.store(at, Vector.madd(w, c6, v128.load(at, 96)), 96);
          at += size;
        }
        row += stepY;
      }
      plane += stepX;
    }
  }

  /** fields := the sum of weight node over all nodes. */
  static gather<W>(first: usize, stencil: Stencil, x: usize, y: usize, z: usize, size: usize, fields: usize): void {
    let c0 = f64x2.splat(0);
    let c1 = c0;
    let c2 = c0;
    let c3 = c0;
    let c4 = c0;
    let c5 = c0;
    let c6 = c0;
    const endX = stencil.endX;
    const endY = stencil.endY;
    const endZ = stencil.endZ;
    const stepX = stencil.stepX;
    const stepY = stencil.stepY;
    let plane = first;
    for (let i = x; i < endX; i += 8) {
      const wx = load<f64>(i);
      let row = plane;
      for (let j = y; j < endY; j += 8) {
        const wxy = wx * load<f64>(j);
        let at = row;
        for (let k = z; k < endZ; k += 8) {
          const w = f64x2.splat(wxy * load<f64>(k));
          c0 = Vector.madd(w, v128.load(at), c0);
          c1 = Vector.madd(w, v128.load(at, 16), c1);
          c2 = Vector.madd(w, v128.load(at, 32), c2);
          c3 = Vector.madd(w, v128.load(at, 48), c3);
          c4 = Vector.madd(w, v128.load(at, 64), c4);
          c5 = Vector.madd(w, v128.load(at, 80), c5);
          if (Strip.seven<W>()) c6 = Vector.madd(w, v128.load(at, 96), c6);
          at += size;
        }
        row += stepY;
      }
      plane += stepX;
    }
    v128.store(fields, c0);
    v128.store(fields, c1, 16);
    v128.store(fields, c2, 32);
    v128.store(fields, c3, 48);
    v128.store(fields, c4, 64);
    v128.store(fields, c5, 80);
    if (Strip.seven<W>()) v128.store(fields, c6, 96);
  }
}
