import { InputError } from './errors.ts';

/** Columns of numbers from a text file. */
export interface NumberTable {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  /** The line of a row in the file, from 1. */
  lineOf(row: number): number;
}

/** The largest number of problems reported at once. */
const mostProblems = 20;

/**
 * Reads a table of numbers. The first line names the columns. The cells are separated by commas or, if that line has none, by
 * semicolons or else white space. Empty lines and lines that begin with `#` are skipped; quotes around a name are removed. Throws
 * InputError with a line for each invalid cell, e.g. `beam.csv:3 vx: expected a number, got abc`.
 */
export function parseNumberTable(text: string, file: string): NumberTable {
  const problems: string[] = [];
  let names: readonly string[] | undefined;
  let separator: string | RegExp = ',';
  let columns: number[][] = [];
  const lines: number[] = [];
  let end = 0;
  for (let start = 0, line = 1; start <= text.length && problems.length < mostProblems; start = end + 1, line++) {
    const found = text.indexOf('\n', start);
    end = found === -1 ? text.length : found;
    const content = text
      .slice(start, end)
      .replace(/^\uFEFF/, '')
      .trim();
    if (content === '' || content.startsWith('#')) continue;
    if (names === undefined) {
      separator = content.includes(',') ? ',' : content.includes(';') ? ';' : /\s+/;
      names = namesIn(content.split(separator), `${file}:${line}`);
      columns = names.map(() => []);
      continue;
    }
    const cells = content.split(separator);
    if (cells.length !== names.length) {
      problems.push(
        `${file}:${line}: expected ${names.length} cells for the columns ${names.join(', ')}, got ${cells.length}`,
      );
      continue;
    }
    lines.push(line);
    for (let k = 0; k < cells.length; k++) {
      const cell = cells[k].trim();
      const value = cell === '' ? Number.NaN : Number(cell);
      if (!Number.isFinite(value))
        problems.push(`${file}:${line} ${names[k]}: expected a number, got ${quotedCell(cell)}`);
      columns[k].push(value);
    }
  }
  if (names === undefined) throw new InputError(`${file}:1: expected a line with the names of columns, got none`);
  if (problems.length > 0) throw new InputError(problems);
  if (lines.length === 0)
    throw new InputError(`${file}: expected rows of numbers after the names of the columns, got none`);
  return { names, columns: columns.map((column) => Float64Array.from(column)), lineOf: (row) => lines[row] };
}

function quotedCell(cell: string): string {
  if (cell === '') return 'nothing';
  const text = cell.length > 30 ? `${cell.slice(0, 27)}...` : cell;
  return /^[-+]?\d+,\d+$/.test(cell) ? `${text}; write decimals with a point` : text;
}

function namesIn(cells: readonly string[], place: string): readonly string[] {
  const names = cells.map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  if (names.every((name) => name !== '' && Number.isFinite(Number(name))))
    throw new InputError(
      `${place}: expected the names of the columns, got numbers; add a first line such as vx,vy,vz,weight`,
    );
  const empty = names.indexOf('');
  if (empty !== -1) throw new InputError(`${place}: expected a name for each column, got none for column ${empty + 1}`);
  const twice = names.find((name, k) => names.indexOf(name) < k);
  if (twice !== undefined) throw new InputError(`${place}: expected a unique name for each column, got ${twice} twice`);
  return names;
}
