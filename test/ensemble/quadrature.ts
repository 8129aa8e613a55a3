import type { Distribution } from '../../src/ensemble/distribution.ts';

/** Density, mean and covariance of f by a sum over points with weights, from the values of f alone. */
export interface MeasuredMoments {
  readonly density: number;
  readonly velocity: number[];
  readonly covariance: number[];
}

/**
 * Moments by the trapezoidal rule on an equally spaced product grid of `nodes` per axis over |v_k - centre_k| <= reach:
 * spectrally exact for smooth f that vanish at the ends.
 */
export function productMoments(
  f: Distribution,
  centre: readonly number[],
  reach: number,
  nodes: number,
): MeasuredMoments {
  const { add, moments } = accumulator(f);
  const h = (2 * reach) / nodes;
  const v = new Float64Array(f.dimension);
  const visit = (k: number) => {
    for (let j = 0; j < nodes; j++) {
      v[k] = centre[k] - reach + (j + 1 / 2) * h;
      if (k + 1 < f.dimension) visit(k + 1);
      else add(v, h ** f.dimension);
    }
  };
  visit(0);
  return moments();
}

/**
 * Moments in polar coordinates about the distribution's mean: Simpson's rule in r between consecutive radii, in d = 3 in
 * the height too (exact: f does not depend on it, the moments are quadratic), and equal steps of the azimuth.
 */
export function polarMoments(f: Distribution, radii: readonly number[], steps: number): MeasuredMoments {
  const { add, moments } = accumulator(f);
  const angles = 4;
  const heights = f.dimension === 2 ? [[0, 1]] : [-1, 0, 1].map((z) => [z, z === 0 ? 4 / 3 : 1 / 3]);
  for (let j = 1; j < radii.length; j++)
    for (let i = 0; i <= 2 * steps; i++) {
      const h = (radii[j] - radii[j - 1]) / (2 * steps);
      const r = radii[j - 1] + i * h;
      const simpson = (h / 3) * (i === 0 || i === 2 * steps ? 1 : 2 + 2 * (i % 2));
      for (const [z, share] of heights)
        for (let a = 0; a < angles; a++) {
          const across = r * Math.sqrt(1 - z * z);
          const angle = (2 * Math.PI * a) / angles;
          const offset = [across * Math.cos(angle), across * Math.sin(angle), r * z];
          const volume = simpson * share * ((2 * Math.PI) / angles) * r ** (f.dimension - 1);
          add(
            f.velocity.map((u, k) => u + offset[k]),
            volume,
          );
        }
    }
  return moments();
}

/** Sums of f, f x and f x x^T with x taken from the declared mean, so that nothing cancels. */
function accumulator(f: Distribution) {
  const { dimension: d, velocity: origin } = f;
  let zeroth = 0;
  const first = new Float64Array(d);
  const second = new Float64Array(d * d);
  return {
    add(v: ArrayLike<number>, volume: number) {
      const w = volume * f.value(v);
      zeroth += w;
      for (let k = 0; k < d; k++) {
        first[k] += w * (v[k] - origin[k]);
        for (let l = 0; l < d; l++) second[k * d + l] += w * (v[k] - origin[k]) * (v[l] - origin[l]);
      }
    },
    moments(): MeasuredMoments {
      const offset = Array.from(first, (x) => x / zeroth);
      return {
        density: zeroth,
        velocity: origin.map((u, k) => u + offset[k]),
        covariance: Array.from(second, (x, i) => x / zeroth - offset[Math.floor(i / d)] * offset[i % d]),
      };
    },
  };
}
