import { InputError } from '../../core/errors.ts';
import type { Cell, ReferenceTable } from './reference-table.ts';

/**
 * Columns from comma-separated text: lines that begin with `#` are its header, the first other line names the columns, each
 * further one is a row. Empty lines are skipped, quotes around a name or a cell are taken off. Throws InputError, a line for
 * each row of another length.
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
  const names = head.cells;
  const twice = names.find((name, k) => names.indexOf(name) < k);
  if (twice !== undefined)
    throw new InputError(`${file}:${head.number}: expected a name of its own for each column, got ${twice} twice`);
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
