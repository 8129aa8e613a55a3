import type { VectorField } from '../core/vector-field.ts';
import { raiseDistances } from './pair-power.ts';

/** Sums over particle pairs that need no score; z = v_p - v_q, every unordered pair once. */
export interface PairAverages {
  /** sum w_p w_q |z|^gamma z, length d. */
  readonly first: Float64Array;
  /** sum w_p w_q |z|^gamma z z^T, d x d. */
  readonly second: Float64Array;
  /** sum w_p w_q |z|^gamma z v_p^T, d x d (row: component of z). */
  readonly mixed: Float64Array;
  /** sum w_p w_q |z|^(gamma+1). */
  absolute: number;
}

export function createPairAverages(d: number): PairAverages {
  return {
    first: new Float64Array(d),
    second: new Float64Array(d * d),
    mixed: new Float64Array(d * d),
    absolute: 0,
  };
}

const tile = 512;

/** `out` := the pair averages of species a and b; with `a === b` those of its unordered pairs. */
export function sumPairAverages(
  gamma: number,
  a: { readonly weights: Float64Array; readonly velocities: VectorField },
  b: { readonly weights: Float64Array; readonly velocities: VectorField },
  out: PairAverages,
): void {
  const like = a === b;
  const { d, n } = a.velocities;
  const m = b.velocities.n;
  const vb = b.velocities.data;
  const z = Array.from({ length: d }, () => new Float64Array(tile));
  const r2 = new Float64Array(tile);
  const share = new Float64Array(tile);
  const first = new Float64Array(d);
  const v = new Float64Array(d);
  out.first.fill(0);
  out.second.fill(0);
  out.mixed.fill(0);
  out.absolute = 0;
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
      raiseDistances(r2, count, gamma, share);
      for (let q = 0; q < count; q++) {
        if (like && r2[q] === 0) share[q] = 0;
        else share[q] *= b.weights[start + q];
        out.absolute += w * share[q] * Math.sqrt(r2[q]);
      }
      for (let k = 0; k < d; k++) {
        first[k] = dot(share, z[k], count);
        out.first[k] += w * first[k];
        for (let l = 0; l < d; l++) out.mixed[k * d + l] += w * first[k] * v[l];
        for (let l = 0; l <= k; l++) out.second[k * d + l] += w * dot3(share, z[k], z[l], count);
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

function dot(a: Float64Array, b: Float64Array, count: number): number {
  let sum = 0;
  for (let q = 0; q < count; q++) sum += a[q] * b[q];
  return sum;
}

function dot3(a: Float64Array, b: Float64Array, c: Float64Array, count: number): number {
  let sum = 0;
  for (let q = 0; q < count; q++) sum += a[q] * b[q] * c[q];
  return sum;
}
