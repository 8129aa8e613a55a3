// biome-ignore-all lint/complexity/noStaticOnlyClass: the @inline mark of AssemblyScript is valid TypeScript only on methods.
import { Vector } from './vector';

/** Some of a node's charges, two per vector. Their number is a type, so that they stay in registers. */
@unmanaged
export class Three {
  c0: v128;
  c1: v128;
  c2: v128;
}
@unmanaged
export class Four extends Three {
  c3: v128;
}
@unmanaged
export class Five extends Four {
  c4: v128;
}
@unmanaged
export class Six extends Five {
  c5: v128;
}
@unmanaged
export class Seven extends Six {
  c6: v128;
}

/** The number of particles of one cell that are processed at once, also as a type. */
@unmanaged
export class One {
  a: i32;
}
@unmanaged
export class Two extends One {
  b: i32;
}

/** The nodes under a particle: rows along the last axis. In 2D the second axis has a single row. */
@unmanaged
export class Stencil {
  /** Rows on the first two axes; bytes of the weights of a row. */
  width: i32;
  height: i32;
  row: usize;
  /** Bytes from node to node on the axes. */
  stepX: usize;
  stepY: usize;
  stepZ: usize;
  /** Bytes from one print to the next. */
  next: usize;
}

/** A print holds the data of a particle: its charges, later its fields; its first node; the weights of all its nodes. */
export const firstNode: usize = 208;
export const nodeWeights: usize = 224;

/**
 * One strip of the charges of all nodes in a stencil, for one particle or for two of a cell. For two, every node is loaded, and stored,
 * once for both, which takes four fifths of the time. The loops are not unrolled: V8 puts all loads of a stretch of code before all
 * sums, and the numbers of two nodes do not fit the sixteen registers (gathers took 1.6 times as long).
 */
export class Strip {
  /** Whether a strip of type W has vector k. */
  @inline static has<W>(k: usize): bool {
    return offsetof<W>() > k << 4;
  }

  @inline static two<P>(): bool {
    return offsetof<P>() === offsetof<Two>();
  }

  /** node += weight charges, for every node; `strip` is the offset of the strip in a node, in bytes. */
  static spread<W, P>(s: Stencil, print: usize, strip: usize): void {
    const a = print + strip;
    const a0 = v128.load(a);
    const a1 = v128.load(a, 16);
    const a2 = v128.load(a, 32);
    const a3 = Strip.has<W>(3) ? v128.load(a, 48) : a2;
    const a4 = Strip.has<W>(4) ? v128.load(a, 64) : a2;
    const a5 = Strip.has<W>(5) ? v128.load(a, 80) : a2;
    const a6 = Strip.has<W>(6) ? v128.load(a, 96) : a2;
    const next = s.next;
    const b = Strip.two<P>() ? a + next : a;
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = Strip.has<W>(3) ? v128.load(b, 48) : b2;
    const b4 = Strip.has<W>(4) ? v128.load(b, 64) : b2;
    const row = s.row;
    const step = s.stepZ;
    let w = print + nodeWeights;
    let plane = load<usize>(print, firstNode) + strip;
    for (let i = s.width; i > 0; i--) {
      let line = plane;
      for (let j = s.height; j > 0; j--) {
        let node = line;
        for (const end = w + row; w < end; w += 8) {
          const u = v128.load64_splat(w);
          const v = Strip.two<P>() ? v128.load64_splat(w + next) : u;
          v128.store(node, Strip.sum<P>(u, a0, v, b0, v128.load(node)));
          v128.store(node, Strip.sum<P>(u, a1, v, b1, v128.load(node, 16)), 16);
          v128.store(node, Strip.sum<P>(u, a2, v, b2, v128.load(node, 32)), 32);
          if (Strip.has<W>(3)) v128.store(node, Strip.sum<P>(u, a3, v, b3, v128.load(node, 48)), 48);
          if (Strip.has<W>(4)) v128.store(node, Strip.sum<P>(u, a4, v, b4, v128.load(node, 64)), 64);
          if (Strip.has<W>(5)) v128.store(node, Strip.sum<P>(u, a5, v, b4, v128.load(node, 80)), 80);
          if (Strip.has<W>(6)) v128.store(node, Strip.sum<P>(u, a6, v, b4, v128.load(node, 96)), 96);
          node += step;
        }
        line += s.stepY;
      }
      plane += s.stepX;
    }
  }

  @inline static sum<P>(u: v128, a: v128, v: v128, b: v128, node: v128): v128 {
    const sum = Vector.madd(u, a, node);
    return Strip.two<P>() ? Vector.madd(v, b, sum) : sum;
  }

  /** fields := the sum of weight node over all nodes; the fields replace the charges. */
  static gather<W, P>(s: Stencil, print: usize, strip: usize): void {
    let a0 = f64x2.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let a4 = a0;
    let a5 = a0;
    let a6 = a0;
    let b0 = a0;
    let b1 = a0;
    let b2 = a0;
    let b3 = a0;
    let b4 = a0;
    const next = s.next;
    const row = s.row;
    const step = s.stepZ;
    let w = print + nodeWeights;
    let plane = load<usize>(print, firstNode) + strip;
    for (let i = s.width; i > 0; i--) {
      let line = plane;
      for (let j = s.height; j > 0; j--) {
        let node = line;
        for (const end = w + row; w < end; w += 8) {
          const u = v128.load64_splat(w);
          const v = Strip.two<P>() ? v128.load64_splat(w + next) : u;
          const l0 = v128.load(node);
          const l1 = v128.load(node, 16);
          const l2 = v128.load(node, 32);
          const l3 = Strip.has<W>(3) ? v128.load(node, 48) : l2;
          const l4 = Strip.has<W>(4) ? v128.load(node, 64) : l2;
          a0 = Vector.madd(u, l0, a0);
          a1 = Vector.madd(u, l1, a1);
          a2 = Vector.madd(u, l2, a2);
          if (Strip.has<W>(3)) a3 = Vector.madd(u, l3, a3);
          if (Strip.has<W>(4)) a4 = Vector.madd(u, l4, a4);
          if (Strip.has<W>(5)) a5 = Vector.madd(u, v128.load(node, 80), a5);
          if (Strip.has<W>(6)) a6 = Vector.madd(u, v128.load(node, 96), a6);
          if (Strip.two<P>()) {
            b0 = Vector.madd(v, l0, b0);
            b1 = Vector.madd(v, l1, b1);
            b2 = Vector.madd(v, l2, b2);
            if (Strip.has<W>(3)) b3 = Vector.madd(v, l3, b3);
            if (Strip.has<W>(4)) b4 = Vector.madd(v, l4, b4);
          }
          node += step;
        }
        line += s.stepY;
      }
      plane += s.stepX;
    }
    Strip.write<W>(print + strip, a0, a1, a2, a3, a4, a5, a6);
    if (Strip.two<P>()) Strip.write<W>(print + next + strip, b0, b1, b2, b3, b4, b4, b4);
  }

  @inline static write<W>(to: usize, c0: v128, c1: v128, c2: v128, c3: v128, c4: v128, c5: v128, c6: v128): void {
    v128.store(to, c0);
    v128.store(to, c1, 16);
    v128.store(to, c2, 32);
    if (Strip.has<W>(3)) v128.store(to, c3, 48);
    if (Strip.has<W>(4)) v128.store(to, c4, 64);
    if (Strip.has<W>(5)) v128.store(to, c5, 80);
    if (Strip.has<W>(6)) v128.store(to, c6, 96);
  }
}
