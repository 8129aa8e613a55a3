import { createHash } from 'node:crypto';
import { basename, dirname, resolve } from 'node:path';
import type { Dataset, File } from 'h5wasm';
import type { ReferenceCurve, ReferenceSeries } from '../analysis/reference.ts';
import { fewestPoints, localCubic } from '../analysis/reference.ts';
import { InputError } from '../core/errors.ts';
import { largestInput } from '../core/file-system.ts';
import { plainCell } from '../core/quoting.ts';
import { readBytes } from '../output/files.ts';
import { type Hdf5, loadHdf5 } from '../output/hdf5.ts';
import type { ReferenceScenario, Scenario } from '../scenario/scenario.ts';
import { didYouMean } from '../schema/problem.ts';

/** A reference, with the data about it that the record of the run contains. */
export interface Reference extends ReferenceSeries {
  readonly file: string;
  /** SHA-256 of the file, in hexadecimal digits, if it is read from a file. */
  readonly hash?: string;
  /** Reasons why it is less certain than it should be, if it is computed with the run. */
  readonly warnings?: readonly string[];
  /** The file's description of itself. */
  readonly header: readonly string[];
}

/**
 * Reads the file of the scenario's reference, in either format; undefined if the scenario names no file. `file` is the scenario file; the
 * path of the reference is relative to it. Throws InputError with a line for every problem of the reference file.
 */
export async function readReference(scenario: Scenario, file: string): Promise<Reference | undefined> {
  const { reference } = scenario;
  if (reference === undefined || reference === 'legendre') return undefined;
  if (formatOf(reference) === 'csv') return readCsvReference(reference, file);
  const { path, bytes, hash } = load(reference, file);
  return referenceOf(reference, netcdfTable(await loadHdf5(), bytes, path), path, hash);
}

