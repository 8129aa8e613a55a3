// biome-ignore-all lint/complexity/noStaticOnlyClass: AssemblyScript inlines what is marked, and only methods can be marked in valid TypeScript.
import { Elementary, one } from './elementary';

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

/** What all pairs share: gamma/2 whole and in two parts, then the two words of `Pairs.power`. */
@unmanaged
class Settings {
  g: f64;
  high: f64;
  low: f64;
  /** alpha is kept where |z|^2 > floor: 0 where the force of coincident particles vanishes, else -1. */
  floor: f64;
  /** alpha of coincident particles in the general power: 0 or NaN. */
  coincident: f64;
}

/** The pairs between the tiles p .. pEnd and q .. qEnd. */
@unmanaged
class Task {
  p: usize;
  pEnd: usize;
  q: usize;
  qEnd: usize;
}

/** The exponents gamma with a path of their own, and `Real` for every other: types, so that the compiler specialises. */
class Zero {}
class One {}
class MinusOne {}
class MinusTwo {}
class MinusThree {}
class Real {}

class Pairs {
  /** |z|^gamma from r2 = |z|^2. */
  @inline static power<G>(r2: v128, settings: usize): v128 {
    if (idof<G>() === idof<Zero>()) return Elementary.constant(one);
    if (idof<G>() === idof<One>()) return f64x2.sqrt(r2);
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
        let turn = f64x2.sub(f64x2.mul(x, f64x2.sub(gy, tile.gy)), f64x2.mul(y, f64x2.sub(gx, tile.gx)));
        if (idof<G>() !== idof<Zero>()) {
          const r2 = f64x2.add(f64x2.mul(x, x), f64x2.mul(y, y));
          turn = f64x2.mul(turn, Pairs.power<G>(r2, settings));
        }
        const action = f64x2.mul(tile.w, turn);
        const reaction = f64x2.mul(w, turn);
        fx = f64x2.add(fx, f64x2.mul(y, action));
        fy = f64x2.sub(fy, f64x2.mul(x, action));
        tile.fx = f64x2.sub(tile.fx, f64x2.mul(y, reaction));
        tile.fy = f64x2.add(tile.fy, f64x2.mul(x, reaction));
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
        let across = f64x2.add(f64x2.add(f64x2.mul(x, x), f64x2.mul(y, y)), f64x2.mul(z, z));
        let along = f64x2.add(f64x2.add(f64x2.mul(x, ux), f64x2.mul(y, uy)), f64x2.mul(z, uz));
        if (idof<G>() !== idof<Zero>()) {
          const alpha = Pairs.power<G>(across, settings);
          across = f64x2.mul(across, alpha);
          along = f64x2.mul(along, alpha);
        }
        const Fx = f64x2.sub(f64x2.mul(across, ux), f64x2.mul(along, x));
        const Fy = f64x2.sub(f64x2.mul(across, uy), f64x2.mul(along, y));
        const Fz = f64x2.sub(f64x2.mul(across, uz), f64x2.mul(along, z));
        fx = f64x2.sub(fx, f64x2.mul(tile.w, Fx));
        fy = f64x2.sub(fy, f64x2.mul(tile.w, Fy));
        fz = f64x2.sub(fz, f64x2.mul(tile.w, Fz));
        tile.fx = f64x2.add(tile.fx, f64x2.mul(w, Fx));
        tile.fy = f64x2.add(tile.fy, f64x2.mul(w, Fy));
        tile.fz = f64x2.add(tile.fz, f64x2.mul(w, Fz));
      }
      store<f64>(p, load<f64>(p, offsetof<SpaceTile>('fz')) + Pairs.total(fz), offsetof<SpaceTile>('fz'));
    }
    store<f64>(p, load<f64>(p, offsetof<T>('fx')) + Pairs.total(fx), offsetof<T>('fx'));
    store<f64>(p, load<f64>(p, offsetof<T>('fy')) + Pairs.total(fy), offsetof<T>('fy'));
  }

  @inline static total(x: v128): f64 {
    return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
  }

  @inline static swap(x: v128): v128 {
    return v128.shuffle<f64>(x, x, 1, 0);
  }

  /** Adds the force between the two particles of the tile at p. */
  @inline static inside<T, G>(p: usize, settings: usize): void {
    const tile = changetype<T>(p);
    const w = Pairs.swap(tile.w);
    const x = f64x2.sub(tile.vx, Pairs.swap(tile.vx));
    const y = f64x2.sub(tile.vy, Pairs.swap(tile.vy));
    const ux = f64x2.sub(tile.gx, Pairs.swap(tile.gx));
    const uy = f64x2.sub(tile.gy, Pairs.swap(tile.gy));
    let across = f64x2.add(f64x2.mul(x, x), f64x2.mul(y, y));
    let along = f64x2.add(f64x2.mul(x, ux), f64x2.mul(y, uy));
    let z = x;
    let uz = ux;
    if (offsetof<T>() !== offsetof<PlaneTile>()) {
      const space = changetype<SpaceTile>(p);
      z = f64x2.sub(space.vz, Pairs.swap(space.vz));
      uz = f64x2.sub(space.gz, Pairs.swap(space.gz));
      across = f64x2.add(across, f64x2.mul(z, z));
      along = f64x2.add(along, f64x2.mul(z, uz));
    }
    const scale = f64x2.mul(w, Pairs.power<G>(across, settings));
    across = f64x2.mul(scale, across);
    along = f64x2.mul(scale, along);
    tile.fx = f64x2.sub(tile.fx, f64x2.sub(f64x2.mul(across, ux), f64x2.mul(along, x)));
    tile.fy = f64x2.sub(tile.fy, f64x2.sub(f64x2.mul(across, uy), f64x2.mul(along, y)));
    if (offsetof<T>() !== offsetof<PlaneTile>()) {
      const space = changetype<SpaceTile>(p);
      space.fz = f64x2.sub(space.fz, f64x2.sub(f64x2.mul(across, uz), f64x2.mul(along, z)));
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

  /** Task number `index` of the list. */
  @inline static task<T>(gamma: i32, tasks: usize, index: u32, settings: usize): void {
    const task = changetype<Task>(tasks + <usize>index * offsetof<Task>());
    const p = task.p;
    const pEnd = task.pEnd;
    const q = task.q;
    const qEnd = task.qEnd;
    if (gamma === 0) Pairs.block<T, Zero>(p, pEnd, q, qEnd, settings);
    else if (gamma === 1) Pairs.block<T, One>(p, pEnd, q, qEnd, settings);
    else if (gamma === -1) Pairs.block<T, MinusOne>(p, pEnd, q, qEnd, settings);
    else if (gamma === -2) Pairs.block<T, MinusTwo>(p, pEnd, q, qEnd, settings);
    else if (gamma === -3) Pairs.block<T, MinusThree>(p, pEnd, q, qEnd, settings);
    else Pairs.block<T, Real>(p, pEnd, q, qEnd, settings);
  }
}

/** All pairs of one task in the plane, and in space. */
export function planePairs(gamma: i32, tasks: usize, index: u32, settings: usize): void {
  Pairs.task<PlaneTile>(gamma, tasks, index, settings);
}

export function spacePairs(gamma: i32, tasks: usize, index: u32, settings: usize): void {
  Pairs.task<SpaceTile>(gamma, tasks, index, settings);
}
