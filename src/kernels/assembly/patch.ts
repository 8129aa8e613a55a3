// biome-ignore-all lint/complexity/noStaticOnlyClass: the @inline mark of AssemblyScript is valid TypeScript only on methods.
import { Vector } from './vector';

/** A strip of columns, two per vector. Its width is a type, so that the compiler unrolls the rows. */
@unmanaged
class One {
  z0: v128;
}
@unmanaged
class Two extends One {
  z1: v128;
}
@unmanaged
class Three extends Two {
  z2: v128;
}
@unmanaged
class Four extends Three {
  z3: v128;
}
@unmanaged
class Five extends Four {
  z4: v128;
}
@unmanaged
class Six extends Five {
  z5: v128;
}

/** The three contractions of a patch with its weights, two partial sums each. */
@unmanaged
export class Contraction {
  /** sum l y z. */
  plain: v128;
  /** sum l dy z. */
  slopeY: v128;
  /** sum l y dz. */
  slopeZ: v128;

  @inline clear(): void {
    const zero = f64x2.splat(0);
    this.plain = zero;
    this.slopeY = zero;
    this.slopeZ = zero;
  }

  @inline total(partial: v128): f64 {
    return f64x2.extract_lane(partial, 0) + f64x2.extract_lane(partial, 1);
  }
}

/**
 * A 2D patch of the lattice under one particle: `rows` rows, `stride` bytes apart, cut into strips of at most six pairs of
 * columns. So twelve sums, or six weights, stay in the sixteen registers while the rows pass.
 */
export class Patch {
  /** Whether a strip of type W has pair k of columns. */
  @inline static has<W>(k: usize): bool {
    return offsetof<W>() > k << 4;
  }

  /** grid[row][column] += factor y[row] z[column], for the `pairs` pairs of columns of the patch. */
  static spread(grid: usize, stride: usize, rows: i32, pairs: i32, factor: f64, y: usize, z: usize): void {
    let at: usize = 0;
    for (let left = pairs; left > 0; ) {
      const width = Patch.width(left);
      if (width === 6) Patch.spreadStrip<Six>(grid + at, stride, rows, factor, y, z + at);
      else if (width === 5) Patch.spreadStrip<Five>(grid + at, stride, rows, factor, y, z + at);
      else if (width === 4) Patch.spreadStrip<Four>(grid + at, stride, rows, factor, y, z + at);
      else if (width === 3) Patch.spreadStrip<Three>(grid + at, stride, rows, factor, y, z + at);
      else if (width === 2) Patch.spreadStrip<Two>(grid + at, stride, rows, factor, y, z + at);
      else Patch.spreadStrip<One>(grid + at, stride, rows, factor, y, z + at);
      at += (<usize>width) << 4;
      left -= width;
    }
  }

  /** sums += the contractions of the patch with y, z and their slopes dy, dz. */
  static gather(
    grid: usize,
    stride: usize,
    rows: i32,
    pairs: i32,
    y: usize,
    dy: usize,
    z: usize,
    dz: usize,
    sums: usize,
  ): void {
    let at: usize = 0;
    for (let left = pairs; left > 0; ) {
      const width = Patch.width(left);
      if (width === 6) Patch.gatherStrip<Six>(grid + at, stride, rows, y, dy, z + at, dz + at, sums);
      else if (width === 5) Patch.gatherStrip<Five>(grid + at, stride, rows, y, dy, z + at, dz + at, sums);
      else if (width === 4) Patch.gatherStrip<Four>(grid + at, stride, rows, y, dy, z + at, dz + at, sums);
      else if (width === 3) Patch.gatherStrip<Three>(grid + at, stride, rows, y, dy, z + at, dz + at, sums);
      else if (width === 2) Patch.gatherStrip<Two>(grid + at, stride, rows, y, dy, z + at, dz + at, sums);
      else Patch.gatherStrip<One>(grid + at, stride, rows, y, dy, z + at, dz + at, sums);
      at += (<usize>width) << 4;
      left -= width;
    }
  }

  /** Returns the pairs of the next strip: the patch is cut as evenly as possible into strips of at most six pairs. */
  @inline static width(pairs: i32): i32 {
    const strips = (pairs + 5) / 6;
    return (pairs + strips - 1) / strips;
  }

