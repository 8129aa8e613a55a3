/** A value on an axis of a study. */
type Coordinate = number | string | boolean;

/** Both ends of a confidence interval, and its source: the repetitions, or the scatter of the points about a line. */
export interface IntervalRecord {
  readonly lower: number;
  readonly upper: number;
  readonly from: 'bootstrap' | 'regression';
}

export interface AxisRecord {
  readonly name: string;
  readonly label: string;
  readonly values: readonly Coordinate[];
}

export interface MemberRecord {
  readonly id: string;
  /** Its index on every axis. */
  readonly place: readonly number[];
  /** Index of the seed, from 0; null in a study without seeds. */
  readonly repetition: number | null;
  readonly seed: string;
  readonly status: 'finished' | 'failed' | 'missing';
  /** Why it failed. */
  readonly message?: string;
  /** Why its results are doubtful. */
  readonly doubtful?: string;
  /** One value per target, null if there is none. */
  readonly values: readonly (number | null)[];
}

/** A target at one point: the statistic over its seeds. */
export interface PointRecord {
  readonly place: readonly number[];
  /** Members with a value. */
  readonly count: number;
  readonly value: number | null;
  readonly standardError: number | null;
  readonly interval: IntervalRecord | null;
}

/** The position of a line: the values of the other axes. */
export type LineGroup = Readonly<Record<string, Coordinate>>;

export interface LineRecord {
  readonly against: string;
  readonly group: LineGroup;
  /** Why there is no result, if there is none. */
  readonly remark?: string;
}

/** target = C x^slope (power) or C + slope x (linear). */
export interface FitRecord extends LineRecord {
  readonly model: 'power' | 'linear';
  readonly slope: number | null;
  /** log C, or C. */
  readonly intercept: number | null;
  readonly interval: IntervalRecord | null;
}

/** target = limit + C x^order. */
export interface LimitRecord extends LineRecord {
  readonly towards: 'zero' | 'infinity';
  readonly limit: number | null;
  readonly interval: IntervalRecord | null;
  /** The order used, and whether it was observed; its interval if it was. */
  readonly order: number | null;
  readonly observed: boolean;
  readonly orderInterval: IntervalRecord | null;
}

export interface TargetRecord {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly statistic: 'mean' | 'rms' | 'deviation';
  readonly points: readonly PointRecord[];
  readonly fits: readonly FitRecord[];
  readonly limits: readonly LimitRecord[];
}

/** One claim of the study and the measured value. */
export interface StudyVerdict {
  readonly target: string;
  readonly subject: 'slope' | 'limit' | 'order' | 'value';
  /** The values of the axes; all of them for a value. */
  readonly group: LineGroup;
  /** The claim as text: `-0.5 +- 0.05`, `interval contains -0.5`. */
  readonly expected: string;
  readonly measured: number | null;
  readonly interval: IntervalRecord | null;
  readonly passed: boolean;
  /** True while relevant members have no result, so that it may still change; `passed` is then false. */
  readonly pending?: true;
  readonly remark?: string;
}

/**
 * The results of a study, saved as `record.json`. It does not depend on when, where and in which order its members were
 * computed: the same results give the same bytes.
 */
export interface StudyRecord {
  readonly title: string;
  readonly description?: string;
  readonly software: string;
  readonly version: string;
  readonly axes: readonly AxisRecord[];
  readonly seeds: { readonly count: number; readonly shared: boolean } | null;
  readonly confidence: number;
  readonly interval: 'bca' | 'percentile';
  readonly resamples: number;
  readonly members: readonly MemberRecord[];
  readonly targets: readonly TargetRecord[];
  readonly verdicts: readonly StudyVerdict[];
}

/** Groups the items by key. Groups have the order of their first items, and items keep their order. */
export function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): readonly (readonly Item[])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
