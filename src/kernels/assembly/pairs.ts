// biome-ignore-all lint/complexity/noStaticOnlyClass: AssemblyScript inlines what is marked, and only methods can be marked in valid TypeScript.
import { Elementary, one } from './elementary';
import { Turns } from './turns';
import { Vector } from './vector';

/**
 * Two particles side by side: every member holds one number of each. All that a pair needs lies behind one pointer at fixed
 * offsets, which is what V8 turns into the fewest instructions.
 */
@unmanaged
class PlaneTile {
  vx: v128;
  vy: v128;
  gx: v128;
  gy: v128;
  w: v128;
  fx: v128;
  fy: v128;
}

@unmanaged
class SpaceTile {
  vx: v128;
  vy: v128;
  gx: v128;
  gy: v128;
  w: v128;
  fx: v128;
  fy: v128;
  vz: v128;
  gz: v128;
  fz: v128;
}

/** What all tasks have in common: gamma/2 whole and in two parts, the two words of `Pairs.power`, then where the tasks are. */
@unmanaged
export class Settings {
  g: f64;
  high: f64;
  low: f64;
  /** alpha is kept where |z|^2 > floor: 0 where the force of coincident particles vanishes, else -1. */
  floor: f64;
  /** alpha of coincident particles in the general power: 0 or NaN. */
  coincident: f64;
  /** Where |z|^2 < core, sum_k c_k y^k with y = 1 - inverse |z|^2 stands in the place of |z|^gamma. */
  core: f64;
  inverse: f64;
  c0: f64;
  c1: f64;
  c2: f64;
  c3: f64;
  c4: f64;
  c5: f64;
  /** gamma where it has a path of its own, else 2; with a core 3 for gamma = -3, else 4. */
  path: i32;
  tasks: usize;
}

/**
 * The pairs between the tiles p .. pEnd and q .. qEnd. Every block has a counter of the tasks done on it, at pDone and qDone;
 * the task comes when they have reached pTurn and qTurn.
 */
@unmanaged
class Task {
  p: usize;
  pEnd: usize;
  q: usize;
  qEnd: usize;
  pDone: usize;
  qDone: usize;
  pTurn: i32;
  qTurn: i32;
}

/**
 * The exponents gamma with a path of their own, `Real` for every other, and two with a core: types, so that the compiler
 * specialises.
 */
export class Zero {}
export class One {}
export class MinusOne {}
export class MinusTwo {}
export class MinusThree {}
export class Real {}
export class SoftenedMinusThree {}
export class SoftenedReal {}

export class Pairs {
  /** `power` with the core's value where r2 is within it; few pairs are, so most of the time nothing is done. */
  @inline static soften(r2: v128, power: v128, settings: usize): v128 {
    const inside = f64x2.lt(r2, v128.load64_splat(settings, offsetof<Settings>('core')));
    if (!v128.any_true(inside)) return power;
    const inverse = v128.load64_splat(settings, offsetof<Settings>('inverse'));
    const y = f64x2.sub(Elementary.constant(one), f64x2.mul(r2, inverse));
    let sum = v128.load64_splat(settings, offsetof<Settings>('c5'));
    sum = f64x2.add(f64x2.mul(sum, y), v128.load64_splat(settings, offsetof<Settings>('c4')));
    sum = f64x2.add(f64x2.mul(sum, y), v128.load64_splat(settings, offsetof<Settings>('c3')));
    sum = f64x2.add(f64x2.mul(sum, y), v128.load64_splat(settings, offsetof<Settings>('c2')));
    sum = f64x2.add(f64x2.mul(sum, y), v128.load64_splat(settings, offsetof<Settings>('c1')));
    sum = f64x2.add(f64x2.mul(sum, y), v128.load64_splat(settings, offsetof<Settings>('c0')));
    return v128.bitselect(sum, power, inside);
  }

