/**
 * Characters that do something to a terminal instead of being shown: C0 (without newline and tab), DEL, C1, the marks that turn the
 * direction of text, and the two separators that only some programs take for the end of a line.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const allControls = new RegExp(controls, 'g');

/** The text with every control character but newline and tab written out: `\u001b`. In JSON that is the same text. */
export function legible(text: string): string {
  return text.replace(allControls, written);
}

/** Index of the first control character other than newline, tab and carriage return; -1 without. */
export function findControl(text: string): number {
  return text.replaceAll('\r', '\n').search(controls);
}

function written(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A word as it is typed in a shell: in quotes where the shell would take it apart or read something else in it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

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
