import type { Ensemble } from '../../ensemble/ensemble.ts';

/** Root mean square distance of a species' particles from their mean velocity. */
export function spreadOf({ weights, velocities }: Ensemble): number {
  const { d, n, data } = velocities;
  const density = weights.reduce((sum, w) => sum + w, 0);
  let variance = 0;
  for (let k = 0; k < d; k++) {
    let mean = 0;
    for (let p = 0; p < n; p++) mean += weights[p] * data[k * n + p];
    mean /= density;
    for (let p = 0; p < n; p++) variance += weights[p] * (data[k * n + p] - mean) ** 2;
  }
  return Math.sqrt(variance / density);
}

/**
 * How much wider a species has become, as a power of 2: a spacing that follows it changes rarely, and is the same for
 * the same particles whatever happened before. 1 while the spread stays within a factor sqrt(2).
 */
export function widening(before: number, now: number): number {
  const ratio = now / before;
  return ratio > 0 && ratio < Infinity ? 2 ** Math.round(Math.log2(ratio)) : 1;
}
