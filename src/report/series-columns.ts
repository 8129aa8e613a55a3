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

/** What the columns of a base are, as a heading: the label of the first one without its species. That of pairs is the base in words. */
export function headingOf(record: RunRecord, base: string): string {
  const { name = base, label = base } = record.series.quantities.find(({ name }) => baseOf(name) === base) ?? {};
  const owners = name.split('.').slice(1);
  const words =
    owners.length > 1
      ? base.replace(/_([xyz])$/, ' along $1').replaceAll('_', ' ')
      : label.replace(/, total\b/, '').replace(` of ${owners[0]}`, '');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a column is, in words; its name when nothing better is known. */
export function labelOf(record: RunRecord, name: string): string {
  return record.series.quantities.find((quantity) => quantity.name === name)?.label ?? name;
}

/** The species that a column belongs to alone: its place in the list; -1 for a column of all species or of a pair. */
export function speciesIndexOf({ summary }: RunRecord, name: string): number {
  const [, owner, other] = name.split('.');
  return other === undefined ? summary.species.findIndex((species) => species.name === owner) : -1;
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

/** What follows a number of time: its unit, where the run says one. */
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

/** Part of the energy or the momentum: what moves less of it over the whole run is not to be seen in any course. */
export const negligibleExchange = 1e-5;

/**
 * The rate of exchange that over the whole run would move 1e-5 of the energy E, or of the momentum sqrt(2 E rho) that the mass density and
 * the energy allow. A column that is nowhere above it is given as a number, not drawn.
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