  static spreadStrip<W>(grid: usize, stride: usize, rows: i32, factor: f64, y: usize, z: usize): void {
    const zero = f64x2.splat(0);
    const z0 = v128.load(z);
    const z1 = Patch.has<W>(1) ? v128.load(z, 16) : zero;
    const z2 = Patch.has<W>(2) ? v128.load(z, 32) : zero;
    const z3 = Patch.has<W>(3) ? v128.load(z, 48) : zero;
    const z4 = Patch.has<W>(4) ? v128.load(z, 64) : zero;
    const z5 = Patch.has<W>(5) ? v128.load(z, 80) : zero;
    const end = (<usize>rows) << 3;
    let at = grid;
    for (let row: usize = 0; row < end; row += 8) {
      const w = f64x2.splat(factor * load<f64>(y + row));
      v128.store(at, Vector.madd(w, z0, v128.load(at)));
      if (Patch.has<W>(1)) v128.store(at, Vector.madd(w, z1, v128.load(at, 16)), 16);
      if (Patch.has<W>(2)) v128.store(at, Vector.madd(w, z2, v128.load(at, 32)), 32);
      if (Patch.has<W>(3)) v128.store(at, Vector.madd(w, z3, v128.load(at, 48)), 48);
      if (Patch.has<W>(4)) v128.store(at, Vector.madd(w, z4, v128.load(at, 64)), 64);
      if (Patch.has<W>(5)) v128.store(at, Vector.madd(w, z5, v128.load(at, 80)), 80);
      at += stride;
    }
  }

  /** Sums first over the rows, A[column] = sum l y and B[column] = sum l dy, then over the columns. */
  static gatherStrip<W>(
    grid: usize,
    stride: usize,
    rows: i32,
    y: usize,
    dy: usize,
    z: usize,
    dz: usize,
    sums: usize,
  ): void {
    const zero = f64x2.splat(0);
    let A0 = zero;
    let B0 = zero;
    let A1 = zero;
    let B1 = zero;
    let A2 = zero;
    let B2 = zero;
    let A3 = zero;
    let B3 = zero;
    let A4 = zero;
    let B4 = zero;
    let A5 = zero;
    let B5 = zero;
    const end = (<usize>rows) << 3;
    let at = grid;
    for (let row: usize = 0; row < end; row += 8) {
      const wy = v128.load64_splat(y + row);
      const wd = v128.load64_splat(dy + row);
      const l = v128.load(at, 0);
      A0 = Vector.madd(l, wy, A0);
      B0 = Vector.madd(l, wd, B0);
      if (Patch.has<W>(1)) {
        const l = v128.load(at, 16);
        A1 = Vector.madd(l, wy, A1);
        B1 = Vector.madd(l, wd, B1);
      }
      if (Patch.has<W>(2)) {
        const l = v128.load(at, 32);
        A2 = Vector.madd(l, wy, A2);
        B2 = Vector.madd(l, wd, B2);
      }
      if (Patch.has<W>(3)) {
        const l = v128.load(at, 48);
        A3 = Vector.madd(l, wy, A3);
        B3 = Vector.madd(l, wd, B3);
      }
      if (Patch.has<W>(4)) {
        const l = v128.load(at, 64);
        A4 = Vector.madd(l, wy, A4);
        B4 = Vector.madd(l, wd, B4);
      }
      if (Patch.has<W>(5)) {
        const l = v128.load(at, 80);
        A5 = Vector.madd(l, wy, A5);
        B5 = Vector.madd(l, wd, B5);
      }
      at += stride;
    }
    const total = changetype<Contraction>(sums);
    let plain = total.plain;
    let slopeY = total.slopeY;
    let slopeZ = total.slopeZ;
    const w = v128.load(z, 0);
    plain = Vector.madd(A0, w, plain);
    slopeY = Vector.madd(B0, w, slopeY);
    slopeZ = Vector.madd(A0, v128.load(dz, 0), slopeZ);
    if (Patch.has<W>(1)) {
      const w = v128.load(z, 16);
      plain = Vector.madd(A1, w, plain);
      slopeY = Vector.madd(B1, w, slopeY);
      slopeZ = Vector.madd(A1, v128.load(dz, 16), slopeZ);
    }
    if (Patch.has<W>(2)) {
      const w = v128.load(z, 32);
      plain = Vector.madd(A2, w, plain);
      slopeY = Vector.madd(B2, w, slopeY);
      slopeZ = Vector.madd(A2, v128.load(dz, 32), slopeZ);
    }
    if (Patch.has<W>(3)) {
      const w = v128.load(z, 48);
      plain = Vector.madd(A3, w, plain);
      slopeY = Vector.madd(B3, w, slopeY);
      slopeZ = Vector.madd(A3, v128.load(dz, 48), slopeZ);
    }
    if (Patch.has<W>(4)) {
      const w = v128.load(z, 64);
      plain = Vector.madd(A4, w, plain);
      slopeY = Vector.madd(B4, w, slopeY);
      slopeZ = Vector.madd(A4, v128.load(dz, 64), slopeZ);
    }
    if (Patch.has<W>(5)) {
      const w = v128.load(z, 80);
      plain = Vector.madd(A5, w, plain);
      slopeY = Vector.madd(B5, w, slopeY);
      slopeZ = Vector.madd(A5, v128.load(dz, 80), slopeZ);
    }
    total.plain = plain;
    total.slopeY = slopeY;
    total.slopeZ = slopeZ;
  }
}
