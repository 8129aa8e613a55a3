import { InputError } from '../core/errors.ts';
import type { Series, Verdict } from '../output/run-record.ts';
import type { BoundScenario, Scenario } from '../scenario/scenario.ts';
import { amongColumns } from '../schema/problem.ts';

type Expectations = Scenario['expect'];

/** A time in `at` matches a row of the series up to this fraction of the run. */
const sameTime = 1e-9;

/** Why a run has no such column, and which runs have it. */
function availability(column: string): string | undefined {
  return column.startsWith('entropy_second_derivative')
    ? 'only the methods legendre (without baths and forcings) and spectral-grid have this column, because its error is known for them'
    : undefined;
}

/**
 * Refuses, before the run starts, expectations that no row can answer. `columns` are the columns of the series, `times` the times of
 * its rows.
 */
export function checkExpectations(expect: Expectations, columns: readonly string[], times: readonly number[]): void {
  const problems = Object.entries(expect).flatMap(([quantity, bounds]) => {
    if (!columns.includes(quantity))
      return [
        `expect.${quantity}: expected a column of the series, got ${quantity}; ${availability(quantity) ?? amongColumns(quantity, columns)}`,
      ];
    return bounds.flatMap(({ at }) =>
      typeof at === 'number' && rowAt(times, at) === undefined
        ? [`expect.${quantity}.at: expected the time of a row of the series (a multiple of output.every), got ${at}`]
        : [],
    );
  });
  if (problems.length > 0) throw new InputError(problems);
}

/**
 * Compares the series with the expectations. NaN fails every bound. `open` means that the run will be continued: expectations that its
 * rows do not refute are pending, except those at a time whose row exists.
 */
export function judge(expect: Expectations, series: Series, open = false): Verdict[] {
  const times = series.columns.t;
  return Object.entries(expect).flatMap(([quantity, bounds]) =>
    bounds.flatMap((bound) =>
      judgeBound(quantity, bound, times, series.columns[quantity]).map((verdict) =>
        open && !isDecided(bound, verdict, times) ? pending(verdict, bound) : verdict,
      ),
    ),
  );
}

/** Whether no further row can change the verdict. */
function isDecided({ at, never }: BoundScenario, { passed, measured }: Verdict, times: Float64Array): boolean {
  if (never === undefined && typeof at === 'number') return rowAt(times, at) !== undefined;
  if (never === undefined && at === 'end') return false;
  return !passed && (measured !== null || times.length > 1);
}

/** The verdict as pending, without a measured value if its row is still missing. */
function pending(verdict: Verdict, { at, never }: BoundScenario): Verdict {
  const { remark: _, ...rest } = verdict;
  const soFar = never !== undefined || at === 'always' ? {} : { measured: null, time: null };
  return { ...rest, ...soFar, passed: false, pending: true };
}

function judgeBound(quantity: string, bound: BoundScenario, times: Float64Array, values: Float64Array): Verdict[] {
  const { at, below, above, near, within = 0, never } = bound;
  const rows = rowsOf(times, at);
  const when = at === 'end' ? ' at the end' : at === 'always' ? ' always' : ` at t = ${at}`;
  const verdicts: Verdict[] = [];
  /** The row with the largest excess decides; it passes when its excess is not positive. */
  const decide = (expected: string, excess: (value: number) => number) => {
    const worst = rows.reduce((a, b) => (rank(excess(values[b])) > rank(excess(values[a])) ? b : a), rows[0]);
    const measured = worst === undefined ? Number.NaN : values[worst];
    verdicts.push({
      quantity,
      expected: expected + when,
      measured: Number.isFinite(measured) ? measured : null,
      time: worst === undefined ? null : times[worst],
      passed: worst !== undefined && excess(measured) <= 0,
      ...(worst === undefined ? { remark: 'the run has no such row' } : {}),
    });
  };
  if (below !== undefined) decide(`<= ${below}`, (value) => value - below);
  if (above !== undefined) decide(`>= ${above}`, (value) => above - value);
  if (near !== undefined) {
    const radius = bound.relative ? within * Math.abs(near) : within;
    decide(`${near} +- ${bound.relative ? `${within} relative` : within}`, (value) => Math.abs(value - near) - radius);
  }
  if (never !== undefined) verdicts.push(judgeNever(quantity, never, bound.slack, times, values));
  return verdicts;
}

/** Compares the largest step in the forbidden direction between two neighbouring rows with slack * max |value|. */
function judgeNever(
  quantity: string,
  never: 'increases' | 'decreases',
  slack: number,
  times: Float64Array,
  values: Float64Array,
): Verdict {
  const sign = never === 'increases' ? 1 : -1;
  let worst = 1;
  for (let k = 2; k < values.length; k++)
    if (rank(sign * (values[k] - values[k - 1])) > rank(sign * (values[worst] - values[worst - 1]))) worst = k;
  const step = values.length > 1 ? values[worst] - values[worst - 1] : Number.NaN;
  const room = slack * values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  return {
    quantity,
    expected: `never ${never}`,
    measured: Number.isFinite(step) ? Math.max(0, sign * step) : null,
    time: values.length > 1 ? times[worst] : null,
    passed: values.length > 1 && sign * step <= room,
    remark:
      values.length > 1
        ? `measured: the largest ${never === 'increases' ? 'increase' : 'decrease'} between two rows`
        : 'the run has no two rows',
  };
}

function rowsOf(times: Float64Array, at: BoundScenario['at']): number[] {
  if (at === 'always') return Array.from(times, (_, k) => k);
  const row = at === 'end' ? times.length - 1 : rowAt(times, at);
  return row === undefined || row < 0 ? [] : [row];
}

/** The row at a time, up to rounding; undefined if there is none. */
export function rowAt(times: ArrayLike<number>, at: number): number | undefined {
  const span = Math.max(Math.abs(times[0]), Math.abs(times[times.length - 1]), times[times.length - 1] - times[0]);
  const row = Array.from(times).findIndex((t) => Math.abs(t - at) <= sameTime * span);
  return row < 0 ? undefined : row;
}

/** The rank of an excess, in which NaN is worse than any number. */
function rank(excess: number): number {
  return Number.isNaN(excess) ? Infinity : excess;
}