  /** |z|^gamma from r2 = |z|^2. */
  @inline static power<G>(r2: v128, settings: usize): v128 {
    if (idof<G>() === idof<Zero>()) return Elementary.constant(one);
    if (idof<G>() === idof<One>()) return f64x2.sqrt(r2);
    if (idof<G>() === idof<SoftenedMinusThree>())
      return Pairs.soften(r2, Pairs.power<MinusThree>(r2, settings), settings);
    if (idof<G>() === idof<SoftenedReal>()) return Pairs.soften(r2, Pairs.power<Real>(r2, settings), settings);
    if (idof<G>() === idof<Real>()) {
      const g = v128.load64_splat(settings, offsetof<Settings>('g'));
      const high = v128.load64_splat(settings, offsetof<Settings>('high'));
      const low = v128.load64_splat(settings, offsetof<Settings>('low'));
      const coincident = v128.load64_splat(settings, offsetof<Settings>('coincident'));
      const apart = f64x2.gt(r2, f64x2.splat(0));
      return v128.bitselect(Elementary.power(r2, g, high, low), coincident, apart);
    }
    const floor = v128.load64_splat(settings, offsetof<Settings>('floor'));
    let root = r2;
    if (idof<G>() === idof<MinusOne>()) root = f64x2.sqrt(r2);
    if (idof<G>() === idof<MinusThree>()) root = f64x2.mul(r2, f64x2.sqrt(r2));
    return v128.and(f64x2.div(Elementary.constant(one), root), f64x2.gt(r2, floor));
  }

  /**
   * Adds the forces between the particle at p (a lane of its tile) and all particles of the tiles from q to end, each pair
   * once: F = alpha (|z|^2 u - (z.u) z), u = g_p - g_q; f_p -= w_q F, f_q += w_p F. In the plane |z|^2 u - (z.u) z is
   * (z_x u_y - z_y u_x) (-z_y, z_x).
   */
  @inline static row<T, G>(p: usize, q: usize, end: usize, settings: usize): void {
    const zero = f64x2.splat(0);
    const px = v128.load64_splat(p, offsetof<T>('vx'));
    const py = v128.load64_splat(p, offsetof<T>('vy'));
    const gx = v128.load64_splat(p, offsetof<T>('gx'));
    const gy = v128.load64_splat(p, offsetof<T>('gy'));
    const w = v128.load64_splat(p, offsetof<T>('w'));
    let fx = zero;
    let fy = zero;
    if (offsetof<T>() === offsetof<PlaneTile>()) {
      for (let at = q; at < end; at += offsetof<T>()) {
        const tile = changetype<PlaneTile>(at);
        const x = f64x2.sub(px, tile.vx);
        const y = f64x2.sub(py, tile.vy);
        let turn = Vector.nmadd(y, f64x2.sub(gx, tile.gx), f64x2.mul(x, f64x2.sub(gy, tile.gy)));
        if (idof<G>() !== idof<Zero>()) {
          const r2 = Vector.madd(y, y, f64x2.mul(x, x));
          turn = f64x2.mul(turn, Pairs.power<G>(r2, settings));
        }
        const action = f64x2.mul(tile.w, turn);
        const reaction = f64x2.mul(w, turn);
        fx = Vector.madd(y, action, fx);
        fy = Vector.nmadd(x, action, fy);
        tile.fx = Vector.nmadd(y, reaction, tile.fx);
        tile.fy = Vector.madd(x, reaction, tile.fy);
      }
    } else {
      const pz = v128.load64_splat(p, offsetof<SpaceTile>('vz'));
      const gz = v128.load64_splat(p, offsetof<SpaceTile>('gz'));
      let fz = zero;
      for (let at = q; at < end; at += offsetof<T>()) {
        const tile = changetype<SpaceTile>(at);
        const x = f64x2.sub(px, tile.vx);
        const y = f64x2.sub(py, tile.vy);
        const z = f64x2.sub(pz, tile.vz);
        const ux = f64x2.sub(gx, tile.gx);
        const uy = f64x2.sub(gy, tile.gy);
        const uz = f64x2.sub(gz, tile.gz);
        let across = Vector.madd(z, z, Vector.madd(y, y, f64x2.mul(x, x)));
        let along = Vector.madd(z, uz, Vector.madd(y, uy, f64x2.mul(x, ux)));
        if (idof<G>() !== idof<Zero>()) {
          const alpha = Pairs.power<G>(across, settings);
          across = f64x2.mul(across, alpha);
          along = f64x2.mul(along, alpha);
        }
        const Fx = Vector.nmadd(along, x, f64x2.mul(across, ux));
        const Fy = Vector.nmadd(along, y, f64x2.mul(across, uy));
        const Fz = Vector.nmadd(along, z, f64x2.mul(across, uz));
        fx = Vector.nmadd(tile.w, Fx, fx);
        fy = Vector.nmadd(tile.w, Fy, fy);
        fz = Vector.nmadd(tile.w, Fz, fz);
        tile.fx = Vector.madd(w, Fx, tile.fx);
        tile.fy = Vector.madd(w, Fy, tile.fy);
        tile.fz = Vector.madd(w, Fz, tile.fz);
      }
      store<f64>(p, load<f64>(p, offsetof<SpaceTile>('fz')) + Vector.total(fz), offsetof<SpaceTile>('fz'));
    }
    store<f64>(p, load<f64>(p, offsetof<T>('fx')) + Vector.total(fx), offsetof<T>('fx'));
    store<f64>(p, load<f64>(p, offsetof<T>('fy')) + Vector.total(fy), offsetof<T>('fy'));
  }

