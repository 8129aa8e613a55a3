import { referenceColumn } from '../analysis/reference.ts';
import { inverseStudent } from '../core/special-functions.ts';
import type { Statement } from '../output/comparison-record.ts';
import type { Series } from '../output/run-record.ts';
import { commonRows, type MeasuredQuantity } from './measure.ts';
import { meanOf } from './statistics.ts';

/** The confidence of the interval over the seeds. */
const confidence = 0.95;

/**
 * What can be said of a member's errors without the truth, at the last time of the truth that its rows have, for every column
 * with a truth; and whether the truth is within it. Several runs, one per seed, state the interval of their mean; a single one its
 * distance to the next coarser member, which is more than its own error where the errors at least halve from one to the other.
 * `truth` is another member's series; without it the truth is in every run's own.
 */
export function statementsOf(
  runs: readonly Series[],
  quantities: readonly MeasuredQuantity[],
  truth: Series | undefined,
  coarser: readonly Series[],
): readonly Statement[] {
  const columns = quantities.flatMap((quantity) => quantity.columns);
  return columns.flatMap(({ own, truth: right }) =>
    right === undefined ? [] : (statementOf(runs, own, right, truth ?? runs[0], coarser) ?? []),
  );
}

function statementOf(
  runs: readonly Series[],
  column: string,
  right: string,
  truth: Series,
  coarser: readonly Series[],
): Statement | undefined {
  const times = runs[0].columns.t;
  const known = commonRows(times, truth.columns.t).filter(([, there]) =>
    Number.isFinite(truth.columns[right]?.[there]),
  );
  const last = known.at(-1);
  if (last === undefined) return undefined;
  const [here, there] = last;
  const { mean, standardError } = meanOf(runs.map(({ columns }) => columns[column][here]));
  const value = truth.columns[right][there];
  const bar = right === referenceColumn(column, 'value') ? referenceColumn(column, 'uncertainty') : undefined;
  const uncertainty = bar === undefined ? 0 : truth.columns[bar][there];
  const scatter = standardError === null ? null : standardError * inverseStudent(runs.length - 1, (1 + confidence) / 2);
  const resolution = standardError === null ? distanceTo(coarser, column, times[here], times, mean) : null;
  const stated = scatter ?? resolution;
  const within = stated === null ? null : Math.abs(mean - value) <= stated + uncertainty;
  return { column, value: mean, truth: value, uncertainty, scatter, resolution, within };
}

function distanceTo(
  coarser: readonly Series[],
  column: string,
  t: number,
  times: Float64Array,
  value: number,
): number | null {
  if (coarser.length === 0) return null;
  const row = commonRows(times, coarser[0].columns.t).find(([here]) => times[here] === t);
  if (row === undefined) return null;
  return Math.abs(meanOf(coarser.map(({ columns }) => columns[column][row[1]])).mean - value);
}
