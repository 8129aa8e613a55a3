import type { MeshParticles } from './mesh.ts';

/*
 * A(v_p - v_q) (g_p - g_q) is a polynomial in v_q and g_q with coefficients that depend on p. The sum over q follows
 * from the charges
 *
 *     n = sum a,  V = sum a v,  Q = sum a v v^T,    G = sum a g,  M = sum a v g^T,  T = sum a A(v) g,  a = w_q alpha_pq,
 *
 * stored as n, V (d), Q (its upper triangle, row by row), G (d), M (row: component of v), T (d).
 */

/** Returns the number of charges: 1 + d + d(d+1)/2 for diffusion and d + d^2 + d for friction, 14 in 2D, 25 in 3D. */
export function chargeCount(d: number): number {
  return 1 + d + (d * (d + 1)) / 2 + d + d * d + d;
}

/** charges := w {1, v, v v^T, g, v g^T, A(v) g}. */
export function evaluateCharges(w: number, v: Float64Array, g: Float64Array, charges: Float64Array): void {
  const d = v.length;
  const v2 = dot(v, v);
  const vg = dot(v, g);
  let at = 0;
  charges[at++] = w;
  for (let k = 0; k < d; k++) charges[at++] = w * v[k];
  for (let k = 0; k < d; k++) for (let l = k; l < d; l++) charges[at++] = w * v[k] * v[l];
  for (let k = 0; k < d; k++) charges[at++] = w * g[k];
  for (let k = 0; k < d; k++) for (let l = 0; l < d; l++) charges[at++] = w * v[k] * g[l];
  for (let k = 0; k < d; k++) charges[at++] = w * (v2 * g[k] - v[k] * vg);
}

/**
 * force := -sum_q a_pq A(v - v_q) (g - g_q) from the sums of the charges, with
 *
 *     sum a A(v - v_q)     = n A(v) - 2 (v.V) I + v V^T + V v^T + tr(Q) I - Q
 *     sum a A(v - v_q) g_q = A(v) G - 2 M^T v + tr(M) v + M v + T
 */
export function contractCharges(sums: Float64Array, v: Float64Array, g: Float64Array, force: Float64Array): void {
  const d = v.length;
  const V = 1;
  const Q = V + d;
  const G = Q + (d * (d + 1)) / 2;
  const M = G + d;
  const T = M + d * d;
  const n = sums[0];
  let [vV, Vg, vG, traceQ, traceM] = [0, 0, 0, 0, 0];
  for (let k = 0; k < d; k++) {
    vV += v[k] * sums[V + k];
    Vg += sums[V + k] * g[k];
    vG += v[k] * sums[G + k];
    traceQ += sums[Q + upper(d, k, k)];
    traceM += sums[M + k * d + k];
  }
  const v2 = dot(v, v);
  const vg = dot(v, g);
  for (let k = 0; k < d; k++) {
    let diffusion = (n * v2 - 2 * vV + traceQ) * g[k] - n * v[k] * vg + v[k] * Vg + sums[V + k] * vg;
    let friction = v2 * sums[G + k] - v[k] * vG + traceM * v[k] + sums[T + k];
    for (let l = 0; l < d; l++) {
      diffusion -= sums[Q + upper(d, Math.min(k, l), Math.max(k, l))] * g[l];
      friction += (sums[M + k * d + l] - 2 * sums[M + l * d + k]) * v[l];
    }
    force[k] = friction - diffusion;
  }
}

/** Returns the index of entry (k, l), k <= l, in the upper triangle of a symmetric d x d matrix. */
function upper(d: number, k: number, l: number): number {
  return k * d - (k * (k - 1)) / 2 + l - k;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

/** The scaled score of a Maxwellian, g = offset + slope v. */
export interface EquilibriumPart {
  readonly offset: readonly number[];
  readonly slope: number;
}

/** Sums over particles: w, w v, w g, w v.v and w v.g. */
export interface ParticleSums {
  readonly mass: number;
  readonly flux: readonly number[];
  readonly pull: readonly number[];
  readonly square: number;
  readonly work: number;
}

/** Returns the equilibrium part of all groups together. */
export function equilibriumPart(d: number, groups: readonly MeshParticles[]): EquilibriumPart {
  return equilibriumOf(
    d,
    groups.map((group) => [group.factor, momentsOf(group)]),
  );
}

/**
 * Returns the Maxwellian scaled score closest to that of particles with these moments, each times its factor, in the least-squares sense
 * of their weights. A(v - v*)(g - g*) = 0 for it, so subtracting it from all scaled scores does not change the forces. But on the mesh
 * forces are differences of large sums, which lose fewer digits for smaller scaled scores. Without the subtraction, the forces of a mixture
 * near equilibrium are round-off of its scaled scores, 30 to 1000 times larger.
 */
export function equilibriumOf(d: number, parts: readonly (readonly [factor: number, ParticleSums])[]): EquilibriumPart {
  const total = (value: (moments: ParticleSums) => number) =>
    parts.reduce((sum, [factor, moments]) => sum + factor * value(moments), 0);
  const mass = total((moments) => moments.mass);
  const axes = Array.from({ length: d }, (_, k) => k);
  if (!(mass > 0)) return { offset: axes.map(() => 0), slope: 0 };
  const flux = axes.map((k) => total((moments) => moments.flux[k]));
  const pull = axes.map((k) => total((moments) => moments.pull[k]));
  const spread = total(({ square }) => square) - flux.reduce((sum, x) => sum + x * x, 0) / mass;
  const work = total((moments) => moments.work) - flux.reduce((sum, x, k) => sum + x * pull[k], 0) / mass;
  const slope = spread > 0 ? work / spread : 0;
  return { offset: pull.map((x, k) => (x - slope * flux[k]) / mass), slope };
}

function momentsOf({ weights, velocities, scaledScore }: MeshParticles): ParticleSums {
  const { d, n, data: v } = velocities;
  const { data: g } = scaledScore;
  const [flux, pull] = [new Array<number>(d), new Array<number>(d)];
  let [mass, square, work] = [0, 0, 0];
  for (let k = 0; k < d; k++) {
    let [M, V, G, VV, VG] = [0, 0, 0, 0, 0];
    for (let p = 0, at = k * n; p < n; p++, at++) {
      const w = weights[p];
      const wv = w * v[at];
      M += w;
      V += wv;
      G += w * g[at];
      VV += wv * v[at];
      VG += wv * g[at];
    }
    mass = M;
    flux[k] = V;
    pull[k] = G;
    square += VV;
    work += VG;
  }
  return { mass, flux, pull, square, work };
}
