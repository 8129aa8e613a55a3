import { createStream } from '../core/random.ts';
import type { PointRecord } from '../output/study-record.ts';
import type { StudyScenario } from '../scenario/study.ts';
import { bootstrap } from './bootstrap.ts';
import { type SampleStatistic, sampleStatistics } from './sample-statistics.ts';

/** One target at one point of the grid: what its members yield, in the order of the seeds. */
export interface Sample {
  readonly place: readonly number[];
  /** The axes' names and values, which name the random stream of the interval. */
  readonly name: string;
  readonly values: readonly number[];
  /** Members at this point, those without a value among them. */
  readonly members: number;
}

/** True when every member at the point has a value: only then can the point be part of a line. */
export function isComplete({ values, members }: Sample): boolean {
  return values.length === members && members > 0;
}

/** The statistic of a point, with the bootstrap's standard error and interval where there are repetitions. */
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
