// biome-ignore-all lint/complexity/noStaticOnlyClass: AssemblyScript inlines what is marked, and only methods can be marked in valid TypeScript.
// biome-ignore-all lint/style/useImportType: AssemblyScript has no type-only imports.
import {
  MinusOne,
  MinusThree,
  MinusTwo,
  One,
  Pairs,
  Real,
  Settings,
  SoftenedMinusThree,
  SoftenedReal,
  Zero,
} from './pairs';
import { Vector } from './vector';

/** Both sides of the sum: planes of velocities, weights, how many bytes from one plane to the next, and where the sums of a block go. */
@unmanaged
class Sides {
  v: usize;
  w: usize;
  plane: usize;
  count: i32;
  vOther: usize;
  wOther: usize;
  planeOther: usize;
  /** An even number: a stand-in of weight 0 completes an odd one. */
  countOther: i32;
  like: i32;
  /** Particles of a block. */
  block: i32;
  sums: usize;
}

class Plane {}
class Space {}

/** Partners whose velocities and weights stay in the first-level cache. */
const tile: i32 = 512;

/** Doubles that a block writes: the sums of w z, of w z z^T (xx, yx, yy, zx, zy, zz) and of w z v^T, with |z|^gamma in each. */
const sumsOfBlock: i32 = 24;
const secondSums: i32 = 3;
const mixedSums: i32 = 9;

class Averages {
  @inline static add(sums: usize, place: i32, value: f64): void {
    const at = sums + ((<usize>place) << 3);
    store<f64>(at, load<f64>(at) + value);
  }

  /** Adds the pairs of particle p and the partners first .. end, both even. */
  @inline static row<D, G>(settings: usize, sides: Sides, p: i32, first: i32, end: i32, sums: usize): void {
    const zero = f64x2.splat(0);
    const at = sides.v + ((<usize>p) << 3);
    const px = v128.load64_splat(at);
    const py = v128.load64_splat(at + sides.plane);
    const xs = sides.vOther;
    const ys = xs + sides.planeOther;
    const ws = sides.wOther;
    let sx = zero;
    let sy = zero;
    let sxx = zero;
    let syx = zero;
    let syy = zero;
    const weight = load<f64>(sides.w + ((<usize>p) << 3));
    const vx = f64x2.extract_lane(px, 0);
    const vy = f64x2.extract_lane(py, 0);
    const last = (<usize>end) << 3;
    if (idof<D>() === idof<Plane>()) {
      for (let q = (<usize>first) << 3; q < last; q += 16) {
        const x = f64x2.sub(px, v128.load(xs + q));
        const y = f64x2.sub(py, v128.load(ys + q));
        const r2 = Vector.madd(y, y, f64x2.mul(x, x));
        const c = f64x2.mul(v128.load(ws + q), Pairs.power<G>(r2, settings));
        const cx = f64x2.mul(c, x);
        const cy = f64x2.mul(c, y);
        sx = f64x2.add(sx, cx);
        sy = f64x2.add(sy, cy);
        sxx = Vector.madd(cx, x, sxx);
        syx = Vector.madd(cy, x, syx);
        syy = Vector.madd(cy, y, syy);
      }
    } else {
      const pz = v128.load64_splat(at + 2 * sides.plane);
      const vz = f64x2.extract_lane(pz, 0);
      const zs = ys + sides.planeOther;
      let sz = zero;
      let szx = zero;
      let szy = zero;
      let szz = zero;
      for (let q = (<usize>first) << 3; q < last; q += 16) {
        const x = f64x2.sub(px, v128.load(xs + q));
        const y = f64x2.sub(py, v128.load(ys + q));
        const z = f64x2.sub(pz, v128.load(zs + q));
        const r2 = Vector.madd(z, z, Vector.madd(y, y, f64x2.mul(x, x)));
        const c = f64x2.mul(v128.load(ws + q), Pairs.power<G>(r2, settings));
        const cx = f64x2.mul(c, x);
        const cy = f64x2.mul(c, y);
        const cz = f64x2.mul(c, z);
        sx = f64x2.add(sx, cx);
        sy = f64x2.add(sy, cy);
        sz = f64x2.add(sz, cz);
        sxx = Vector.madd(cx, x, sxx);
        syx = Vector.madd(cy, x, syx);
        syy = Vector.madd(cy, y, syy);
        szx = Vector.madd(cz, x, szx);
        szy = Vector.madd(cz, y, szy);
        szz = Vector.madd(cz, z, szz);
      }
      const z1 = weight * Vector.total(sz);
      Averages.add(sums, 2, z1);
      Averages.add(sums, secondSums + 3, weight * Vector.total(szx));
      Averages.add(sums, secondSums + 4, weight * Vector.total(szy));
      Averages.add(sums, secondSums + 5, weight * Vector.total(szz));
      Averages.add(sums, mixedSums + 2, weight * Vector.total(sx) * vz);
      Averages.add(sums, mixedSums + 5, weight * Vector.total(sy) * vz);
      Averages.add(sums, mixedSums + 6, z1 * vx);
      Averages.add(sums, mixedSums + 7, z1 * vy);
      Averages.add(sums, mixedSums + 8, z1 * vz);
    }
    const x1 = weight * Vector.total(sx);
    const y1 = weight * Vector.total(sy);
    Averages.add(sums, 0, x1);
    Averages.add(sums, 1, y1);
    Averages.add(sums, secondSums, weight * Vector.total(sxx));
    Averages.add(sums, secondSums + 1, weight * Vector.total(syx));
    Averages.add(sums, secondSums + 2, weight * Vector.total(syy));
    Averages.add(sums, mixedSums, x1 * vx);
    Averages.add(sums, mixedSums + 1, x1 * vy);
    Averages.add(sums, mixedSums + 3, y1 * vx);
    Averages.add(sums, mixedSums + 4, y1 * vy);
  }

