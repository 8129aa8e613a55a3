import assert from 'node:assert';
import { join } from 'node:path';
import * as z from 'zod';
import type { Quantity } from '../analysis/analyzer.ts';
import { InputError } from '../core/errors.ts';
import { elementaryCharge } from '../physics/constants.ts';
import { siSize, type Units, udunitsOf } from '../physics/units.ts';
import { sha256 } from './checksums.ts';
import { createLineFile, eachLine, type LineFile, type Mark, readLines, reopenLineFile } from './event-log.ts';
import { readJson, writeFileAtomically } from './files.ts';
import { layout } from './layout.ts';
import type { Series, UnitsRecord } from './run-record.ts';

export { isScenarioUnit } from '../scenario/column-units.ts';

/** The first column of every series. */
export const timeQuantity = { name: 't', label: 'time', unit: 't' } as const satisfies Quantity;

/**
 * Appends rows to `series.csv`: t, then one field per quantity, as the shortest decimal that parses to the same double;
 * an empty field means NaN, a quantity that is not available.
 */
export interface SeriesWriter {
  /** Rows in the file. */
  readonly rows: number;
  /** The mark of the current end of the file. */
  mark(): Mark;
  /** SHA-256 of the file that describes the columns. */
  readonly columnsHash: string;
  /** Appends one row, which survives a crash of the program. Throws RunError on a full disk. */
  append(t: number, values: Float64Array): void;
  /** Flushes the rows to the disk, so that they survive a crash of the machine. */
  flush(): void;
  close(): void;
}

/** Starts the series of a new run: writes the header, and the file that describes the columns. */
export function createSeriesWriter(directory: string, quantities: readonly Quantity[], units?: Units): SeriesWriter {
  const columns = withUnits([timeQuantity, ...quantities], units);
  const description = describeColumns(columns);
  writeFileAtomically(join(directory, layout.columns), description);
  const file = createLineFile(join(directory, layout.series));
  file.append(header(columns));
  return writeRows(file, columns.length, 0, sha256(description));
}

/**
 * Continues the series of a run after its first `rows` rows, and removes later rows.
 * Throws InputError if the file has fewer rows or different columns.
 */
export function reopenSeriesWriter(
  directory: string,
  quantities: readonly Quantity[],
  rows: number,
  units?: Units,
): SeriesWriter {
  checkSeriesStart(directory, quantities, rows);
  const path = join(directory, layout.series);
  const columns = withUnits([timeQuantity, ...quantities], units);
  const hash = sha256(describeColumns(columns));
  return writeRows(reopenLineFile(path, 'the series of a run', rows + 1), columns.length, rows, hash);
}

/** Throws as reopenSeriesWriter does; changes nothing. */
export function checkSeriesStart(directory: string, quantities: readonly Quantity[], rows: number): void {
  const path = join(directory, layout.series);
  const lines = readLines(path, 'the series of a run');
  checkHeader(path, [timeQuantity, ...quantities], lines[0]);
  if (lines.length <= rows)
    throw new InputError(`${path}: expected at least the ${rows} rows of the checkpoint, got ${lines.length - 1}`);
}

/** Throws InputError that names the first different column, because a line cannot show all of them. */
function checkHeader(path: string, columns: readonly Quantity[], line: string | undefined): void {
  if (line === header(columns)) return;
  const names = line?.split(',') ?? [];
  const k = columns.findIndex(({ name }, c) => names[c] !== name);
  if (k < 0) throw new InputError(`${path}:1: expected ${columns.length} columns, got ${names.length}`);
  const got = names[k] === undefined || names[k] === '' ? 'none' : JSON.stringify(names[k].slice(0, 60));
  throw new InputError(`${path}:1: expected column ${k + 1} to be ${columns[k].name}, got ${got}`);
}

/** Reads the series of a run, bit for bit except for the payloads of NaN. Throws InputError that names the line. */
export function readSeries(directory: string): Series {
  const path = join(directory, layout.series);
  const quantities = readColumns(directory);
  const lines = eachLine(path, 'the series of a run');
  checkHeader(path, quantities, lines.next().value ?? undefined);
  const columns: GrowingColumn[] = quantities.map(() => ({ values: new Float64Array(64), length: 0 }));
  let r = 0;
  for (const line of lines) {
    const fields = line.split(',');
    if (fields.length !== columns.length)
      throw new InputError(`${path}:${r + 2}: expected ${columns.length} fields, got ${fields.length}`);
    fields.forEach((field, c) => {
      const value = field === '' ? NaN : Number(field);
      if (Number.isNaN(value) && field !== '')
        throw new InputError(`${path}:${r + 2} ${quantities[c].name}: expected a number, got ${JSON.stringify(field)}`);
      push(columns[c], value);
    });
    const [before, t] = [r === 0 ? Number.NEGATIVE_INFINITY : columns[0].values[r - 1], columns[0].values[r]];
    if (!(t > before && t < Infinity))
      throw new InputError(`${path}:${r + 2} t: expected a time after ${r === 0 ? 'none' : before}, got ${fields[0]}`);
    r++;
  }
  return {
    quantities,
    columns: Object.fromEntries(quantities.map(({ name }, c) => [name, columns[c].values.slice(0, r)])),
  };
}

