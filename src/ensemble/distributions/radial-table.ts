import { InputError } from '../../core/errors.ts';

/** A radial profile as columns of a file. */
export interface RadialTable {
  readonly v: readonly number[];
  readonly f: readonly number[];
}

/**
 * Reads the columns `v` and `f` of a comma-separated table with a header line. Empty lines, lines that begin with `#`
 * and further columns are skipped. Throws InputError with every bad line, as `profile.csv:3 f: expected ..., got ...`.
 */
export function parseRadialTable(text: string, file: string): RadialTable {
  const rows = text
    .split(/\r?\n/)
    .map((line, i) => ({ line: i + 1, cells: line.split(',').map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== '') && !cells[0].startsWith('#'));
  const header = rows[0];
  if (header === undefined) throw new InputError(`${file}:1 v: expected a table with the columns v and f, got no rows`);
  const names = ['v', 'f'] as const;
  const missing = names.filter((name) => !header.cells.includes(name));
  if (missing.length > 0)
    throw new InputError(
      missing.map(
        (name) => `${file}:${header.line} ${name}: expected a column of this name, got ${header.cells.join(', ')}`,
      ),
    );
  const problems: string[] = [];
  const column = (name: (typeof names)[number]) =>
    rows.slice(1).map(({ line, cells }) => {
      const cell = cells[header.cells.indexOf(name)] ?? '';
      const number = cell === '' ? Number.NaN : Number(cell);
      if (!Number.isFinite(number))
        problems.push(`${file}:${line} ${name}: expected a number, got ${cell || 'nothing'}`);
      return number;
    });
  const table = { v: column('v'), f: column('f') };
  if (problems.length > 0) throw new InputError(problems);
  return table;
}
