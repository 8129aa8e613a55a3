// biome-ignore-all lint/complexity/noStaticOnlyClass: the @inline mark of AssemblyScript is valid TypeScript only on methods.
// biome-ignore-all lint/style/useImportType: AssemblyScript has no type-only imports.
import { Fourier, Plan } from './fourier';
import { Vector } from './vector';

/*
 * The convolution of a batch of charges on the mesh with the symbols, in three phases, each a set of tasks that touch
 * different memory. Two real charges form one complex number and stay separate because the symbols are real and even.
 *
 *   1. every line of the last axis, of every source:  mesh -> slabs [x][k_z][y]
 *   2. every plane k_z: transform y, then x; the sum over the sources with their symbols; back to x and y
 *   3. every line of the last axis, of every target:  slabs -> mesh
 *
 * Zeros beyond the mesh are neither transformed nor stored: the slabs hold width height torus_z numbers, not the volume of
 * the torus, and a plane of phase 2 stays in the second-level cache. In 2D the axis y has a single node.
 */

/** The common settings of all tasks of a convolution. Sizes are in nodes and in bytes, the rest are addresses. */
@unmanaged
class Convolution {
  width: i32;
  height: i32;
  depth: i32;
  sources: i32;
  targets: i32;
  /** Plans of the transforms of the axes. */
  planX: Plan;
  planY: Plan;
  planZ: Plan;
  /** Bytes of a batch, and of the longest line of the torus. */
  batch: usize;
  line: usize;
  /** Bytes of the charges (then fields) of a node, all batches; of a mesh. The current batch starts at `grid` in the first node. */
  node: usize;
  mesh: usize;
  grid: usize;
  /** The slabs, one after the other; bytes from one x to the next, and of one slab. */
  slabs: usize;
  layer: usize;
  slab: usize;
  /** For every target: the number of its sources; then their indices and the addresses of the symbols, [k_z][k_y][k_x]. */
  links: usize;

  /** Address of wave number k_z of plane x. */
  @inline slabRow(group: i32, x: i32, k: i32): usize {
    return this.slabs + <usize>group * this.slab + <usize>x * this.layer + <usize>(k * this.height) * this.batch;
  }

  @inline meshNode(group: i32, x: i32, y: i32): usize {
    return this.grid + <usize>group * this.mesh + <usize>((x * this.height + y) * this.depth) * this.node;
  }
}

/** Phase 1 for the planes begin .. end of all sources; `scratch` has room for two lines. */
export function transformCharges(settings: usize, begin: i32, end: i32, scratch: usize): void {
  const c = changetype<Convolution>(settings);
  const row = <usize>c.height * c.batch;
  for (let plane = begin; plane < end; plane++) {
    const source = plane / c.width;
    const x = plane % c.width;
    for (let y = 0; y < c.height; y++) {
      const line = c.slabRow(source, x, 0) + <usize>y * c.batch;
      Fourier.forward(c.planZ, c.depth, c.meshNode(source, x, y), c.node, c.batch, line, row, scratch);
    }
  }
}

/** Phase 3 for the planes begin .. end of all targets. */
export function restoreFields(settings: usize, begin: i32, end: i32, scratch: usize): void {
  const c = changetype<Convolution>(settings);
  const row = <usize>c.height * c.batch;
  for (let plane = begin; plane < end; plane++) {
    const target = plane / c.width;
    const x = plane % c.width;
    for (let y = 0; y < c.height; y++) {
      const line = c.slabRow(target, x, 0) + <usize>y * c.batch;
      Fourier.back(c.planZ, c.depth, line, row, c.batch, c.meshNode(target, x, y), c.node, scratch);
    }
  }
}

/**
 * Phase 2 for the planes k_z = begin .. end; `scratch` has room for three lines, a line for every source, and a plane
 * of width x torus_y numbers for every source or target, whichever is larger in number.
 */
