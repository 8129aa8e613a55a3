import { gaussLegendre } from '../../core/quadrature.ts';
import type { Dimension } from '../../core/vector-field.ts';

/**
 * The harmonics that depend only on the angle theta to one axis, Y_l = P_l(cos theta) (d = 3) or cos(l theta) (d = 2), as polynomials of
 * mu = cos theta:
 *
 *     mu Y_l = up_l Y_{l+1} + down_l Y_{l-1},     dY_l/dmu = factor_l (sum of slope_k Y_k over k = l-1, l-3, ..),
 *     Laplace-Beltrami Y_l = -l (l + d - 2) Y_l.
 */
export interface Recurrence {
  readonly up: (l: number) => number;
  readonly down: (l: number) => number;
  /** dY_l/dmu = factor(l) sum_{k = l-1, l-3, .. >= 0} slope(k) Y_k. */
  readonly slope: (k: number) => number;
  readonly factor: (l: number) => number;
  readonly eigenvalue: (l: number) => number;
}

export function recurrence(d: Dimension): Recurrence {
  return d === 3
    ? {
        up: (l) => (l + 1) / (2 * l + 1),
        down: (l) => l / (2 * l + 1),
        slope: (k) => 2 * k + 1,
        factor: () => 1,
        eigenvalue: (l) => l * (l + 1),
      }
    : {
        up: (l) => (l === 0 ? 1 : 1 / 2),
        down: (l) => (l === 0 ? 0 : 1 / 2),
        slope: (k) => (k === 0 ? 1 : 2),
        factor: (l) => l,
        eigenvalue: (l) => l * l,
      };
}

/** Writes Y_0(mu) .. Y_top(mu) to `values`. */
export function harmonicValues({ up, down }: Recurrence, top: number, mu: number, values: Float64Array): void {
  values[0] = 1;
  if (top >= 1) values[1] = mu;
  for (let l = 1; l < top; l++) values[l + 1] = (mu * values[l] - down(l) * values[l - 1]) / up(l);
}

/** Harmonics at quadrature angles: entry [m * count + k] is harmonic modes[m] at angle k. */
export interface AngularGrid {
  readonly count: number;
  readonly modes: readonly number[];
  /** Whether the angles of one half of the sphere represent both, because all harmonics are even; odd functions then have no integral. */
  readonly mirrored: boolean;
  readonly cosines: Float64Array;
  /** Weights of the unit sphere (d = 3, sum 4 pi) or circle (d = 2, sum 2 pi). */
  readonly weights: Float64Array;
  readonly values: Float64Array;
  /** dY/dtheta. */
  readonly slopes: Float64Array;
  /** d = 3: P_l^2 = sin^2 theta P_l''; d = 2: 0. */
  readonly second: Float64Array;
  /** int Y_m^2 over the sphere. */
  readonly norms: Float64Array;
}

/** Quadrature in theta, exact for products of harmonics up to total degree 2 points - 1; even harmonics need half of the points. */
export function angularGrid(d: Dimension, modes: readonly number[], points: number): AngularGrid {
  const rule = recurrence(d);
  const top = Math.max(...modes);
  const mirrored = modes.every((l) => l % 2 === 0);
  const count = mirrored ? Math.ceil(points / 2) : points;
  const all = mirrored ? 2 * count : count;
  const gauss = gaussLegendre(all);
  // In d = 2 the midpoint rule in theta on (0, pi), which represents both half circles.
  const cosines = (
    d === 3 ? gauss.nodes : Float64Array.from({ length: all }, (_, k) => -Math.cos((Math.PI * (k + 1 / 2)) / all))
  ).slice(all - count);
  const weights = (
    d === 3 ? gauss.weights.map((w) => 2 * Math.PI * w) : new Float64Array(all).fill((2 * Math.PI) / all)
  )
    .slice(all - count)
    .map((w) => (all / count) * w);
  const values = new Float64Array(modes.length * count);
  const slopes = new Float64Array(modes.length * count);
  const second = new Float64Array(modes.length * count);
  const Y = new Float64Array(top + 2);
  for (let k = 0; k < count; k++) {
    const mu = cosines[k];
    harmonicValues(rule, top, mu, Y);
    modes.forEach((l, m) => {
      const derivative = slopeOf(rule, l, Y);
      values[m * count + k] = Y[l];
      slopes[m * count + k] = -Math.sqrt(1 - mu * mu) * derivative;
      // (1 - mu^2) P_l'' = 2 mu P_l' - l (l+1) P_l
      if (d === 3) second[m * count + k] = 2 * mu * derivative - l * (l + 1) * Y[l];
    });
  }
  const norms = Float64Array.from(modes, (_, m) => {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += weights[k] * values[m * count + k] ** 2;
    return sum;
  });
  return { count, modes, mirrored, cosines, weights, values, slopes, second, norms };
}

/** dY_l/dmu from Y_0 .. Y_{l-1}. */
export function slopeOf({ slope, factor }: Recurrence, l: number, Y: ArrayLike<number>): number {
  let sum = 0;
  for (let k = l - 1; k >= 0; k -= 2) sum += slope(k) * Y[k];
  return factor(l) * sum;
}
