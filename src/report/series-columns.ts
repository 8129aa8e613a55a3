import type { RunRecord } from '../output/run-record.ts';
import { plainUnit } from './number-format.ts';

/** The times of the rows. */
export function times(record: RunRecord): Float64Array {
  return record.series.columns.t ?? new Float64Array(0);
}

/** A column of the series; undefined if the run lacks it, or if it has no finite value or only round-off. */
export function column(record: RunRecord, name: string): Float64Array | undefined {
  const values = record.series.columns[name];
  return values?.some(Number.isFinite) && !isRoundOff(record, name) ? values : undefined;
}

/** Whether the run reported that a column is round-off. */
export function isRoundOff({ summary }: RunRecord, name: string): boolean {
  return summary.watchdogs.some(({ watchdog, columns }) => watchdog === 'round-off' && columns?.includes(name));
}

/** The names of the available columns whose base is in `bases`, in the order of the file. */
export function columnsOf(record: RunRecord, bases: ReadonlySet<string>): string[] {
  return record.series.quantities
    .map(({ name }) => name)
    .filter((name) => bases.has(baseOf(name)) && column(record, name) !== undefined);
}

/** The base of a column's name: `temperature` for `temperature.light`. */
export function baseOf(name: string): string {
  return name.split('.', 1)[0];
}

/** A heading for the columns of a base: the label of the first column without its species or, for pairs, the base as words. */
export function headingOf(record: RunRecord, base: string): string {
  const { name = base, label = base } = record.series.quantities.find(({ name }) => baseOf(name) === base) ?? {};
  const owners = name.split('.').slice(1);
  const words =
    owners.length > 1
      ? base.replace(/_([xyz])$/, ' along $1').replaceAll('_', ' ')
      : label.replace(/, total\b/, '').replace(` of ${owners[0]}`, '');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The label of a column, or its name if it has no label. */
export function labelOf(record: RunRecord, name: string): string {
  return record.series.quantities.find((quantity) => quantity.name === name)?.label ?? name;
}

/** The index of the species that a column belongs to; -1 for a column of all species or of a pair. */
export function speciesIndexOf({ summary }: RunRecord, name: string): number {
  const [, owner, other] = name.split('.');
  return other === undefined ? summary.species.findIndex((species) => species.name === owner) : -1;
}

/** `symbol (unit)` for an axis; only the symbol for pure numbers. */
export function withUnit(record: RunRecord, symbol: string, name: string): string {
  const quantity = record.series.quantities.find((candidate) => candidate.name === name);
  const unit = plainUnit(quantity?.unit ?? '1');
  return unit === '' ? symbol : `${symbol} (${unit})`;
}

/** The time axis, labelled with its unit if the run has one. */
export function timeAxis(record: RunRecord): { readonly label: string } {
  const unit = record.series.quantities[0]?.unit ?? 't';
  return { label: unit === 't' ? 't' : `t (${plainUnit(unit)})` };
}

/** The text after the number of a time: its unit if the run has one. */
export function afterTime(record: RunRecord): string {
  const unit = record.series.quantities[0]?.unit ?? 't';
  if (unit === 't') return '';
  return `${/^\d/.test(unit) ? '\u00a0×' : ''}\u00a0${plainUnit(unit)}`;
}

/** First and last finite value of a column. */
export function ends(values: Float64Array): { first: number; last: number } {
  return { first: values.find(Number.isFinite) ?? Number.NaN, last: values.findLast(Number.isFinite) ?? Number.NaN };
}

/** Largest magnitude of a column's finite values. */
export function largest(values: Float64Array): number {
  return values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
}

/** Fraction of the energy or the momentum: an exchange that moves less over the whole run is not visible in any curve. */
export const negligibleExchange = 1e-5;

/**
 * The rate of exchange that would move 1e-5 of the energy E over the whole run, or of the momentum sqrt(2 E rho) that the mass density rho
 * and E allow. A column that never exceeds it is given as a number instead of a curve.
 */
export function exchangeRound(record: RunRecord, base: string): number {
  const { summary } = record;
  const energies = column(record, 'energy');
  const dimension = record.scenario.dimension;
  const thermal =
    (dimension / 2) * summary.equilibrium.temperature * summary.species.reduce((n, s) => n + s.density, 0);
  const energy = energies ? Math.abs(ends(energies).first) : thermal;
  const mass = summary.species.reduce((rho, s) => rho + s.mass * s.density, 0);
  const scale = base.startsWith('momentum') ? Math.sqrt(2 * energy * mass) : energy;
  return (negligibleExchange * scale) / Math.max(summary.until, Number.MIN_VALUE);
}

/** Relative quantities up to this are zero to round-off. */
export const relativeRound = 1e-9;
