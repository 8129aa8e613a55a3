import type { ForcedParticles, ScoredParticles } from '../core/particles.ts';

/**
 * The moments of one species that determine every force it exerts at gamma = 0, where A(v_p - v_q) is a polynomial:
 * 1 + d + d^2 moments of w and d + d^2 + d of w g (g the score per mass).
 */
export interface MaxwellMoments {
  /** sum w. */
  density: number;
  /** sum w v. */
  readonly first: Float64Array;
  /** sum w v v^T. */
  readonly second: Float64Array;
  /** sum w g. */
  readonly push: Float64Array;
  /** sum w v g^T (row: component of v). */
  readonly cross: Float64Array;
  /** sum w A(v) g. */
  readonly twist: Float64Array;
}

export function createMaxwellMoments(d: number): MaxwellMoments {
  const vector = () => new Float64Array(d);
  const matrix = () => new Float64Array(d * d);
  return { density: 0, first: vector(), second: matrix(), push: vector(), cross: matrix(), twist: vector() };
}

export function resetMaxwellMoments(moments: MaxwellMoments): void {
  moments.density = 0;
  for (const sums of fields(moments)) sums.fill(0);
}

/** total += factor * part. */
export function addMaxwellMoments(factor: number, part: MaxwellMoments, total: MaxwellMoments): void {
  total.density += factor * part.density;
  const parts = fields(part);
  fields(total).forEach((sums, f) => {
    for (let k = 0; k < sums.length; k++) sums[k] += factor * parts[f][k];
  });
}

function fields({ first, second, push, cross, twist }: MaxwellMoments): Float64Array[] {
  return [first, second, push, cross, twist];
}

/** `out` := the moments about `origin` (velocities are relative to it: A depends on differences only). */
export function sumMaxwellMoments(
  { weights, velocities, scaledScore }: ScoredParticles,
  origin: Float64Array,
  out: MaxwellMoments,
): void {
  const { d, n } = velocities;
  const v = new Float64Array(d);
  const g = new Float64Array(d);
  resetMaxwellMoments(out);
  for (let p = 0; p < n; p++) {
    const w = weights[p];
    let v2 = 0;
    let vg = 0;
    for (let k = 0; k < d; k++) {
      v[k] = velocities.data[k * n + p] - origin[k];
      g[k] = scaledScore.data[k * n + p];
      v2 += v[k] * v[k];
      vg += v[k] * g[k];
    }
    out.density += w;
    for (let k = 0; k < d; k++) {
      out.first[k] += w * v[k];
      out.push[k] += w * g[k];
      out.twist[k] += w * (v2 * g[k] - v[k] * vg);
      for (let l = 0; l < d; l++) {
        out.second[k * d + l] += w * v[k] * v[l];
        out.cross[k * d + l] += w * v[k] * g[l];
      }
    }
  }
}

/**
 * force_p -= sum_q w_q A(v_p - v_q) (g_p - g_q) over all particles q with the given (weighted) moments; the pair p = q
 * contributes A(0) = 0. With n, V, Q, G, M, T the moments and x = v_p - origin:
 *
 *     sum_q w_q A(x - y_q)     = n A(x) - 2 (x.V) I + x V^T + V x^T + tr(Q) I - Q
 *     sum_q w_q A(x - y_q) g_q = A(x) G - 2 M^T x + tr(M) x + M x + T
 */
export function addMaxwellForces(
  moments: MaxwellMoments,
  origin: Float64Array,
  { velocities, scaledScore, force }: Omit<ForcedParticles, 'weights'>,
): void {
  const { d, n } = velocities;
  const { density, first, second, push, cross, twist } = moments;
  const x = new Float64Array(d);
  const g = new Float64Array(d);
  let traceQ = 0;
  let traceM = 0;
  for (let k = 0; k < d; k++) {
    traceQ += second[k * d + k];
    traceM += cross[k * d + k];
  }
  for (let p = 0; p < n; p++) {
    let x2 = 0;
    let xV = 0;
    let xg = 0;
    let Vg = 0;
    let xG = 0;
    for (let k = 0; k < d; k++) {
      x[k] = velocities.data[k * n + p] - origin[k];
      g[k] = scaledScore.data[k * n + p];
      x2 += x[k] * x[k];
      xV += x[k] * first[k];
      xg += x[k] * g[k];
      Vg += first[k] * g[k];
      xG += x[k] * push[k];
    }
    for (let k = 0; k < d; k++) {
      let diffusion = (density * x2 - 2 * xV + traceQ) * g[k] - density * x[k] * xg + x[k] * Vg + first[k] * xg;
      let friction = x2 * push[k] - x[k] * xG + traceM * x[k] + twist[k];
      for (let l = 0; l < d; l++) {
        diffusion -= second[k * d + l] * g[l];
        friction += (cross[k * d + l] - 2 * cross[l * d + k]) * x[l];
      }
      force.data[k * n + p] -= diffusion - friction;
    }
  }
}
