import { createHash } from 'node:crypto';
import { basename, dirname, resolve } from 'node:path';
import { fewestPoints, localCubic } from '../../analysis/local-cubic.ts';
import type { ReferenceCurve, ReferenceSeries } from '../../analysis/reference.ts';
import { InputError } from '../../core/errors.ts';
import { loadHdf5 } from '../../output/hdf5.ts';
import { readBytes } from '../../output/input-file.ts';
import { didYouMean } from '../../scenario/nearest.ts';
import type { ReferenceScenario, Scenario } from '../../scenario/scenario.ts';
import { csvTable } from './csv-table.ts';
import { netcdfTable } from './netcdf-table.ts';
import type { Cell, ReferenceTable } from './reference-table.ts';

/** A reference with what a record of the run must say of it. */
export interface Reference extends ReferenceSeries {
  readonly file: string;
  /** SHA-256 of the file, in hexadecimal digits. */
  readonly hash: string;
  /** What the file says of itself. */
  readonly header: readonly string[];
}

/**
 * The scenario's reference, of either format; undefined when it has none. `file` is the scenario's own, from which the path is
 * relative. Throws InputError with a line for everything that is wrong with the reference's file.
 */
export async function readReference(scenario: Scenario, file: string): Promise<Reference | undefined> {
  const { reference } = scenario;
  if (reference === undefined) return undefined;
  if (formatOf(reference) === 'csv') return readCsvReference(reference, file);
  const { path, bytes, hash } = load(reference, file);
  return referenceOf(reference, netcdfTable(await loadHdf5(), bytes, path), path, hash);
}

/** A reference in CSV. Throws InputError for one in netCDF, whose library loads asynchronously: see readReference. */
export function readCsvReference(reference: ReferenceScenario, file: string): Reference {
  if (formatOf(reference) === 'netcdf')
    throw new InputError(
      `reference.file: expected a CSV file where nothing was read beforehand, got ${reference.file}; ` +
        'give assemble the option reference: await readReference(scenario, file)',
    );
  const { path, bytes, hash } = load(reference, file);
  return referenceOf(reference, csvTable(bytes.toString('utf8'), path), path, hash);
}

function formatOf({ format, file }: ReferenceScenario): 'csv' | 'netcdf' {
  return format ?? (/\.(nc4?|h5|hdf5)$/i.test(file) ? 'netcdf' : 'csv');
}

function load(reference: ReferenceScenario, file: string) {
  const path = resolve(dirname(file), reference.file);
  const bytes = readBytes(path, 'the file of the reference', 'its path is relative to the scenario file');
  return { path, bytes, hash: createHash('sha256').update(bytes).digest('hex') };
}

function referenceOf(reference: ReferenceScenario, table: ReferenceTable, path: string, hash: string): Reference {
  const problems: string[] = [];
  const numbers = (name: string, key: string): Float64Array => {
    const cells = table.column(name);
    if (cells === undefined) {
      const wayOut = didYouMean(name, table.names);
      const line = `${path}: reference.${key}: expected one of the columns ${table.names.join(', ')}, got ${name}`;
      problems.push(wayOut === undefined ? line : `${line}; ${wayOut}`);
      return new Float64Array();
    }
    problems.push(...notNumbers(cells));
    return Float64Array.from(cells, ({ value }) => value);
  };
  const t = numbers(reference.time.column, 'time.column').map(
    (theirs) => reference.time.scale * theirs + reference.time.offset,
  );
  problems.push(...notIncreasing(table.column(reference.time.column) ?? []));
  const curves = Object.entries(reference.columns).map(([name, { column, scale, offset, error }]): ReferenceCurve => {
    const values = numbers(column, `columns.${name}`).map((theirs) => scale * theirs + offset);
    const errorBars =
      typeof error === 'string'
        ? numbers(error, `columns.${name}.error`).map((theirs) => Math.abs(scale * theirs))
        : values.map(() => error ?? 0);
    return { name, at: (time) => interpolate(t, values, errorBars, time) };
  });
  const rows = table.column(reference.time.column)?.length;
  if (rows !== undefined && rows < fewestPoints)
    problems.push(`${path}: expected at least ${fewestPoints} rows, for a cubic and its error, got ${rows}`);
  // A column may be mapped more than once.
  if (problems.length > 0) throw new InputError([...new Set(problems)]);
  return { file: basename(path), hash, header: table.header, curves };
}

function notNumbers(cells: readonly Cell[]): string[] {
  return cells.flatMap(({ value, text, place }) =>
    Number.isFinite(value) ? [] : [`${place}: expected a number, got ${text === '' ? 'nothing' : text}`],
  );
}

function notIncreasing(cells: readonly Cell[]): string[] {
  return cells.flatMap(({ value, text, place }, k) =>
    k > 0 && value <= cells[k - 1].value ? [`${place}: expected a time after ${cells[k - 1].text}, got ${text}`] : [],
  );
}

/** A time belongs to the reference up to this part of its length: a scaled time may miss its end by rounding. */
const roundOff = 1e-9;

function interpolate(t: Float64Array, values: Float64Array, errorBars: Float64Array, time: number) {
  const [first, last] = [t[0], t[t.length - 1]];
  const room = roundOff * (last - first);
  if (!(time >= first - room && time <= last + room)) return { value: Number.NaN, uncertainty: Number.NaN };
  const inside = Math.min(Math.max(time, first), last);
  const { value, error } = localCubic(t, values, inside);
  return { value, uncertainty: Math.abs(localCubic(t, errorBars, inside).value) + error };
}