  /** All pairs of the particles of a block, which have their sums to themselves: the same bits for any number of threads. */
  static block<D, G>(settings: usize, sides: Sides, block: i32): void {
    const begin = block * sides.block;
    const end = min(begin + sides.block, sides.count);
    const sums = sides.sums + ((<usize>(block * sumsOfBlock)) << 3);
    memory.fill(sums, 0, sumsOfBlock << 3);
    for (let q = 0; q < sides.countOther; q += tile) {
      const last = min(q + tile, sides.countOther);
      for (let p = begin; p < end; p++) {
        // Within a species from p + 1 on, or from p itself, whose pair is zero, where p is the first of two.
        const first = sides.like ? max(q, (p + 1) & ~1) : q;
        if (first < last) Averages.row<D, G>(settings, sides, p, first, last, sums);
      }
    }
  }

  static blocks<D>(settings: usize, begin: i32, end: i32): void {
    const shared = changetype<Settings>(settings);
    const sides = changetype<Sides>(shared.tasks);
    const gamma = shared.path;
    for (let block = begin; block < end; block++) {
      if (gamma === 0) Averages.block<D, Zero>(settings, sides, block);
      else if (gamma === 1) Averages.block<D, One>(settings, sides, block);
      else if (gamma === -1) Averages.block<D, MinusOne>(settings, sides, block);
      else if (gamma === -2) Averages.block<D, MinusTwo>(settings, sides, block);
      else if (gamma === -3) Averages.block<D, MinusThree>(settings, sides, block);
      else if (gamma === 3) Averages.block<D, SoftenedMinusThree>(settings, sides, block);
      else if (gamma === 4) Averages.block<D, SoftenedReal>(settings, sides, block);
      else Averages.block<D, Real>(settings, sides, block);
    }
  }
}

/** The pair averages of the blocks begin .. end of particles, in the plane and in space. */
export function planeAverages(settings: usize, begin: i32, end: i32): void {
  Averages.blocks<Plane>(settings, begin, end);
}

export function spaceAverages(settings: usize, begin: i32, end: i32): void {
  Averages.blocks<Space>(settings, begin, end);
}
