import type { Dimension } from '../../core/vector-field.ts';
import type { PairPoint } from './collision-pair.ts';

/** Squares in Proposition 3.1 on the tangent plane of the unit sphere, P = I - sigma sigma^T; for q, W and X see splitIntegrand. */
export interface TangentSums {
  /** |P X|^2 */
  parallel: number;
  /** |P ( bend q + r W sigma )|^2 */
  radial: number;
  /** |r P W P - (sigma . q) P|^2 */
  hessian: number;
  /** |P q|^2 */
  Gamma: number;
}

/**
 * Writes the squares at a point to `sums`, from a = m_j/(m_i+m_j), b = m_i/(m_i+m_j) and the factor `bend`. Each is a sum of squares of
 * components on d - 1 orthonormal tangents e, written out because pair quadratures spend most of their time here: three times as fast as
 * loops.
 */
export type SumOnTangents = (point: PairPoint, a: number, b: number, bend: number, sums: TangentSums) => void;

export function tangentSums(d: Dimension): SumOnTangents {
  return d === 2 ? inPlane : inSpace;
}

/** e = (-y, x). */
function inPlane({ w, r, i, j }: PairPoint, a: number, b: number, bend: number, sums: TangentSums): void {
  const [x, y] = [w[0] / r, w[1] / r];
  const { gradient: g, hessian: H } = i;
  const { gradient: h, hessian: J } = j;
  const [qx, qy] = [a * g[0] - b * h[0], a * g[1] - b * h[1]];
  const [aa, bb] = [a * a, b * b];
  const [Wxx, Wxy, Wyy] = [aa * H[0] + bb * J[0], aa * H[1] + bb * J[1], aa * H[3] + bb * J[3]];
  const [Xxx, Xxy, Xyy] = [a * H[0] - b * J[0], a * H[1] - b * J[1], a * H[3] - b * J[3]];
  const Wx = x * Wxy - y * Wxx;
  const Wy = x * Wyy - y * Wxy;
  const eq = x * qy - y * qx;
  sums.parallel = (x * Xxy - y * Xxx) ** 2 + (x * Xyy - y * Xxy) ** 2;
  sums.radial = (bend * eq + r * (x * Wx + y * Wy)) ** 2;
  sums.hessian = (r * (x * Wy - y * Wx) - (x * qx + y * qy)) ** 2;
  sums.Gamma = eq * eq;
}

/** Two tangents e and f by T. Duff et al., J. Comput. Graph. Tech. 6 (2017) 1. */
function inSpace({ w, r, i, j }: PairPoint, a: number, b: number, bend: number, sums: TangentSums): void {
  const [x, y, z] = [w[0] / r, w[1] / r, w[2] / r];
  const sign = z < 0 ? -1 : 1;
  const turn = -1 / (sign + z);
  const ey = x * y * turn;
  const [ex, fy] = [1 + sign * x * x * turn, sign + y * y * turn];
  const [sey, ez, fx, fz] = [sign * ey, -sign * x, ey, -y];
  const { gradient: g, hessian: H } = i;
  const { gradient: h, hessian: J } = j;
  const [qx, qy, qz] = [a * g[0] - b * h[0], a * g[1] - b * h[1], a * g[2] - b * h[2]];
  const [aa, bb] = [a * a, b * b];
  const [Wxx, Wxy, Wxz] = [aa * H[0] + bb * J[0], aa * H[1] + bb * J[1], aa * H[2] + bb * J[2]];
  const [Wyy, Wyz, Wzz] = [aa * H[4] + bb * J[4], aa * H[5] + bb * J[5], aa * H[8] + bb * J[8]];
  const [Xxx, Xxy, Xxz] = [a * H[0] - b * J[0], a * H[1] - b * J[1], a * H[2] - b * J[2]];
  const [Xyy, Xyz, Xzz] = [a * H[4] - b * J[4], a * H[5] - b * J[5], a * H[8] - b * J[8]];
  // W e, W f
  const [eWx, eWy, eWz] = [
    Wxx * ex + Wxy * sey + Wxz * ez,
    Wxy * ex + Wyy * sey + Wyz * ez,
    Wxz * ex + Wyz * sey + Wzz * ez,
  ];
  const [fWx, fWy, fWz] = [
    Wxx * fx + Wxy * fy + Wxz * fz,
    Wxy * fx + Wyy * fy + Wyz * fz,
    Wxz * fx + Wyz * fy + Wzz * fz,
  ];
  const eq = ex * qx + sey * qy + ez * qz;
  const fq = fx * qx + fy * qy + fz * qz;
  const sigmaq = x * qx + y * qy + z * qz;
  sums.parallel =
    (Xxx * ex + Xxy * sey + Xxz * ez) ** 2 +
    (Xxy * ex + Xyy * sey + Xyz * ez) ** 2 +
    (Xxz * ex + Xyz * sey + Xzz * ez) ** 2 +
    (Xxx * fx + Xxy * fy + Xxz * fz) ** 2 +
    (Xxy * fx + Xyy * fy + Xyz * fz) ** 2 +
    (Xxz * fx + Xyz * fy + Xzz * fz) ** 2;
  sums.radial =
    (bend * eq + r * (x * eWx + y * eWy + z * eWz)) ** 2 + (bend * fq + r * (x * fWx + y * fWy + z * fWz)) ** 2;
  sums.hessian =
    (r * (ex * eWx + sey * eWy + ez * eWz) - sigmaq) ** 2 +
    (r * (fx * fWx + fy * fWy + fz * fWz) - sigmaq) ** 2 +
    2 * (r * (fx * eWx + fy * eWy + fz * eWz)) ** 2;
  sums.Gamma = eq * eq + fq * fq;
}