/** Reads a reference in CSV. Throws InputError for one in netCDF, whose library loads asynchronously: see readReference. */
export function readCsvReference(reference: ReferenceScenario, file: string): Reference {
  if (formatOf(reference) === 'netcdf')
    throw new InputError(
      `reference.file: expected a CSV file without the option reference, got ${reference.file}; ` +
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
  const bytes = readBytes(path, 'the file of the reference', 'its path is relative to the scenario file', largestInput);
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

/** Times may exceed the reference by this fraction of its length: a scaled time may miss the end by rounding. */
const roundOff = 1e-9;

function interpolate(t: Float64Array, values: Float64Array, errorBars: Float64Array, time: number) {
  const [first, last] = [t[0], t[t.length - 1]];
  const room = roundOff * (last - first);
  if (!(time >= first - room && time <= last + room)) return { value: Number.NaN, uncertainty: Number.NaN };
  const inside = Math.min(Math.max(time, first), last);
  const { value, error } = localCubic(t, values, inside);
  return { value, uncertainty: Math.abs(localCubic(t, errorBars, inside).value) + error };
}

/**
 * Parses columns from comma-separated text. Lines that begin with `#` are the header, the first other line names the columns,
 * and each further line is a row. Skips empty lines and removes quotes around names and cells. Throws InputError, with a line
 * for each row of a different length.
 */
export function csvTable(text: string, file: string): ReferenceTable {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, k) => ({ number: k + 1, line: line.trim() }))
    .filter(({ line }) => line !== '');
  const header = lines.flatMap(({ line }) => (line.startsWith('#') ? [line.replace(/^#+\s*/, '')] : []));
  const [head, ...rows] = lines
    .filter(({ line }) => !line.startsWith('#'))
    .map(({ number, line }) => ({ number, cells: line.split(',').map(unquoted) }));
  if (head === undefined) throw new InputError(`${file}:1: expected a line with the names of columns, got none`);
  // Tables of this program mark names that a spreadsheet would interpret as formulas.
  const names = head.cells.map(plainCell);
  const twice = names.find((name, k) => names.indexOf(name) < k);
  if (twice !== undefined)
    throw new InputError(`${file}:${head.number}: expected a different name for each column, got ${twice} twice`);
  const problems = rows
    .filter(({ cells }) => cells.length !== names.length)
    .map(({ number, cells }) => `${file}:${number}: expected ${names.length} cells, got ${cells.length}`);
  if (problems.length > 0) throw new InputError(problems);
  return {
    names,
    header,
    column(name) {
      const k = names.indexOf(name);
      if (k < 0) return undefined;
      return rows.map(({ number, cells }): Cell => {
        const text = cells[k];
        return { value: text === '' ? Number.NaN : Number(text), text, place: `${file}:${number} ${name}` };
      });
    },
  };
}

function unquoted(cell: string): string {
  return cell.trim().replace(/^"(.*)"$/, '$1');
}

/**
 * Reads columns from a netCDF-4 (HDF5) file: variables with one axis by their names, and `name[k]` for the k-th column of a variable
 * with a second axis, such as temperature(time, species). By the conventions of netCDF and CF, a value equal to `_FillValue` or
 * `missing_value` is missing, and packed values are unpacked with `scale_factor` and `add_offset`. Throws InputError for bytes in a
 * different format.
 */
function netcdfTable(hdf5: Hdf5, bytes: Uint8Array, file: string): ReferenceTable {
  try {
    return hdf5.decode(bytes, (root) => tableOf(root, file));
  } catch (cause) {
    const [reason] = (cause as Error).message.split('\n');
    throw new InputError(`${file}: expected a netCDF-4 file, got one that cannot be read (${reason})`);
  }
}

function tableOf(root: File, file: string): ReferenceTable {
  const columns = new Map<string, readonly Omit<Cell, 'place'>[]>();
  for (const name of root.keys()) {
    const variable = root.get(name);
    if (!isNumeric(variable)) continue;
    const [rows, width = 1] = variable.shape;
    const values = valuesOf(variable);
    for (let k = 0; k < width; k++)
      columns.set(
        variable.shape.length === 1 ? name : `${name}[${k}]`,
        Array.from({ length: rows }, (_, row) => values[row * width + k]),
      );
  }
  return {
    names: [...columns.keys()],
    header: Object.entries(root.attrs).flatMap(([name, attribute]) =>
      typeof attribute.value === 'string' && descriptive.has(name) ? [`${name}: ${attribute.value}`] : [],
    ),
    column: (name) =>
      columns.get(name)?.map((cell, row): Cell => ({ ...cell, place: `${file}: ${name}, row ${row + 1}` })),
  };
}

/** The value of entries that were never written: NC_FILL_DOUBLE and NC_FILL_FLOAT. */
const unwritten = 9.969209968386869e36;

function valuesOf(variable: Dataset): readonly Omit<Cell, 'place'>[] {
  const attribute = (name: string): number | undefined => {
    const value = variable.attrs[name]?.value as number | ArrayLike<number> | undefined;
    return value === undefined ? undefined : Number(typeof value === 'object' ? value[0] : value);
  };
  const missing = [attribute('_FillValue') ?? unwritten, attribute('missing_value')];
  const [scale = 1, offset = 0] = [attribute('scale_factor'), attribute('add_offset')];
  return Array.from(variable.value as ArrayLike<number>, (entry) => {
    const stored = Number(entry);
    if (missing.includes(stored)) return { value: Number.NaN, text: `a missing value (${stored})` };
    const value = scale * stored + offset;
    return { value, text: String(value) };
  });
}

/** The global attributes that describe the origin of data in the netCDF and CF conventions. */
const descriptive: ReadonlySet<string> = new Set([
  'title',
  'source',
  'institution',
  'history',
  'references',
  'comment',
]);

/** Whether an entity is a variable with one or two axes that contains integers or floating-point numbers. */
function isNumeric(entity: unknown): entity is Dataset & { readonly shape: readonly number[] } {
  const { type, shape, metadata } = entity as Partial<Dataset>;
  if (type !== 'Dataset' || shape === null || shape === undefined) return false;
  const { type: kind } = metadata as { readonly type: number };
  return (shape.length === 1 || shape.length === 2) && (kind === hdf5Integer || kind === hdf5Float);
}

/** H5T_INTEGER and H5T_FLOAT of the HDF5 library. */
const hdf5Integer = 0;
const hdf5Float = 1;

/** A reference file as columns of cells. */
export interface ReferenceTable {
  /** The names of the columns. */
  readonly names: readonly string[];
  /** The file's description of itself: the comment lines of a CSV file, the global attributes of a netCDF file. */
  readonly header: readonly string[];
  /** The cells of a column, one per row; undefined if there is no such column. */
  column(name: string): readonly Cell[] | undefined;
}

export interface Cell {
  /** NaN if the text is not a number. */
  readonly value: number;
  /** The text of the cell. */
  readonly text: string;
  /** The location of the cell: `file.csv:7 T1`. */
  readonly place: string;
}
