import { InputError } from '../core/errors.ts';
import { readBytes } from '../output/input-file.ts';
import { didYouMean } from '../scenario/nearest.ts';
import { csvTable } from '../simulation/reference/csv-table.ts';
import type { ReferenceTable } from '../simulation/reference/reference-table.ts';

/** A column of a table over the times in its column t. */
export interface ReferenceColumn {
  readonly t: readonly number[];
  readonly values: readonly number[];
}

/** A column of a CSV file that has a column t. Throws InputError with the line. */
export function readReferenceColumn(path: string, column: string): ReferenceColumn {
  const table = csvTable(readBytes(path, 'a table with a column t').toString('utf8'), path);
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
