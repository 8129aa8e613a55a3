/*
 * Comma-separated values (RFC 4180) that a spreadsheet shows as they are. Text that begins with = + - or @ would be taken for a formula
 * (OWASP, "CSV injection"), which may run commands: it gets an apostrophe in front, the spreadsheets' own mark of text.
 */

/** What a cell may hold; nothing, NaN too, is an empty cell. */
export type Cell = string | number | boolean | null | undefined;

/** One line of cells, without its end. `plainCell` is the inverse of each. */
export function csvLine(cells: readonly Cell[]): string {
  return cells.map(cellText).join(',');
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined || Number.isNaN(cell)) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = /^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The text that `csvLine` made a cell of, from the cell without its quotes. */
export function plainCell(cell: string): string {
  return cell.replace(/^'('*[=+\-@\t\r])/, '$1');
}