export function convolvePlanes(settings: usize, begin: i32, end: i32, scratch: usize): void {
  const c = changetype<Convolution>(settings);
  const sum = scratch + 2 * c.line;
  const spectra = sum + c.line;
  const buffer = spectra + <usize>c.sources * c.line;
  const ny = c.planY.length;
  const row = <usize>ny * c.batch;
  const plane = <usize>c.width * row;
  for (let kz = begin; kz < end; kz++) {
    // a single node on the axis y transforms to itself: the lines along x are used in place
    const flat = ny === 1;
    const base = flat ? c.slabRow(0, 0, kz) : buffer;
    const gap = flat ? c.layer : row;
    const next = flat ? c.slab : plane;
    if (!flat)
      for (let s = 0; s < c.sources; s++)
        for (let x = 0; x < c.width; x++) {
          const line = buffer + <usize>s * plane + <usize>x * row;
          Fourier.forward(c.planY, c.height, c.slabRow(s, x, kz), c.batch, c.batch, line, c.batch, scratch);
        }
    const half = (<usize>((c.planX.length >> 1) + 1)) << 3;
    const symbols = <usize>(c.planZ.wave(kz) * ((ny >> 1) + 1)) * half;
    // several k_y at a time would make longer batches, but no less work for the caches: measured, not faster
    for (let ky = 0; ky < ny; ky++) {
      const line = base + <usize>ky * c.batch;
      for (let s = 0; s < c.sources; s++) {
        const spectrum = spectra + <usize>s * c.line;
        Fourier.forward(c.planX, c.width, line + <usize>s * next, gap, c.batch, spectrum, c.batch, scratch);
      }
      const symbol = symbols + <usize>c.planY.wave(ky) * half;
      let link = c.links;
      for (let t = 0; t < c.targets; t++) {
        link = Spectrum.sum(link, symbol, spectra, c.line, c.planX, c.batch, sum);
        Fourier.back(c.planX, c.width, sum, c.batch, c.batch, line + <usize>t * next, gap, scratch);
      }
    }
    if (!flat)
      for (let t = 0; t < c.targets; t++)
        for (let x = 0; x < c.width; x++) {
          const line = buffer + <usize>t * plane + <usize>x * row;
          Fourier.back(c.planY, c.height, line, c.batch, c.batch, c.slabRow(t, x, kz), c.batch, scratch);
        }
  }
}

class Spectrum {
  /** sum := the spectra of a target's sources, each times its symbol, on a line of waves; returns the address of the next links. */
  static sum(link: usize, symbol: usize, spectra: usize, line: usize, plan: Plan, batch: usize, sum: usize): usize {
    const count = load<i32>(link);
    if (count === 0) memory.fill(sum, 0, <usize>plan.length * batch);
    let at = link + 4;
    for (let source = 0; source < count; source++) {
      const values = load<usize>(at, 4) + symbol;
      const from = spectra + <usize>load<i32>(at) * line;
      if (source === 0) Spectrum.scale(values, from, plan, batch, sum);
      else Spectrum.addScaled(values, from, plan, batch, sum);
      at += 8;
    }
    return at;
  }

  static scale(symbol: usize, from: usize, plan: Plan, batch: usize, sum: usize): void {
    let at: usize = 0;
    for (let k = 0; k < plan.length; k++) {
      const K = v128.load64_splat(symbol + ((<usize>plan.wave(k)) << 3));
      const end = at + batch;
      for (; at < end; at += 16) v128.store(sum + at, f64x2.mul(K, v128.load(from + at)));
    }
  }

  static addScaled(symbol: usize, from: usize, plan: Plan, batch: usize, sum: usize): void {
    let at: usize = 0;
    for (let k = 0; k < plan.length; k++) {
      const K = v128.load64_splat(symbol + ((<usize>plan.wave(k)) << 3));
      const end = at + batch;
      for (; at < end; at += 16) v128.store(sum + at, Vector.madd(K, v128.load(from + at), v128.load(sum + at)));
    }
  }
}
