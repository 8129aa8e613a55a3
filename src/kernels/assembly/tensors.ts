// biome-ignore-all lint/complexity/noStaticOnlyClass: the @inline mark of AssemblyScript is valid TypeScript only on methods.
// biome-ignore-all lint/style/useImportType: AssemblyScript has no type-only imports.
import { Fourier, Plan } from './fourier';
import { Vector } from './vector';

/*
 * Convolutions of functions and their gradients with symmetric tensors, in three phases, each a set of tasks that touch
 * different memory. Two real functions form one complex number on the last axis z; their waves are separated there, and only
 * the waves 0 <= k_z <= n/2 of each are kept.
 *
 *   1. every line along z of all functions:      cube -> slabs [k_z][x][y][function]
 *   2. every plane k_z: transform y, then x; products with the tensors, summed over the links of a target; back to x and y
 *   3. every line along z of all targets:        slabs -> cube
 *
 * As in ./convolution, zeros beyond the cube are neither transformed nor stored, and in 2D the axis y has a single node.
 */

const complex: usize = 16;

/** The common settings of all tasks, written by ../wasm-tensor-convolution.ts. */
@unmanaged
class TensorConvolution {
  width: i32;
  height: i32;
  depth: i32;
  /** Functions of a source; of all sources, rounded up to an even number. */
  perSource: i32;
  functions: i32;
  /** Entries of a target: components of D, then of F; rounded up to an even number. */
  entries: i32;
  slots: i32;
  targets: i32;
  /** Plans of the transforms of the axes. */
  planX: Plan;
  planY: Plan;
  planZ: Plan;
  /** 1 or -1 at every place of a wave on the axes x and y: the sign of the wave number. */
  signsX: usize;
  signsY: usize;
  /** The place of wave k_z after the passes. */
  placesZ: usize;
  /** Addresses of the functions, 0 for none; of the entries of the targets. */
  from: usize;
  to: usize;
  /** The slabs of the functions, and those of the targets, one target after the other in each plane. */
  slabs: usize;
  fields: usize;
  /** For every target: the number of links, then for each its source, the address of its tensor, and two factors. */
  links: usize;

  @inline half(): i32 {
    return (this.planZ.length >> 1) + 1;
  }

  /** Bytes of all functions of a node, and of all entries of a target. */
  @inline batch(): usize {
    return complex * <usize>this.functions;
  }
  @inline field(): usize {
    return complex * <usize>this.slots;
  }

  /** Nodes of a plane of the slabs. */
  @inline plane(): usize {
    return <usize>(this.width * this.height);
  }

  @inline slab(k: i32, x: i32): usize {
    return this.slabs + (<usize>k * this.plane() + <usize>(x * this.height)) * this.batch();
  }

  @inline fieldSlab(k: i32, target: i32, x: i32): usize {
    const planes = <usize>(k * this.targets + target);
    return this.fields + (planes * this.plane() + <usize>(x * this.height)) * this.field();
  }

  @inline place(k: i32): usize {
    return <usize>load<i32>(this.placesZ + ((<usize>k) << 2));
  }
}

/** Phase 1 for x = begin .. end; `scratch` has room for a line of the cube and three of the torus, of half the functions. */
export function transformFunctions(settings: usize, begin: i32, end: i32, scratch: usize): void {
  const c = changetype<TensorConvolution>(settings);
  const bytes = c.batch() >> 1;
  const n = c.planZ.length;
  const pairs = c.functions >> 1;
  const waves = scratch + <usize>c.depth * bytes;
  const work = waves + <usize>n * bytes;
  for (let x = begin; x < end; x++)
    for (let y = 0; y < c.height; y++) {
      const node = (<usize>((x * c.height + y) * c.depth)) << 3;
      for (let p = 0; p < pairs; p++) {
        const first = load<usize>(c.from + ((<usize>p) << 3));
        const second = load<usize>(c.from + ((<usize>p) << 3), 4);
        let to = scratch + complex * <usize>p;
        for (let z = 0; z < c.depth; z++) {
          const at = node + ((<usize>z) << 3);
          store<f64>(to, load<f64>(first + at));
          store<f64>(to, second === 0 ? 0 : load<f64>(second + at), 8);
          to += bytes;
        }
      }
      Fourier.forward(c.planZ, c.depth, scratch, bytes, bytes, waves, bytes, work);
      for (let k = 0; k < c.half(); k++) {
        const one = waves + c.place(k) * bytes;
        const other = waves + c.place(k === 0 ? 0 : n - k) * bytes;
        let to = c.slab(k, x) + <usize>y * c.batch();
        // a + i b has the waves A + i B and, with k negative, A* + i B*
        for (let at: usize = 0; at < bytes; at += complex) {
          const u = f64x2.mul(v128.load(one + at), f64x2.splat(0.5));
          const v = f64x2.mul(v128.load(other + at), f64x2(0.5, -0.5));
          v128.store(to, f64x2.add(u, v));
          v128.store(to, Vector.swap(f64x2.mul(f64x2.sub(u, v), f64x2(-1, 1))), complex);
          to += 2 * complex;
        }
      }
    }
}

