import { sumOf } from '../core/sum.ts';

/** A number made of a sample; the order of the sample does not matter beyond round-off. */
export type SampleStatistic = (sample: ArrayLike<number>) => number;

/** What a study can make of the repetitions at a point. */
export const sampleStatistics = {
  /** (1/n) sum x */
  mean,
  /** sqrt((1/n) sum x^2) */
  rms: (sample) => Math.sqrt(sumOf(sample.length, (k) => sample[k] ** 2) / sample.length),
  /** sqrt((1/(n-1)) sum (x - mean)^2), the unbiased variance's root; NaN for a single value. */
  deviation,
} as const satisfies Readonly<Record<string, SampleStatistic>>;

export function mean(sample: ArrayLike<number>): number {
  return sumOf(sample.length, (k) => sample[k]) / sample.length;
}

export function deviation(sample: ArrayLike<number>): number {
  const centre = mean(sample);
  return Math.sqrt(sumOf(sample.length, (k) => (sample[k] - centre) ** 2) / (sample.length - 1));
}
