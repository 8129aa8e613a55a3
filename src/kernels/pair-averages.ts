import type { Particles } from '../core/particles.ts';
import { evaluateAlpha, isVanishing, maskCoincident, type PairAlpha, type PairCore } from './pair-forces.ts';

/** Sums over unordered pairs of particles, with z = v_p - v_q. If alpha is not a power, alpha(|z|) replaces |z|^gamma. */
export interface PairAverages {
  /** sum w_p w_q |z|^gamma z, length d. */
  readonly first: Float64Array;
  /** sum w_p w_q |z|^gamma z z^T, d x d. */
  readonly second: Float64Array;
  /** sum w_p w_q |z|^gamma z v_p^T, d x d (row: component of z). */
  readonly mixed: Float64Array;
}

export function createPairAverages(d: number): PairAverages {
  return {
    first: new Float64Array(d),
    second: new Float64Array(d * d),
    mixed: new Float64Array(d * d),
  };
}

const tile = 512;

/**
 * Sets `out` to the pair averages of species a and b, by the double sum; if `a === b`, to those of its unordered pairs. Coincident particles
 * and a `core` are treated as in addPairForces.
 */
export function sumPairAverages(
  gamma: PairAlpha,
  a: Particles,
  b: Particles,
  out: PairAverages,
  core?: PairCore,
): void {
  const like = a === b;
  const vanishing = isVanishing(gamma, like);
  const { d, n } = a.velocities;
  const m = b.velocities.n;
  const vb = b.velocities.data;
  const z = Array.from({ length: d }, () => new Float64Array(tile));
  const r2 = new Float64Array(tile);
  const share = new Float64Array(tile);
  const sums = new Float64Array(9);
  const v = new Float64Array(d);
  out.first.fill(0);
  out.second.fill(0);
  out.mixed.fill(0);
  for (let q0 = 0; q0 < m; q0 += tile) {
    const q1 = Math.min(m, q0 + tile);
    for (let p = 0; p < (like ? q1 - 1 : n); p++) {
      const start = like && p >= q0 ? p + 1 : q0;
      const count = q1 - start;
      const w = a.weights[p];
      r2.fill(0, 0, count);
      for (let k = 0; k < d; k++) {
        v[k] = a.velocities.data[k * n + p];
        differences(vb, k * m + start, count, v[k], z[k], r2);
      }
      evaluateAlpha(gamma, r2, count, core, share);
      if (vanishing) maskCoincident(r2, count, share);
      for (let q = 0; q < count; q++) share[q] *= b.weights[start + q];
      if (d === 2) sumPlane(share, z, count, sums);
      else sumSpace(share, z, count, sums);
      for (let k = 0, at = d; k < d; k++) {
        out.first[k] += w * sums[k];
        for (let l = 0; l < d; l++) out.mixed[k * d + l] += w * sums[k] * v[l];
        for (let l = 0; l <= k; l++) out.second[k * d + l] += w * sums[at++];
      }
    }
  }
  for (let k = 0; k < d; k++) for (let l = 0; l < k; l++) out.second[l * d + k] = out.second[k * d + l];
}

/** z := v - data[at ..], and adds its squares to r2. */
function differences(
  data: Float64Array,
  at: number,
  count: number,
  v: number,
  z: Float64Array,
  r2: Float64Array,
): void {
  for (let q = 0; q < count; q++) {
    const difference = v - data[at + q];
    z[q] = difference;
    r2[q] += difference * difference;
  }
}

/** sums := the sums of c x, c y, c x x, c y x, c y y. */
function sumPlane(c: Float64Array, [x, y]: readonly Float64Array[], count: number, sums: Float64Array): void {
  let [sx, sy, sxx, syx, syy] = [0, 0, 0, 0, 0];
  for (let q = 0; q < count; q++) {
    const cx = c[q] * x[q];
    const cy = c[q] * y[q];
    sx += cx;
    sy += cy;
    sxx += cx * x[q];
    syx += cy * x[q];
    syy += cy * y[q];
  }
  sums.set([sx, sy, sxx, syx, syy]);
}

/** sums := the sums of c x, c y, c z, c x x, c y x, c y y, c z x, c z y, c z z. */
function sumSpace(c: Float64Array, [x, y, z]: readonly Float64Array[], count: number, sums: Float64Array): void {
  let [sx, sy, sz] = [0, 0, 0];
  let [sxx, syx, syy, szx, szy, szz] = [0, 0, 0, 0, 0, 0];
  for (let q = 0; q < count; q++) {
    const cx = c[q] * x[q];
    const cy = c[q] * y[q];
    const cz = c[q] * z[q];
    sx += cx;
    sy += cy;
    sz += cz;
    sxx += cx * x[q];
    syx += cy * x[q];
    syy += cy * y[q];
    szx += cz * x[q];
    szy += cz * y[q];
    szz += cz * z[q];
  }
  sums.set([sx, sy, sz, sxx, syx, syy, szx, szy, szz]);
}

/**
 * The same for gamma = 0 and a !== b, or `second` alone for a === b, from the moments 1, v, v v^T of both species: O(N). The
 * moments are those about a common centre, or a drift of 1e6 thermal speeds would take 12 of their 16 digits.
 */
export function maxwellPairAverages(a: Particles, b: Particles, out: PairAverages): void {
  const d = a.velocities.d;
  const centre = centreOf(a, b);
  const A = sumVelocityMoments(a, centre);
  const B = a === b ? A : sumVelocityMoments(b, centre);
  // z = v - v*; unordered pairs of one species are half of all, and their z and z v^T depend on the order
  const share = a === b ? 0.5 : 1;
  for (let k = 0; k < d; k++) {
    out.first[k] = a === b ? 0 : B.density * A.first[k] - A.density * B.first[k];
    for (let l = 0; l < d; l++) {
      const kl = k * d + l;
      const crossed = A.first[k] * B.first[l] + B.first[k] * A.first[l];
      out.second[kl] = share * (B.density * A.second[kl] + A.density * B.second[kl] - crossed);
      out.mixed[kl] = a === b ? 0 : B.density * A.second[kl] - B.first[k] * A.first[l] + out.first[k] * centre[l];
    }
  }
}

/** The mean velocity of all particles. */
function centreOf(a: Particles, b: Particles): Float64Array {
  const { d } = a.velocities;
  const centre = new Float64Array(d);
  let density = 0;
  for (const { weights, velocities } of a === b ? [a] : [a, b])
    for (let p = 0; p < weights.length; p++) {
      density += weights[p];
      for (let k = 0; k < d; k++) centre[k] += weights[p] * velocities.data[k * velocities.n + p];
    }
  return density > 0 ? centre.map((sum) => sum / density) : centre;
}

function sumVelocityMoments({ weights, velocities }: Particles, centre: Float64Array) {
  const { d, n, data } = velocities;
  const moments = { density: 0, first: new Float64Array(d), second: new Float64Array(d * d) };
  for (let p = 0; p < n; p++) {
    const w = weights[p];
    moments.density += w;
    for (let k = 0; k < d; k++) {
      const flux = w * (data[k * n + p] - centre[k]);
      moments.first[k] += flux;
      for (let l = 0; l < d; l++) moments.second[k * d + l] += flux * (data[l * n + p] - centre[l]);
    }
  }
  return moments;
}
