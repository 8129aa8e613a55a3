import type { ForcedParticles } from '../core/particles.ts';

/**
 * alpha(|z|) as the sums over pairs take it: the exponent gamma of |z|^gamma, or any other function, whose leading exponent at z = 0 is
 * `exponent`.
 */
export type PairAlpha = number | GeneralAlpha;

export interface GeneralAlpha {
  readonly exponent: number;
  /** alpha[q] := alpha(|z|) from r2[q] = |z|^2 for q in [0, count). */
  evaluate(r2: Float64Array, count: number, alpha: Float64Array): void;
}

/** Partners handled together: their buffers stay in the first-level cache. */
const tile = 512;

/**
 * Adds the mutual Landau forces of all pairs p of `a`, q of `b`, each unordered pair once:
 *
 *     F_pq = c |z|^gamma A(z) (g_p - g_q),    z = v_p - v_q,    A(z) = |z|^2 I - z z^T
 *     force_p -= w_q F_pq,    force_q += w_p F_pq
 *
 * so momentum is exact pair by pair and energy because A(z) z = 0. With `a === b` every pair p < q of the species counts
 * once and self pairs do not occur. At z = 0 the force of a pair vanishes for gamma > -2, and for like particles always
 * (g_p = g_q there). Unlike particles at one velocity with gamma <= -2 have no definite force: the result is NaN then, not
 * a dropped pair, and callers report it. With a `core`, which replaces |z|^gamma at small |z|, that force is zero.
 *
 * Plain TypeScript: this file defines what every faster pair sum must reproduce.
 */
export function addPairForces(
  strength: number,
  gamma: PairAlpha,
  a: ForcedParticles,
  b: ForcedParticles,
  core?: PairCore,
): void {
  if (a.velocities.d === 2) addPairForces2(strength, gamma, a, b, core);
  else addPairForces3(strength, gamma, a, b, core);
}

/** In the plane A(z) = b b^T with b = (-z_y, z_x). */
function addPairForces2(
  strength: number,
  gamma: PairAlpha,
  a: ForcedParticles,
  b: ForcedParticles,
  core?: PairCore,
): void {
  const like = a === b;
  const vanishing = isVanishing(gamma, like);
  const n = a.weights.length;
  const m = b.weights.length;
  const va = a.velocities.data;
  const ga = a.scaledScore.data;
  const fa = a.force.data;
  const vb = b.velocities.data;
  const gb = b.scaledScore.data;
  const fb = b.force.data;
  const [zx, zy, r2, alpha] = [0, 1, 2, 3].map(() => new Float64Array(tile));
  for (let q0 = 0; q0 < m; q0 += tile) {
    const q1 = Math.min(m, q0 + tile);
    for (let p = 0; p < (like ? q1 - 1 : n); p++) {
      const start = like && p >= q0 ? p + 1 : q0;
      const count = q1 - start;
      const px = va[p];
      const py = va[n + p];
      for (let q = 0; q < count; q++) {
        const x = px - vb[start + q];
        const y = py - vb[m + start + q];
        zx[q] = x;
        zy[q] = y;
        r2[q] = x * x + y * y;
      }
      evaluateAlpha(gamma, r2, count, core, alpha);
      if (vanishing) maskCoincident(r2, count, alpha);
      const w = a.weights[p];
      const gx = ga[p];
      const gy = ga[n + p];
      let fx = 0;
      let fy = 0;
      for (let q = 0; q < count; q++) {
        const at = start + q;
        const x = zx[q];
        const y = zy[q];
        const turn = strength * alpha[q] * (x * (gy - gb[m + at]) - y * (gx - gb[at]));
        const wq = b.weights[at];
        fx += wq * (y * turn);
        fy -= wq * (x * turn);
        fb[at] -= w * (y * turn);
        fb[m + at] += w * (x * turn);
      }
      fa[p] += fx;
      fa[n + p] += fy;
    }
  }
}

function addPairForces3(
  strength: number,
  gamma: PairAlpha,
  a: ForcedParticles,
  b: ForcedParticles,
  core?: PairCore,
): void {
  const like = a === b;
  const vanishing = isVanishing(gamma, like);
  const n = a.weights.length;
  const m = b.weights.length;
  const va = a.velocities.data;
  const ga = a.scaledScore.data;
  const fa = a.force.data;
  const vb = b.velocities.data;
  const gb = b.scaledScore.data;
  const fb = b.force.data;
  const [zx, zy, zz, r2, alpha] = [0, 1, 2, 3, 4].map(() => new Float64Array(tile));
  for (let q0 = 0; q0 < m; q0 += tile) {
    const q1 = Math.min(m, q0 + tile);
    for (let p = 0; p < (like ? q1 - 1 : n); p++) {
      const start = like && p >= q0 ? p + 1 : q0;
      const count = q1 - start;
      const px = va[p];
      const py = va[n + p];
      const pz = va[2 * n + p];
      for (let q = 0; q < count; q++) {
        const at = start + q;
        const x = px - vb[at];
        const y = py - vb[m + at];
        const z = pz - vb[2 * m + at];
        zx[q] = x;
        zy[q] = y;
        zz[q] = z;
        r2[q] = x * x + y * y + z * z;
      }
      evaluateAlpha(gamma, r2, count, core, alpha);
      if (vanishing) maskCoincident(r2, count, alpha);
      const w = a.weights[p];
      const gx = ga[p];
      const gy = ga[n + p];
      const gz = ga[2 * n + p];
      let fx = 0;
      let fy = 0;
      let fz = 0;
      for (let q = 0; q < count; q++) {
        const at = start + q;
        const x = zx[q];
        const y = zy[q];
        const z = zz[q];
        const ux = gx - gb[at];
        const uy = gy - gb[m + at];
        const uz = gz - gb[2 * m + at];
        const c = strength * alpha[q];
        const along = c * (x * ux + y * uy + z * uz);
        const across = c * r2[q];
        const Fx = across * ux - along * x;
        const Fy = across * uy - along * y;
        const Fz = across * uz - along * z;
        const wq = b.weights[at];
        fx -= wq * Fx;
        fy -= wq * Fy;
        fz -= wq * Fz;
        fb[at] += w * Fx;
        fb[m + at] += w * Fy;
        fb[2 * m + at] += w * Fz;
      }
      fa[p] += fx;
      fa[n + p] += fy;
      fa[2 * n + p] += fz;
    }
  }
}