/** Phase 3 for x = begin .. end; `scratch` has room for three lines of the torus and one of the cube, of half the entries. */
export function restorePotentials(settings: usize, begin: i32, end: i32, scratch: usize): void {
  const c = changetype<TensorConvolution>(settings);
  const bytes = c.field() >> 1;
  const n = c.planZ.length;
  const line = scratch + <usize>n * bytes;
  const work = line + <usize>c.depth * bytes;
  for (let x = begin; x < end; x++)
    for (let y = 0; y < c.height; y++)
      for (let t = 0; t < c.targets; t++) {
        for (let k = 0; k < c.half(); k++) {
          const one = scratch + c.place(k) * bytes;
          const other = scratch + c.place(k === 0 ? 0 : n - k) * bytes;
          let from = c.fieldSlab(k, t, x) + <usize>y * c.field();
          for (let at: usize = 0; at < bytes; at += complex) {
            const a = v128.load(from);
            const ib = f64x2.mul(Vector.swap(v128.load(from, complex)), f64x2(-1, 1));
            // at k = 0 and n/2 both are the same place, and the second store counts: A and B are real there
            v128.store(other + at, f64x2.mul(f64x2.sub(a, ib), f64x2(1, -1)));
            v128.store(one + at, f64x2.add(a, ib));
            from += 2 * complex;
          }
        }
        Fourier.back(c.planZ, c.depth, scratch, bytes, bytes, line, bytes, work);
        const node = (<usize>((x * c.height + y) * c.depth)) << 3;
        for (let e = 0; e < c.entries; e++) {
          let from = line + ((<usize>e) << 3);
          let to = load<usize>(c.to + ((<usize>(t * c.entries + e)) << 2)) + node;
          for (let z = 0; z < c.depth; z++) {
            store<f64>(to, load<f64>(to) + load<f64>(from));
            from += bytes;
            to += 8;
          }
        }
      }
}

/**
 * Phase 2 for the planes k_z = begin .. end; `scratch` has room for two lines of the torus of functions or entries, whichever
 * are more, a line of each, and a plane of width x torus_y nodes of the functions and of each target.
 */
export function convolveTensors(settings: usize, begin: i32, end: i32, scratch: usize): void {
  const c = changetype<TensorConvolution>(settings);
  const ny = c.planY.length;
  const nx = c.planX.length;
  const bytes = c.batch();
  const field = c.field();
  const spectra = scratch + 2 * <usize>max(nx, ny) * <usize>max(bytes, field);
  const sum = spectra + <usize>nx * bytes;
  const buffer = sum + <usize>nx * field;
  const row = <usize>ny * bytes;
  const fieldRow = <usize>ny * field;
  const fields = buffer + <usize>c.width * row;
  const halfX = (nx >> 1) + 1;
  const halfY = (ny >> 1) + 1;
  for (let kz = begin; kz < end; kz++) {
    for (let x = 0; x < c.width; x++)
      Fourier.forward(c.planY, c.height, c.slab(kz, x), bytes, bytes, buffer + <usize>x * row, bytes, scratch);
    for (let y = 0; y < ny; y++) {
      Fourier.forward(c.planX, c.width, buffer + <usize>y * bytes, row, bytes, spectra, bytes, scratch);
      const symbol = <usize>((kz * halfY + c.planY.wave(y)) * halfX);
      const sign = load<f64>(c.signsY + ((<usize>y) << 3));
      let link = c.links;
      for (let t = 0; t < c.targets; t++) {
        link = Tensors.sum(c, link, symbol, sign, spectra, sum);
        const line = fields + <usize>t * <usize>c.width * fieldRow + <usize>y * field;
        Fourier.back(c.planX, c.width, sum, field, field, line, fieldRow, scratch);
      }
    }
    for (let t = 0; t < c.targets; t++)
      for (let x = 0; x < c.width; x++) {
        const line = fields + <usize>(t * c.width + x) * fieldRow;
        Fourier.back(c.planY, c.height, line, field, field, c.fieldSlab(kz, t, x), field, scratch);
      }
  }
}

