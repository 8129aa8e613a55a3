import type { Particles } from '../core/particles.ts';
import type { VectorField } from '../core/vector-field.ts';
import type { Deflection } from './deflections.ts';
import type { UniformNumbers } from './random-numbers.ts';

/** One side of the pairs: particles of one species, and the random order in which they are met (cyclically). */
export interface ShuffledParticles extends Particles {
  readonly mass: number;
  readonly order: Uint32Array;
}

/** What all pairs have in common. */
export interface PairLaw {
  readonly exponent: number;
  /** alpha(r) where it is not the power r^exponent. */
  readonly alpha?: (r: number) => number;
  /** A pair of species diffuses on its sphere for s = strength max(w_p, w_q) alpha(|v_p - v_q|). */
  readonly strength: number;
  readonly deflection: Deflection;
}

/**
 * Scatters `count` pairs one after the other: p = a.order[l], q = b.order[l], each order met again from its start when it is
 * shorter. The relative velocity w turns by the deflection theta towards a uniformly random direction e perpendicular to it,
 *
 *     w' = cos(theta) w + sin(theta) |w| e,     v_p' = v_p + m_b/(m_a+m_b) (w' - w),     v_q' = v_q - m_a/(m_a+m_b) (w' - w),
 *
 * which keeps m_a v_p + m_b v_q and m_a |v_p|^2 + m_b |v_q|^2. The heavier-weighted partner accepts its new velocity with the
 * probability min(w_p, w_q)/max(w_p, w_q), the other one always. Pairs at rest relative to each other are left alone.
 */
export function scatterPairs(
  count: number,
  { exponent, alpha, strength, deflection }: PairLaw,
  random: UniformNumbers,
  a: ShuffledParticles,
  b: ShuffledParticles,
): void {
  const d = a.velocities.d;
  const [va, na, wa, orderA] = [a.velocities.data, a.velocities.n, a.weights, a.order];
  const [vb, nb, wb, orderB] = [b.velocities.data, b.velocities.n, b.weights, b.order];
  const shareA = b.mass / (a.mass + b.mass);
  const shareB = a.mass / (a.mass + b.mass);
  for (let l = 0, atA = 0, atB = 0; l < count; l++, atA++, atB++) {
    if (atA === orderA.length) atA = 0;
    if (atB === orderB.length) atB = 0;
    const p = orderA[atA];
    const q = orderB[atB];
    const x = va[p] - vb[q];
    const y = va[na + p] - vb[nb + q];
    const z = d === 3 ? va[2 * na + p] - vb[2 * nb + q] : 0;
    const r2 = x * x + y * y + z * z;
    if (r2 === 0) continue;
    const heavier = Math.max(wa[p], wb[q]);
    const rate = alpha === undefined ? raiseDistance(r2, exponent) : alpha(Math.sqrt(r2));
    const X = deflection(strength * heavier * rate, random);
    turn(d, X, x, y, z, random);
    if (wa[p] <= wb[q] || random.next() * wa[p] < wb[q])
      for (let k = 0; k < d; k++) va[k * na + p] += shareA * change[k];
    if (wb[q] <= wa[p] || random.next() * wb[q] < wa[p])
      for (let k = 0; k < d; k++) vb[k * nb + q] -= shareB * change[k];
  }
}

/**
 * Scatters every particle from immobile partners of infinite mass at the velocity V: w = v - V diffuses on its sphere for
 * s = strength |w|^exponent, which is exact for any s since |w| stays.
 */
export function scatterFromPoint(
  velocity: readonly number[],
  { exponent, strength, deflection }: PairLaw,
  random: UniformNumbers,
  { d, n, data }: VectorField,
): void {
  for (let p = 0; p < n; p++) {
    const x = data[p] - velocity[0];
    const y = data[n + p] - velocity[1];
    const z = d === 3 ? data[2 * n + p] - velocity[2] : 0;
    const r2 = x * x + y * y + z * z;
    if (r2 === 0) continue;
    turn(d, deflection(strength * raiseDistance(r2, exponent), random), x, y, z, random);
    for (let k = 0; k < d; k++) data[k * n + p] += change[k];
  }
}

/** w' - w of the current pair. All calls share it, because calls for a few pairs are frequent. */
const change = new Float64Array(3);

/** change := w' - w for w = (x, y, z) not 0, turned by the deflection X = (1 - cos theta)/2 towards a random direction. */
function turn(d: number, X: number, x: number, y: number, z: number, random: UniformNumbers): void {
  const sine = 2 * Math.sqrt(X * (1 - X));
  if (d === 2) {
    const signed = random.next() < 1 / 2 ? sine : -sine;
    change[0] = -signed * y - 2 * X * x;
    change[1] = signed * x - 2 * X * y;
    return;
  }
  // cos and sin of a uniform angle as those of twice the angle of a random point of the disc (von Neumann).
  let h: number;
  let k: number;
  let h2: number;
  do {
    h = 2 * random.next() - 1;
    k = 2 * random.next() - 1;
    h2 = h * h + k * k;
  } while (h2 > 1 || h2 === 0);
  const f = (sine * (h * h - k * k)) / h2;
  const g = (sine * 2 * h * k) / h2;
  // |w| times an orthonormal pair perpendicular to w, without a pole: Duff et al., J. Comput. Graph. Tech. 6, 1 (2017).
  const r = Math.sqrt(x * x + y * y + z * z);
  const sign = z < 0 ? -1 : 1;
  const pole = -1 / (r + sign * z);
  change[0] = f * (r + x * x * pole) + g * sign * x * y * pole - 2 * X * x;
  change[1] = f * x * y * pole + g * sign * (r + y * y * pole) - 2 * X * y;
  change[2] = -f * sign * x - g * y - 2 * X * z;
}

/** |z|^exponent from |z|^2; the common exponents avoid the general power. */
function raiseDistance(r2: number, exponent: number): number {
  switch (exponent) {
    case 0:
      return 1;
    case 1:
      return Math.sqrt(r2);
    case -1:
      return 1 / Math.sqrt(r2);
    case -2:
      return 1 / r2;
    case -3:
      return 1 / (r2 * Math.sqrt(r2));
    default:
      return r2 ** (exponent / 2);
  }
}