/** Whether the force of a pair at z = 0 is zero. */
export function isVanishing(alpha: PairAlpha, like: boolean): boolean {
  return like || (typeof alpha === 'number' ? alpha : alpha.exponent) > -2;
}

/** A core belongs to a power; other functions have theirs within them. */
export function evaluateAlpha(
  law: PairAlpha,
  r2: Float64Array,
  count: number,
  core: PairCore | undefined,
  alpha: Float64Array,
): void {
  if (typeof law === 'number') {
    raiseDistances(r2, count, law, alpha);
    if (core !== undefined) softenPowers(core, r2, count, law, alpha);
  } else law.evaluate(r2, count, alpha);
}

export function maskCoincident(r2: Float64Array, count: number, alpha: Float64Array): void {
  for (let q = 0; q < count; q++) if (r2[q] === 0) alpha[q] = 0;
}

/**
 * power[q] := r2[q]^(gamma/2) for q in [0, count): |z|^gamma from |z|^2. The five common exponents avoid the general power,
 * which is ten times dearer than the rest of a pair.
 */
export function raiseDistances(r2: Float64Array, count: number, gamma: number, power: Float64Array): void {
  switch (gamma) {
    case 0:
      power.fill(1, 0, count);
      return;
    case 1:
      for (let q = 0; q < count; q++) power[q] = Math.sqrt(r2[q]);
      return;
    case -1:
      for (let q = 0; q < count; q++) power[q] = 1 / Math.sqrt(r2[q]);
      return;
    case -2:
      for (let q = 0; q < count; q++) power[q] = 1 / r2[q];
      return;
    case -3:
      for (let q = 0; q < count; q++) power[q] = 1 / (r2[q] * Math.sqrt(r2[q]));
      return;
    default:
      for (let q = 0; q < count; q++) power[q] = r2[q] ** (gamma / 2);
  }
}

/**
 * What stands in the place of r^gamma within the distance `radius` = a: a^gamma sum_k inner[k] y^k with y = 1 - r^2/a^2.
 * Particles that meet head-on then turn each other at a bounded rate; r^(gamma+2), their force, has no bound for gamma < -2.
 */
export interface PairCore {
  readonly radius: number;
  /** At most six coefficients. */
  readonly inner: readonly number[];
}

/** power[q] := the core's value wherever r2[q] < radius^2, for q in [0, count); the other entries stay. */
export function softenPowers(
  { radius, inner }: PairCore,
  r2: Float64Array,
  count: number,
  gamma: number,
  power: Float64Array,
): void {
  const square = radius * radius;
  const scale = radius ** gamma;
  const [c0, c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 0] = inner;
  for (let q = 0; q < count; q++) {
    if (!(r2[q] < square)) continue;
    const y = 1 - r2[q] / square;
    power[q] = scale * (((((c5 * y + c4) * y + c3) * y + c2) * y + c1) * y + c0);
  }
}

/**
 * force_p -= c |z|^gamma A(z) g_p with z = v_p - V: partners of infinite mass at the velocity V, for which g = s/m is zero.
 * A particle at V itself feels nothing for gamma > -2 and has no definite force (NaN) below.
 */
export function addBackgroundForce(
  strength: number,
  gamma: number,
  velocity: readonly number[],
  { velocities, scaledScore, force }: Omit<ForcedParticles, 'weights'>,
): void {
  const { d, n, data } = velocities;
  const g = scaledScore.data;
  const r2 = new Float64Array(n);
  const along = new Float64Array(n);
  const alpha = new Float64Array(n);
  for (let k = 0; k < d; k++)
    for (let p = 0; p < n; p++) {
      const z = data[k * n + p] - velocity[k];
      r2[p] += z * z;
      along[p] += z * g[k * n + p];
    }
  raiseDistances(r2, n, gamma, alpha);
  if (gamma > -2) for (let p = 0; p < n; p++) if (r2[p] === 0) alpha[p] = 0;
  for (let k = 0; k < d; k++)
    for (let p = 0; p < n; p++) {
      const z = data[k * n + p] - velocity[k];
      force.data[k * n + p] -= strength * alpha[p] * (r2[p] * g[k * n + p] - along[p] * z);
    }
}