class Tensors {
  /** sum := the products of a target's links on a line of waves along x; returns the address of the next links. */
  static sum(c: TensorConvolution, link: usize, symbol: usize, sign: f64, spectra: usize, sum: usize): usize {
    const n = c.planX.length;
    memory.fill(sum, 0, <usize>n * c.field());
    const count = load<i32>(link);
    let at = link + 8;
    for (let k = 0; k < count; k++) {
      const from = spectra + complex * <usize>(load<i32>(at) * c.perSource);
      const tensor = load<usize>(at, 4);
      const diffusion = load<f64>(at, 8);
      const friction = load<f64>(at, 16);
      if (c.perSource === 4) Tensors.space(c, tensor + 48 * symbol, sign, diffusion, friction, from, sum);
      else Tensors.plane(c, tensor + 24 * symbol, diffusion, friction, from, sum);
      at += 24;
    }
    return at;
  }

  /** Components xx, xz, zz of the tensor; functions f, f_x, f_z; entries D_xx, D_xz, D_zz, F_x, F_z. */
  static plane(c: TensorConvolution, tensor: usize, diffusion: f64, friction: f64, spectra: usize, sums: usize): void {
    const d = f64x2.splat(diffusion);
    const r = f64x2.splat(friction);
    let from = spectra;
    let sum = sums;
    for (let k = 0; k < c.planX.length; k++) {
      const K = tensor + 24 * <usize>c.planX.wave(k);
      const xx = v128.load64_splat(K);
      const xz = f64x2.splat(load<f64>(K, 8) * load<f64>(c.signsX + ((<usize>k) << 3)));
      const zz = v128.load64_splat(K, 16);
      const f = f64x2.mul(d, v128.load(from));
      const fx = f64x2.mul(r, v128.load(from, 16));
      const fz = f64x2.mul(r, v128.load(from, 32));
      v128.store(sum, Vector.madd(xx, f, v128.load(sum)));
      v128.store(sum, Vector.madd(xz, f, v128.load(sum, 16)), 16);
      v128.store(sum, Vector.madd(zz, f, v128.load(sum, 32)), 32);
      v128.store(sum, Vector.madd(xx, fx, Vector.madd(xz, fz, v128.load(sum, 48))), 48);
      v128.store(sum, Vector.madd(xz, fx, Vector.madd(zz, fz, v128.load(sum, 64))), 64);
      from += c.batch();
      sum += c.field();
    }
  }

  /** Components xx, xy, xz, yy, yz, zz; functions f, f_x, f_y, f_z; entries D in that order, then F_x, F_y, F_z. */
  static space(
    c: TensorConvolution,
    tensor: usize,
    signY: f64,
    diffusion: f64,
    friction: f64,
    spectra: usize,
    sums: usize,
  ): void {
    const d = f64x2.splat(diffusion);
    const r = f64x2.splat(friction);
    let from = spectra;
    let sum = sums;
    for (let k = 0; k < c.planX.length; k++) {
      const K = tensor + 48 * <usize>c.planX.wave(k);
      const signX = load<f64>(c.signsX + ((<usize>k) << 3));
      const xx = v128.load64_splat(K);
      const xy = f64x2.splat(load<f64>(K, 8) * signX * signY);
      const xz = f64x2.splat(load<f64>(K, 16) * signX);
      const yy = v128.load64_splat(K, 24);
      const yz = f64x2.splat(load<f64>(K, 32) * signY);
      const zz = v128.load64_splat(K, 40);
      const f = f64x2.mul(d, v128.load(from));
      const fx = f64x2.mul(r, v128.load(from, 16));
      const fy = f64x2.mul(r, v128.load(from, 32));
      const fz = f64x2.mul(r, v128.load(from, 48));
      v128.store(sum, Vector.madd(xx, f, v128.load(sum)));
      v128.store(sum, Vector.madd(xy, f, v128.load(sum, 16)), 16);
      v128.store(sum, Vector.madd(xz, f, v128.load(sum, 32)), 32);
      v128.store(sum, Vector.madd(yy, f, v128.load(sum, 48)), 48);
      v128.store(sum, Vector.madd(yz, f, v128.load(sum, 64)), 64);
      v128.store(sum, Vector.madd(zz, f, v128.load(sum, 80)), 80);
      v128.store(sum, Tensors.row(xx, xy, xz, fx, fy, fz, v128.load(sum, 96)), 96);
      v128.store(sum, Tensors.row(xy, yy, yz, fx, fy, fz, v128.load(sum, 112)), 112);
      v128.store(sum, Tensors.row(xz, yz, zz, fx, fy, fz, v128.load(sum, 128)), 128);
      from += c.batch();
      sum += c.field();
    }
  }

  @inline static row(a: v128, b: v128, c: v128, x: v128, y: v128, z: v128, sum: v128): v128 {
    return Vector.madd(a, x, Vector.madd(b, y, Vector.madd(c, z, sum)));
  }
}
