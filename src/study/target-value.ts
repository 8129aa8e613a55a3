import { InputError } from '../core/errors.ts';
import { largestInput } from '../core/file-system.ts';
import { readBytes } from '../output/files.ts';
import type { TargetScenario } from '../scenario/study.ts';
import { didYouMean } from '../schema/problem.ts';
import { csvTable, type ReferenceTable } from '../simulation/read-reference.ts';
import { rowAt } from '../simulation/verdicts.ts';
import type { Columns } from './result.ts';

/** Opens a column of the reference table that a target names. */
export type OpenReference = (file: string, column: string) => ReferenceColumn;

/**
 * The value of a target for one member, from its series, whose column t holds the times:
 *
 *     end, a time    x(t), or |x(t) - exact(t)|, divided by |exact(t)| if relative, without the absolute value if signed
 *     sup            the value of largest magnitude over all rows; rows that a reference lacks do not count
 *     rise           max over s <= t of x(t) - x(s), divided by |x(0)| if relative
 *
 * NaN if the series or the reference has no such row, or if one of the required values is NaN.
 */
export function targetValue(target: TargetScenario, columns: Columns, open: OpenReference): number {
  const { at, column, relative } = target;
  const values = columns[column] ?? [];
  if (at === 'rise') return rise(values) / (relative ? Math.abs(values[0]) : 1);
  const times = columns.t ?? [];
  const exact = exactValues(target, columns, open);
  if (at !== 'sup') {
    const row = at === 'end' ? times.length - 1 : rowAt(times, at);
    return row === undefined || row < 0 ? Number.NaN : distance(target, values[row], exact[row]);
  }
  const distances = Array.from(times, (_, k) => k)
    .filter((k) => exact[k] !== undefined)
    .map((k) => distance(target, values[k], exact[k]));
  // NaN is kept: the maximum of values that are not all known is not known.
  const larger = (a: number, b: number) => (Number.isNaN(a) || Math.abs(b) <= Math.abs(a) ? a : b);
  return distances.reduce(larger, distances[0] ?? Number.NaN);
}

/** The exact value of the column in every row, undefined where it is not known; 0 for a target that is not a distance. */
function exactValues({ exact }: TargetScenario, columns: Columns, open: OpenReference): ArrayLike<number | undefined> {
  const times = columns.t ?? [];
  if (typeof exact === 'string') return columns[exact] ?? [];
  if (typeof exact !== 'object') return Array.from(times, () => exact ?? 0);
  const { t, values } = open(exact.file, exact.column);
  return Array.from(times, (time) => {
    const row = rowAt(t, time);
    return row === undefined ? undefined : values[row];
  });
}

function distance({ exact: asked, relative, signed }: TargetScenario, value = Number.NaN, exact = Number.NaN): number {
  if (asked === undefined) return value;
  const difference = (value - exact) / (relative ? Math.abs(exact) : 1);
  return signed ? difference : Math.abs(difference);
}

function rise(values: ArrayLike<number>): number {
  let lowest = values[0] ?? Number.NaN;
  let largest = 0;
  for (let k = 0; k < values.length; k++) {
    if (Number.isNaN(values[k])) return Number.NaN;
    largest = Math.max(largest, values[k] - lowest);
    lowest = Math.min(lowest, values[k]);
  }
  return Number.isNaN(lowest) ? lowest : largest;
}

/** A column of a table over the times in its column t. */
export interface ReferenceColumn {
  readonly t: readonly number[];
  readonly values: readonly number[];
}

/** Reads a column of a CSV file with a column t. Throws InputError with the line. */
export function readReferenceColumn(path: string, column: string): ReferenceColumn {
  const table = csvTable(readBytes(path, 'a table with a column t', undefined, largestInput).toString('utf8'), path);
  return { t: numbers(table, 't', path), values: numbers(table, column, path) };
}

function numbers(table: ReferenceTable, name: string, path: string): number[] {
  const cells = table.column(name);
  if (cells === undefined) {
    const wayOut = didYouMean(name, table.names);
    const problem = `${path}: expected a column ${name}, got ${table.names.join(', ')}`;
    throw new InputError(wayOut === undefined ? problem : `${problem}; ${wayOut}`);
  }
  const wrong = cells.find(({ value }) => !Number.isFinite(value));
  if (wrong !== undefined) throw new InputError(`${wrong.place}: expected a number, got ${JSON.stringify(wrong.text)}`);
  return cells.map(({ value }) => value);
}

/** Label and unit of a column of the series. */
export interface TargetQuantity {
  readonly label: string;
  readonly unit: string;
}

/** A description of a target: `relative distance of temperature of light from 1.227 at the end`. */
export function targetLabel({ label, at, exact, relative, signed }: TargetScenario, column: TargetQuantity): string {
  if (label !== undefined) return label;
  const share = relative ? 'relative ' : '';
  if (at === 'rise') return `largest ${share}rise of ${column.label}`;
  const when = at === 'end' ? 'at the end' : at === 'sup' ? 'over all rows' : `at t = ${at}`;
  const largest = at === 'sup' ? 'largest ' : '';
  if (exact === undefined) return `${largest}${column.label} ${when}`;
  const from = typeof exact === 'object' ? 'the reference' : String(exact);
  return `${largest}${share}${signed ? 'difference' : 'distance'} of ${column.label} from ${from} ${when}`;
}

/** The unit of a target; relative targets have none. */
export function targetUnit({ relative }: TargetScenario, { unit }: TargetQuantity): string {
  return relative ? '1' : unit;
}
