import type { RunRecord } from '../output/run-record.ts';
import { plainUnit } from './number-format.ts';

/** The times of the rows. */
export function times(record: RunRecord): Float64Array {
  return record.series.columns.t ?? new Float64Array(0);
}

/** A column of the series; undefined when the run does not have it, never gave it a finite value, or has only round-off in it. */
export function column(record: RunRecord, name: string): Float64Array | undefined {
  const values = record.series.columns[name];
  return values?.some(Number.isFinite) && !isRoundOff(record, name) ? values : undefined;
}

/** Whether the run itself found nothing but round-off in a column. */
export function isRoundOff({ summary }: RunRecord, name: string): boolean {
  return summary.watchdogs.some(({ watchdog, columns }) => watchdog === 'round-off' && columns?.includes(name));
}

/** The names of the columns that are there and whose base is one of `bases`, in the order of the file. */
export function columnsOf(record: RunRecord, bases: ReadonlySet<string>): string[] {
  return record.series.quantities
    .map(({ name }) => name)
    .filter((name) => bases.has(baseOf(name)) && column(record, name) !== undefined);
}

/** `temperature` of `temperature.light`. */
export function baseOf(name: string): string {
  return name.split('.', 1)[0];
}

/** A base in words, as a heading: `momentum_exchange_x` is "Momentum exchange along x". */
export function headingOf(base: string): string {
  const words = base.replace(/_([xyz])$/, ' along $1').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a column is, in words; its name when nothing better is known. */
export function labelOf(record: RunRecord, name: string): string {
  return record.series.quantities.find((quantity) => quantity.name === name)?.label ?? name;
}

/** `symbol (unit)` for an axis; the symbol alone for pure numbers. */
export function withUnit(record: RunRecord, symbol: string, name: string): string {
  const quantity = record.series.quantities.find((candidate) => candidate.name === name);
  const unit = plainUnit(quantity?.unit ?? '1');
  return unit === '' ? symbol : `${symbol} (${unit})`;
}

/** The axis of times, with their unit where the run says it. */
export function timeAxis(record: RunRecord): { readonly label: string } {
  const unit = record.series.quantities[0]?.unit ?? 't';
  return { label: unit === 't' ? 't' : `t (${plainUnit(unit)})` };
}

/** First and last finite value of a column. */
export function ends(values: Float64Array): { first: number; last: number } {
  return { first: values.find(Number.isFinite) ?? Number.NaN, last: values.findLast(Number.isFinite) ?? Number.NaN };
}

/** Largest magnitude of a column's finite values. */
export function largest(values: Float64Array): number {
  return values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
}
