import { createStream } from '../core/random.ts';
import type { FitRecord, IntervalRecord, LimitRecord } from '../output/study-record.ts';
import type { StudyScenario, TargetScenario } from '../scenario/study.ts';
import { bootstrap, type Interval } from './bootstrap.ts';
import type { Line } from './line-groups.ts';
import { lineRegression } from './line-regression.ts';
import { isComplete } from './point-statistics.ts';
import { richardson } from './richardson.ts';
import { type SampleStatistic, sampleStatistics } from './sample-statistics.ts';

type Fit = NonNullable<TargetScenario['fit']>;
type Richardson = NonNullable<TargetScenario['richardson']>;
type Options = Pick<StudyScenario, 'statistics' | 'seeds'>;

/** Names of what is fitted, which name the random stream of its interval. */
interface Named {
  readonly name: string;
  readonly statistic: TargetScenario['statistic'];
}

/**
 * The line through the points' statistics: in logarithms for a power. Its interval is the bootstrap's over the seeds where
 * there are any (each point's drawn by itself unless seeds are shared), else Student's from the scatter about the line.
 */
export function fitLine(line: Line, { against, model }: Fit, target: Named, options: Options): FitRecord {
  const { group, x } = line;
  const refuse = (remark: string): FitRecord => ({
    against,
    group,
    model,
    slope: null,
    intercept: null,
    interval: null,
    remark,
  });
  if (!line.samples.every(isComplete)) return refuse('not every member has a value yet');
  const along = model === 'power' ? Math.log : (value: number) => value;
  const at = x.map(along);
  const { confidence } = options.statistics;
  const fitted = (groups: readonly (readonly number[])[]) =>
    lineRegression(at, heights(groups, target).map(along), confidence);
  const groups = line.samples.map(({ values }) => values);
  const values = heights(groups, target);
  const wrong = values.find((value) => !Number.isFinite(along(value)));
  if (wrong !== undefined) return refuse(`a power needs values > 0, and one is ${wrong}`);
  const { slope, intercept, slopeInterval } = fitted(groups);
  const drawn = seedInterval(groups, (drawnGroups) => fitted(drawnGroups).slope, line, target, options, 'slope');
  return { against, group, model, slope, intercept, interval: drawn ?? fromScatter(slopeInterval) };
}

/** The limit of the points' statistics at x -> 0, or at infinity. Intervals as for fitLine. */
export function extrapolate(line: Line, given: Richardson, target: Named, options: Options): LimitRecord {
  const { against, towards, order: asked } = given;
  const { group } = line;
  const result: Omit<LimitRecord, 'limit' | 'order' | 'interval' | 'orderInterval'> = {
    against,
    group,
    towards,
    observed: asked === undefined,
  };
  const none = { limit: null, order: asked ?? null, interval: null, orderInterval: null };
  if (!line.samples.every(isComplete)) return { ...result, ...none, remark: 'not every member has a value yet' };
  const x = towards === 'zero' ? line.x : line.x.map((value) => 1 / value);
  const { confidence } = options.statistics;
  const fitted = (groups: readonly (readonly number[])[]) => richardson(x, heights(groups, target), confidence, asked);
  const groups = line.samples.map(({ values }) => values);
  const { limit, order, regression } = fitted(groups);
  if (!Number.isFinite(limit)) return { ...result, ...none, remark: 'the three finest points fit no positive order' };
  const limitDrawn = seedInterval(groups, (drawn) => fitted(drawn).limit, line, target, options, 'limit');
  const orderDrawn =
    asked === undefined
      ? seedInterval(groups, (drawn) => fitted(drawn).order, line, target, options, 'order')
      : undefined;
  return {
    ...result,
    limit,
    order,
    interval: limitDrawn ?? fromScatter(regression?.interceptInterval),
    orderInterval: orderDrawn ?? null,
  };
}

function heights(groups: readonly (readonly number[])[], target: Named): number[] {
  const statistic: SampleStatistic = sampleStatistics[target.statistic];
  return groups.map((group) => statistic(group));
}

function seedInterval(
  groups: readonly (readonly number[])[],
  statistic: (groups: readonly (readonly number[])[]) => number,
  { group }: Line,
  { name }: Named,
  { statistics, seeds }: Options,
  purpose: string,
): IntervalRecord | undefined {
  if (seeds === undefined) return undefined;
  const random = createStream('line', name, purpose, JSON.stringify(group));
  const drawn = bootstrap(groups, statistic, { ...statistics, shared: seeds.shared }, random);
  return drawn && { lower: drawn.lower, upper: drawn.upper, from: 'bootstrap' };
}

function fromScatter(interval: Interval | undefined): IntervalRecord | null {
  return interval === undefined ? null : { ...interval, from: 'regression' };
}
