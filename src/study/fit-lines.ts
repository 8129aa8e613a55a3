import { createStream } from '../core/random.ts';
import { inverseStudent } from '../core/special-functions.ts';
import { lineFit } from '../core/statistics.ts';
import { sumOf } from '../core/sum.ts';
import type { FitRecord, IntervalRecord, LimitRecord, LineGroup } from '../output/study-record.ts';
import { groupBy } from '../output/study-record.ts';
import type { StudyScenario, TargetScenario } from '../scenario/study.ts';
import type { StudyAxis } from '../scenario/study-members.ts';
import {
  bootstrap,
  type Interval,
  isComplete,
  type Sample,
  type SampleStatistic,
  sampleStatistics,
} from './statistics.ts';

type Fit = NonNullable<TargetScenario['fit']>;
type Richardson = NonNullable<TargetScenario['richardson']>;
type Options = Pick<StudyScenario, 'statistics' | 'seeds'>;

/** The target that is fitted; its name identifies the random stream of its interval. */
interface Named {
  readonly name: string;
  readonly statistic: TargetScenario['statistic'];
}

/**
 * Fits a line to the statistics of the points, in logarithms for a power. Its interval is the bootstrap interval over the seeds
 * if there are any (drawn separately for each point unless seeds are shared), otherwise Student's t interval from the scatter.
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
  if (wrong !== undefined) return refuse(`a power needs values > 0, got ${wrong}`);
  const { slope, intercept, slopeInterval } = fitted(groups);
  const drawn = seedInterval(groups, (drawnGroups) => fitted(drawnGroups).slope, line, target, options, 'slope');
  return { against, group, model, slope, intercept, interval: drawn ?? fromScatter(slopeInterval) };
}

/** The limit of the statistics of the points for x -> 0 or x -> infinity. Intervals as for fitLine. */
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

/** A least-squares line, with intervals for normal errors of one unknown variance. */
export interface LineRegression {
  readonly slope: number;
  readonly intercept: number;
  /** Student's t intervals with n - 2 degrees of freedom; undefined for two points, which fit exactly. */
  readonly slopeInterval: Interval | undefined;
  readonly interceptInterval: Interval | undefined;
}

/**
 * y = intercept + slope x + normal errors: slope +- t s / sqrt(S_xx), intercept +- t s sqrt(1/n + mean(x)^2 / S_xx), with
 * s^2 the sum of squared residuals over n - 2. At least two points with different x.
 */
export function lineRegression(x: readonly number[], y: readonly number[], confidence: number): LineRegression {
  const { slope, intercept } = lineFit(x, y);
  const n = x.length;
  if (n < 3) return { slope, intercept, slopeInterval: undefined, interceptInterval: undefined };
  const centre = sumOf(n, (k) => x[k]) / n;
  const spread = sumOf(n, (k) => (x[k] - centre) ** 2);
  const variance = sumOf(n, (k) => (y[k] - intercept - slope * x[k]) ** 2) / (n - 2);
  const t = inverseStudent(n - 2, (1 + confidence) / 2);
  const around = (value: number, error: number) => ({ lower: value - t * error, upper: value + t * error });
  return {
    slope,
    intercept,
    slopeInterval: around(slope, Math.sqrt(variance / spread)),
    interceptInterval: around(intercept, Math.sqrt(variance * (1 / n + centre ** 2 / spread))),
  };
}

/** The points along one axis with all other axes fixed. */
export interface Line {
  readonly group: LineGroup;
  /** Coordinates along the axis. */
  readonly x: readonly number[];
  readonly samples: readonly Sample[];
}

/** All lines of a target along one axis, in the order of the grid. */
export function linesAlong(against: string, axes: readonly StudyAxis[], samples: readonly Sample[]): readonly Line[] {
  const along = axes.findIndex(({ name }) => name === against);
  const lines = groupBy(samples, ({ place }) => place.filter((_, a) => a !== along).join(' '));
  return lines.map((line) => ({
    group: Object.fromEntries(
      axes.flatMap(({ name, values }, a) => (a === along ? [] : [[name, values[line[0].place[a]]] as const])),
    ),
    x: line.map(({ place }) => axes[along].values[place[along]] as number),
    samples: line,
  }));
}

/** The limit at x = 0 of values at x > 0. */
export interface Extrapolation {
  readonly limit: number;
  /** The order used; NaN if none fits. */
  readonly order: number;
  /** The regression on x^order, for intervals; absent if the order was observed. */
  readonly regression?: LineRegression;
}

/**
 * Richardson extrapolation of T(x) = limit + C x^order. A given order is used for a least-squares line over x^order through
 * all points. Without an order, the order and the limit are those that the three points with the smallest x fit exactly, and
 * NaN if there are none: the sequence is not monotone, or does not converge at a positive order.
 */
export function richardson(
  x: readonly number[],
  values: readonly number[],
  confidence: number,
  order?: number,
): Extrapolation {
  if (order !== undefined) {
    const powers = x.map((each) => each ** order);
    const regression = lineRegression(powers, values, confidence);
    return { limit: regression.intercept, order, regression };
  }
  const finest = [...x.keys()].sort((a, b) => x[a] - x[b]).slice(0, 3);
  const [x1, x2, x3] = finest.map((k) => x[k]);
  const [t1, t2, t3] = finest.map((k) => values[k]);
  const observed = observedOrder([x1, x2, x3], (t3 - t2) / (t2 - t1));
  const limit = t1 - (t2 - t1) / ((x2 / x1) ** observed - 1);
  return { limit, order: observed };
}

/** Orders above this are round-off: the differences that determine them have no digits left. */
const highestOrder = 64;

/**
 * The p > 0 with (x3^p - x2^p) / (x2^p - x1^p) = ratio for 0 < x1 < x2 < x3. The left side increases with p from
 * log(x3/x2) / log(x2/x1) at p = 0, so that bisection finds the only solution; NaN if there is none up to the highest order.
 */
function observedOrder([x1, x2, x3]: readonly number[], ratio: number): number {
  const down = Math.log(x2 / x1);
  const up = Math.log(x3 / x2);
  const excess = (p: number) => Math.expm1(p * up) / -Math.expm1(-p * down) - ratio;
  let low = 0;
  let high = highestOrder;
  if (!(up / down < ratio && excess(high) > 0)) return Number.NaN;
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
