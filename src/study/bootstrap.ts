import { quantileSorted, sampleWithReplacement } from 'simple-statistics';
import type { RandomStream } from '../core/random.ts';
import { erf, inverseNormal } from '../core/special-functions.ts';
import { sumOf } from '../core/sum.ts';

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
 * Confidence interval of a statistic of several samples, by drawing from each with replacement. Undefined when it has no
 * spread to show: a sample of one value, a statistic that is not a number for most resamples.
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

/** The quantiles of the resamples that BCa takes in place of alpha/2 and 1 - alpha/2. */
function bcaLevels(
  groups: readonly (readonly number[])[],
  statistic: (groups: readonly (readonly number[])[]) => number,
  estimate: number,
  drawn: readonly number[],
  { confidence, shared }: BootstrapOptions,
): [number, number] {
  // Resamples that hit the estimate count half: a discrete statistic would look biased otherwise.
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
 * (1/6) sum l^3 / (sum l^2)^(3/2) over the influence l of every value, from leaving it out: for several samples
 * l = (n - 1)(mean of the others - own) / n in its own sample of n values.
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

/** Phi(x) of the standard normal law. */
function normal(x: number): number {
  return (1 + erf(x / Math.SQRT2)) / 2;
}
