/*
 * A(v_p - v_q) (g_p - g_q) is a polynomial in v_q and g_q with coefficients that depend on p: the sum over q follows
 * from
 *
 *     n = sum a,  V = sum a v,  Q = sum a v v^T,    G = sum a g,  M = sum a v g^T,  T = sum a A(v) g,  a = w_q alpha_pq,
 *
 * laid out as n, V (d), Q (its upper triangle, row by row), G (d), M (row: component of v), T (d): the charges.
 */

/** 1 + d + d(d+1)/2 charges carry the diffusion, d + d^2 + d the friction: 14 in the plane, 25 in space. */
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

/** Place of entry (k, l), k <= l, in the upper triangle of a symmetric d x d matrix. */
function upper(d: number, k: number, l: number): number {
  return k * d - (k * (k - 1)) / 2 + l - k;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
