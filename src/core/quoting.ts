/**
 * Characters that control a terminal instead of being shown: C0 (without newline and tab), DEL, C1, the marks that change the
 * direction of text, and the two separators that only some programs treat as the end of a line.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern matches control characters
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const allControls = new RegExp(controls, 'g');

/** The text with every control character except newline and tab escaped: `\u001b`. In JSON this is the same text. */
export function legible(text: string): string {
  return text.replace(allControls, written);
}

/** Index of the first control character other than newline, tab and carriage return; -1 if there is none. */
export function findControl(text: string): number {
  return text.replaceAll('\r', '\n').search(controls);
}

function written(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A word as it is typed in a shell, in quotes if the shell would split or interpret it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/*
 * Comma-separated values (RFC 4180) that a spreadsheet shows unchanged. A spreadsheet would interpret text that begins with = + - or @
 * as a formula, which may run commands (OWASP, "CSV injection"). Such text gets an apostrophe in front, the mark of text in spreadsheets.
 */

/** The content of a cell; null, undefined and NaN give an empty cell. */
export type Cell = string | number | boolean | null | undefined;

/** One line of cells, without the line end. `plainCell` inverts each cell. */
export function csvLine(cells: readonly Cell[]): string {
  return cells.map(cellText).join(',');
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined || Number.isNaN(cell)) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = /^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The text from which `csvLine` made a cell, given the cell without its quotes. */
export function plainCell(cell: string): string {
  return cell.replace(/^'('*[=+\-@\t\r])/, '$1');
}
