import type { Ensemble } from '../../ensemble/ensemble.ts';

/** Where the particles of a species are. */
export interface Span {
  /** Least and largest velocity on every axis: NaN when one is, +-infinity without particles. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Root mean square distance from the mean velocity. */
  readonly spread: number;
}

export function spanOf({ weights, velocities }: Ensemble): Span {
  const { d, n, data } = velocities;
  const [low, high]: [number[], number[]] = [[], []];
  let variance = 0;
  for (let k = 0; k < d; k++) {
    // from some velocity among them, not from 0: fast beams keep their digits
    const origin = data[k * n];
    let [least, largest] = [Infinity, -Infinity];
    let [density, flux, square] = [0, 0, 0];
    for (let p = 0, at = k * n; p < n; p++, at++) {
      const v = data[at];
      if (v < least) least = v;
      if (v > largest) largest = v;
      const wv = weights[p] * (v - origin);
      density += weights[p];
      flux += wv;
      square += wv * (v - origin);
    }
    variance += square / density - (flux / density) ** 2;
    // a comparison passes over NaN, a sum does not
    low.push(Number.isNaN(flux) ? Number.NaN : least);
    high.push(Number.isNaN(flux) ? Number.NaN : largest);
  }
  return { low, high, spread: Math.sqrt(Math.max(0, variance)) };
}

/**
 * How much wider a species has become, as a power of 2: a spacing that follows it changes rarely, and is the same for
 * the same particles whatever happened before. 1 while the spread stays within a factor sqrt(2).
 */
export function widening(before: number, now: number): number {
  const ratio = now / before;
  return ratio > 0 && ratio < Infinity ? 2 ** Math.round(Math.log2(ratio)) : 1;
}
