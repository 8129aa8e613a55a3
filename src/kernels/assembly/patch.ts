// biome-ignore-all lint/complexity/noStaticOnlyClass: AssemblyScript inlines what is marked, and only methods can be marked in valid TypeScript.

/** A strip of columns, two to a vector. Its width is a type, so that the compiler unrolls the rows. */
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
 * A plane patch of the lattice under one particle: `rows` rows, `stride` bytes apart, cut into strips of at most six pairs of
 * columns: twelve sums, or six weights, stay in the sixteen registers while the rows pass.
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

  /** Pairs of the next strip: the patch is cut as evenly as strips of at most six allow. */
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
      v128.store(at, f64x2.add(v128.load(at), f64x2.mul(w, z0)));
      if (Patch.has<W>(1)) v128.store(at, f64x2.add(v128.load(at, 16), f64x2.mul(w, z1)), 16);
      if (Patch.has<W>(2)) v128.store(at, f64x2.add(v128.load(at, 32), f64x2.mul(w, z2)), 32);
      if (Patch.has<W>(3)) v128.store(at, f64x2.add(v128.load(at, 48), f64x2.mul(w, z3)), 48);
      if (Patch.has<W>(4)) v128.store(at, f64x2.add(v128.load(at, 64), f64x2.mul(w, z4)), 64);
      if (Patch.has<W>(5)) v128.store(at, f64x2.add(v128.load(at, 80), f64x2.mul(w, z5)), 80);
      at += stride;
    }
  }

  /** First over the rows, A[column] = sum l y and B[column] = sum l dy, then over the columns. */
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
      A0 = f64x2.add(A0, f64x2.mul(l, wy));
      B0 = f64x2.add(B0, f64x2.mul(l, wd));
      if (Patch.has<W>(1)) {
        const l = v128.load(at, 16);
        A1 = f64x2.add(A1, f64x2.mul(l, wy));
        B1 = f64x2.add(B1, f64x2.mul(l, wd));
      }
      if (Patch.has<W>(2)) {
        const l = v128.load(at, 32);
        A2 = f64x2.add(A2, f64x2.mul(l, wy));
        B2 = f64x2.add(B2, f64x2.mul(l, wd));
      }
      if (Patch.has<W>(3)) {
        const l = v128.load(at, 48);
        A3 = f64x2.add(A3, f64x2.mul(l, wy));
        B3 = f64x2.add(B3, f64x2.mul(l, wd));
      }
      if (Patch.has<W>(4)) {
        const l = v128.load(at, 64);
        A4 = f64x2.add(A4, f64x2.mul(l, wy));
        B4 = f64x2.add(B4, f64x2.mul(l, wd));
      }
      if (Patch.has<W>(5)) {
        const l = v128.load(at, 80);
        A5 = f64x2.add(A5, f64x2.mul(l, wy));
        B5 = f64x2.add(B5, f64x2.mul(l, wd));
      }
      at += stride;
    }
    const total = changetype<Contraction>(sums);
    let plain = total.plain;
    let slopeY = total.slopeY;
    let slopeZ = total.slopeZ;
    const w = v128.load(z, 0);
    plain = f64x2.add(plain, f64x2.mul(A0, w));
    slopeY = f64x2.add(slopeY, f64x2.mul(B0, w));
    slopeZ = f64x2.add(slopeZ, f64x2.mul(A0, v128.load(dz, 0)));
    if (Patch.has<W>(1)) {
      const w = v128.load(z, 16);
      plain = f64x2.add(plain, f64x2.mul(A1, w));
      slopeY = f64x2.add(slopeY, f64x2.mul(B1, w));
      slopeZ = f64x2.add(slopeZ, f64x2.mul(A1, v128.load(dz, 16)));
    }
    if (Patch.has<W>(2)) {
      const w = v128.load(z, 32);
      plain = f64x2.add(plain, f64x2.mul(A2, w));
      slopeY = f64x2.add(slopeY, f64x2.mul(B2, w));
      slopeZ = f64x2.add(slopeZ, f64x2.mul(A2, v128.load(dz, 32)));
    }
    if (Patch.has<W>(3)) {
      const w = v128.load(z, 48);
      plain = f64x2.add(plain, f64x2.mul(A3, w));
      slopeY = f64x2.add(slopeY, f64x2.mul(B3, w));
      slopeZ = f64x2.add(slopeZ, f64x2.mul(A3, v128.load(dz, 48)));
    }
    if (Patch.has<W>(4)) {
      const w = v128.load(z, 64);
      plain = f64x2.add(plain, f64x2.mul(A4, w));
      slopeY = f64x2.add(slopeY, f64x2.mul(B4, w));
      slopeZ = f64x2.add(slopeZ, f64x2.mul(A4, v128.load(dz, 64)));
    }
    if (Patch.has<W>(5)) {
      const w = v128.load(z, 80);
      plain = f64x2.add(plain, f64x2.mul(A5, w));
      slopeY = f64x2.add(slopeY, f64x2.mul(B5, w));
      slopeZ = f64x2.add(slopeZ, f64x2.mul(A5, v128.load(dz, 80)));
    }
    total.plain = plain;
    total.slopeY = slopeY;
    total.slopeZ = slopeZ;
  }
}
