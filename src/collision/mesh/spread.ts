import type { Ensemble } from '../../ensemble/ensemble.ts';

/** Root mean square distance of a species' particles from their mean velocity. */
export function spreadOf({ weights, velocities }: Ensemble): number {
  const { d, n, data } = velocities;
  let variance = 0;
  for (let k = 0; k < d; k++) {
    let [density, flux, square] = [0, 0, 0];
    // from some velocity among them, not from 0: fast beams keep their digits
    const origin = data[k * n];
    for (let p = 0, at = k * n; p < n; p++, at++) {
      const v = data[at] - origin;
      const wv = weights[p] * v;
      density += weights[p];
      flux += wv;
      square += wv * v;
    }
    variance += square / density - (flux / density) ** 2;
  }
  return Math.sqrt(Math.max(0, variance));
}

/**
 * How much wider a species has become, as a power of 2: a spacing that follows it changes rarely, and is the same for
 * the same particles whatever happened before. 1 while the spread stays within a factor sqrt(2).
 */
export function widening(before: number, now: number): number {
  const ratio = now / before;
  return ratio > 0 && ratio < Infinity ? 2 ** Math.round(Math.log2(ratio)) : 1;
}