  /** Adds the force between the two particles of the tile at p. */
  @inline static inside<T, G>(p: usize, settings: usize): void {
    const tile = changetype<T>(p);
    const w = Vector.swap(tile.w);
    const x = f64x2.sub(tile.vx, Vector.swap(tile.vx));
    const y = f64x2.sub(tile.vy, Vector.swap(tile.vy));
    const ux = f64x2.sub(tile.gx, Vector.swap(tile.gx));
    const uy = f64x2.sub(tile.gy, Vector.swap(tile.gy));
    let across = Vector.madd(y, y, f64x2.mul(x, x));
    let along = Vector.madd(y, uy, f64x2.mul(x, ux));
    let z = x;
    let uz = ux;
    if (offsetof<T>() !== offsetof<PlaneTile>()) {
      const space = changetype<SpaceTile>(p);
      z = f64x2.sub(space.vz, Vector.swap(space.vz));
      uz = f64x2.sub(space.gz, Vector.swap(space.gz));
      across = Vector.madd(z, z, across);
      along = Vector.madd(z, uz, along);
    }
    const scale = f64x2.mul(w, Pairs.power<G>(across, settings));
    across = f64x2.mul(scale, across);
    along = f64x2.mul(scale, along);
    tile.fx = f64x2.sub(tile.fx, Vector.nmadd(along, x, f64x2.mul(across, ux)));
    tile.fy = f64x2.sub(tile.fy, Vector.nmadd(along, y, f64x2.mul(across, uy)));
    if (offsetof<T>() !== offsetof<PlaneTile>()) {
      const space = changetype<SpaceTile>(p);
      space.fz = f64x2.sub(space.fz, Vector.nmadd(along, z, f64x2.mul(across, uz)));
    }
  }

  /** All pairs between the tiles p .. pEnd and q .. qEnd; with p = q all pairs within. */
  static block<T, G>(p: usize, pEnd: usize, q: usize, qEnd: usize, settings: usize): void {
    const within = p === q;
    for (let at = p; at < pEnd; at += offsetof<T>()) {
      if (within) Pairs.inside<T, G>(at, settings);
      const first = within ? at + offsetof<T>() : q;
      Pairs.row<T, G>(at, first, qEnd, settings);
      Pairs.row<T, G>(at + 8, first, qEnd, settings);
    }
  }

  /** Tasks begin .. end of the list. */
  static tasks<T>(settings: usize, begin: i32, end: i32): void {
    const shared = changetype<Settings>(settings);
    const gamma = shared.path;
    for (let index = begin; index < end; index++) {
      const task = changetype<Task>(shared.tasks + <usize>index * offsetof<Task>());
      const p = task.p;
      const pEnd = task.pEnd;
      const q = task.q;
      const qEnd = task.qEnd;
      Turns.await(task.pDone, task.pTurn);
      Turns.await(task.qDone, task.qTurn);
      if (gamma === 0) Pairs.block<T, Zero>(p, pEnd, q, qEnd, settings);
      else if (gamma === 1) Pairs.block<T, One>(p, pEnd, q, qEnd, settings);
      else if (gamma === -1) Pairs.block<T, MinusOne>(p, pEnd, q, qEnd, settings);
      else if (gamma === -2) Pairs.block<T, MinusTwo>(p, pEnd, q, qEnd, settings);
      else if (gamma === -3) Pairs.block<T, MinusThree>(p, pEnd, q, qEnd, settings);
      else if (gamma === 3) Pairs.block<T, SoftenedMinusThree>(p, pEnd, q, qEnd, settings);
      else if (gamma === 4) Pairs.block<T, SoftenedReal>(p, pEnd, q, qEnd, settings);
      else Pairs.block<T, Real>(p, pEnd, q, qEnd, settings);
      Turns.advance(task.pDone);
      if (p !== q) Turns.advance(task.qDone);
    }
  }
}

/** All pairs of the tasks begin .. end, in the plane and in space. */
export function planePairs(settings: usize, begin: i32, end: i32): void {
  Pairs.tasks<PlaneTile>(settings, begin, end);
}

export function spacePairs(settings: usize, begin: i32, end: i32): void {
  Pairs.tasks<SpaceTile>(settings, begin, end);
}