/** A column whose length is not known before the file is read. */
interface GrowingColumn {
  values: Float64Array;
  length: number;
}

function push(column: GrowingColumn, value: number): void {
  if (column.length === column.values.length) {
    const longer = new Float64Array(2 * column.length);
    longer.set(column.values);
    column.values = longer;
  }
  column.values[column.length++] = value;
}

function writeRows(file: LineFile, columns: number, start: number, columnsHash: string): SeriesWriter {
  let rows = start;
  return {
    get rows() {
      return rows;
    },
    append(t, values) {
      assert.equal(values.length + 1, columns, 'a row has one value per quantity');
      file.append([t, ...values].map(formatNumber).join(','));
      rows++;
    },
    mark: file.mark,
    columnsHash,
    flush: file.flush,
    close: file.close,
  };
}

/** Formats a field. String(-0) is '0', which would lose the sign. */
function formatNumber(value: number): string {
  if (Number.isNaN(value)) return '';
  return Object.is(value, -0) ? '-0' : String(value);
}

function header(columns: readonly Quantity[]): string {
  for (const { name } of columns)
    assert.match(name, /^[A-Za-z_][\w.+-]*$/, 'a column name is legal in CSV and netCDF without quoting');
  const names = columns.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length, `column names differ: ${names.join(', ')}`);
  return names.join(',');
}

/** W3C "Metadata Vocabulary for Tabular Data": the terms `dc:title` and `schema:unitText` are in its initial context. */
interface TableMetadata {
  readonly '@context': string;
  readonly url: string;
  readonly tableSchema: {
    readonly columns: readonly { titles: string; 'dc:title': string; 'schema:unitText': string; datatype: 'double' }[];
  };
}

function describeColumns(columns: readonly Quantity[]): string {
  const metadata: TableMetadata = {
    '@context': 'http://www.w3.org/ns/csvw',
    url: layout.series,
    tableSchema: {
      columns: columns.map(({ name, label, unit }) => ({
        titles: name,
        'dc:title': label,
        'schema:unitText': unit,
        datatype: 'double',
      })),
    },
  };
  return `${JSON.stringify(metadata, null, 2)}\n`;
}

function readColumns(directory: string): Quantity[] {
  const path = join(directory, layout.columns);
  const metadata = readJson(path, 'the columns of a series', metadataSchema);
  return metadata.tableSchema.columns.map((column) => ({
    name: column.titles,
    label: column['dc:title'],
    unit: column['schema:unitText'],
  }));
}

const metadataSchema = z.object({
  tableSchema: z.object({
    columns: z
      .array(
        z.object({
          titles: z.string().regex(/^[A-Za-z_][\w.+-]*$/, 'a name of a column'),
          'dc:title': z.string(),
          'schema:unitText': z.string(),
        }),
      )
      .min(1)
      .refine((columns) => columns[0].titles === timeQuantity.name, { error: 'the first column is t' })
      .refine((columns) => new Set(columns.map(({ titles }) => titles)).size === columns.length, {
        error: 'column names differ',
      }),
  }),
});

/** The columns with their units in the syntax of UDUNITS, if the scenario defines units; otherwise unchanged. */
function withUnits(quantities: readonly Quantity[], units: Units | undefined): readonly Quantity[] {
  if (units === undefined) return quantities;
  return quantities.map((quantity) => ({ ...quantity, unit: udunitsOf(units, quantity.unit) }));
}

/** The units of a run for its provenance. */
export function unitsRecord(units: Units): UnitsRecord {
  const record = (unit: string) => ({ unit: udunitsOf(units, unit), si: siSize(units, unit) });
  return {
    mass: record('m'),
    density: record('n'),
    temperature: record('m v^2'),
    time: record('t'),
    velocity: record('v'),
    charge: { unit: `${elementaryCharge} C`, si: elementaryCharge },
  };
}
