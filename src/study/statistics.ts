import { quantileSorted, sampleWithReplacement } from 'simple-statistics';
import { createStream, type RandomStream } from '../core/random.ts';
import { erf, inverseNormal } from '../core/special-functions.ts';
import { sumOf } from '../core/sum.ts';
import type { PointRecord } from '../output/study-record.ts';
import type { StudyScenario } from '../scenario/study.ts';

/** One target at one point of the grid: the values of its members, in the order of the seeds. */
export interface Sample {
  readonly place: readonly number[];
  /** Names and values of the axes, which identify the random stream of the interval. */
  readonly name: string;
  readonly values: readonly number[];
  /** Number of members at this point, including members without a value. */
  readonly members: number;
}

/** Whether every member at the point has a value: only then can the point be part of a line. */
export function isComplete({ values, members }: Sample): boolean {
  return values.length === members && members > 0;
}

/** The statistic of a point, with its bootstrap standard error and interval if there are repetitions. */
export function pointStatistics(
  sample: Sample,
  target: { readonly name: string; readonly statistic: keyof typeof sampleStatistics },
  { statistics, seeds }: Pick<StudyScenario, 'statistics' | 'seeds'>,
): PointRecord {
  const { place, values } = sample;
  const statistic: SampleStatistic = sampleStatistics[target.statistic];
  const value = values.length > 0 ? statistic(values) : Number.NaN;
  const shared = seeds?.shared ?? false;
  const random = createStream('point', target.name, sample.name);
  const interval = bootstrap([values], ([one]) => statistic(one), { ...statistics, shared }, random);
  return {
    place,
    count: values.length,
    value: Number.isFinite(value) ? value : null,
    standardError: interval?.standardError ?? null,
    interval: interval === undefined ? null : { lower: interval.lower, upper: interval.upper, from: 'bootstrap' },
  };
}

/** A statistic of a sample; the order of the values only matters for round-off. */
export type SampleStatistic = (sample: ArrayLike<number>) => number;

/** The statistics of the repetitions at a point. */
export const sampleStatistics = {
  /** (1/n) sum x */
  mean,
  /** sqrt((1/n) sum x^2) */
  rms: (sample) => Math.sqrt(sumOf(sample.length, (k) => sample[k] ** 2) / sample.length),
  /** sqrt((1/(n-1)) sum (x - mean)^2), the root of the unbiased variance; NaN for a single value. */
  deviation,
} as const satisfies Readonly<Record<string, SampleStatistic>>;

export function mean(sample: ArrayLike<number>): number {
  return sumOf(sample.length, (k) => sample[k]) / sample.length;
}

export function deviation(sample: ArrayLike<number>): number {
  const centre = mean(sample);
  return Math.sqrt(sumOf(sample.length, (k) => (sample[k] - centre) ** 2) / (sample.length - 1));
}

/** Both ends of a confidence interval. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

export interface BootstrapOptions {
  readonly confidence: number;
  readonly resamples: number;
  /** bca: second-order accurate, bias corrected and accelerated. */
  readonly interval: 'bca' | 'percentile';
  /** Whether the k-th values of all groups belong together and are drawn together. */
  readonly shared: boolean;
}

export interface BootstrapResult extends Interval {
  /** Standard deviation of the statistic over the resamples. */
  readonly standardError: number;
}

/**
 * Confidence interval of a statistic of several samples, by drawing from each with replacement. Undefined if a sample
 * has fewer than two values, or if the statistic is not finite for the samples or for most resamples.
 * Source: B. Efron & R. Tibshirani, An Introduction to the Bootstrap (1993), sections 13.3 and 14.3.
 */
export function bootstrap(
  groups: readonly (readonly number[])[],
  statistic: (groups: readonly (readonly number[])[]) => number,
  options: BootstrapOptions,
  random: RandomStream,
): BootstrapResult | undefined {
  if (groups.length === 0 || groups.some(({ length }) => length < 2)) return undefined;
  const estimate = statistic(groups);
  const drawn = Array.from({ length: options.resamples }, () => statistic(resample(groups, options.shared, random)))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  if (!Number.isFinite(estimate) || drawn.length < options.resamples / 2) return undefined;
  const tail = (1 - options.confidence) / 2;
  const levels = options.interval === 'bca' ? bcaLevels(groups, statistic, estimate, drawn, options) : [tail, 1 - tail];
  const centre = sumOf(drawn.length, (k) => drawn[k]) / drawn.length;
  return {
    lower: quantileSorted(drawn, levels[0]),
    upper: quantileSorted(drawn, levels[1]),
    standardError: Math.sqrt(sumOf(drawn.length, (k) => (drawn[k] - centre) ** 2) / (drawn.length - 1)),
  };
}

function resample(groups: readonly (readonly number[])[], shared: boolean, random: RandomStream): number[][] {
  if (!shared) return groups.map((group) => sampleWithReplacement([...group], group.length, random.next));
  const numbers = sampleWithReplacement([...groups[0].keys()], groups[0].length, random.next);
  return groups.map((group) => numbers.map((k) => group[k]));
}

/** The quantiles of the resamples that BCa uses instead of alpha/2 and 1 - alpha/2. */
function bcaLevels(
  groups: readonly (readonly number[])[],
  statistic: (groups: readonly (readonly number[])[]) => number,
  estimate: number,
  drawn: readonly number[],
  { confidence, shared }: BootstrapOptions,
): [number, number] {
  // Resamples equal to the estimate count half: otherwise a discrete statistic would look biased.
  const below = drawn.reduce((count, value) => count + (value < estimate ? 1 : value === estimate ? 0.5 : 0), 0);
  const part = Math.min(Math.max(below, 0.5), drawn.length - 0.5) / drawn.length;
  const bias = inverseNormal(part);
  const acceleration = jackknifeAcceleration(groups, statistic, shared);
  const level = (p: number) => {
    const z = bias + inverseNormal(p);
    return normal(bias + z / (1 - acceleration * z));
  };
  const tail = (1 - confidence) / 2;
  return [level(tail), level(1 - tail)];
}

/**
 * (1/6) sum l^3 / (sum l^2)^(3/2) over the influences l of all values. In a sample of n values, l = (n - 1)(mean - own) / n,
 * where `own` is the statistic without the value, and `mean` its mean over the values of the sample.
 */
function jackknifeAcceleration(
  groups: readonly (readonly number[])[],
  statistic: (groups: readonly (readonly number[])[]) => number,
  shared: boolean,
): number {
  const leftOut = shared
    ? [groups[0].map((_, k) => statistic(groups.map((group) => group.toSpliced(k, 1))))]
    : groups.map((group, g) => group.map((_, k) => statistic(groups.with(g, group.toSpliced(k, 1)))));
  const influences = leftOut.flatMap((values) => {
    const n = values.length;
    const centre = sumOf(n, (k) => values[k]) / n;
    return values.map((value) => ((n - 1) * (centre - value)) / n);
  });
  const squares = sumOf(influences.length, (k) => influences[k] ** 2);
  const cubes = sumOf(influences.length, (k) => influences[k] ** 3);
  const acceleration = cubes / (6 * squares ** 1.5);
  return Number.isFinite(acceleration) ? acceleration : 0;
}

/** The distribution function Phi(x) of the standard normal distribution. */
function normal(x: number): number {
  return (1 + erf(x / Math.SQRT2)) / 2;
}
