import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import Table from 'cli-table3';

/** Blanks instead of lines: a table copied from a terminal into a mail or a spreadsheet stays legible. */
const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
}

/** Formats a table without lines, with a bold head if the stream supports it. Ends with a newline. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  stream: Writable,
): string {
  const table = new Table({
    head: columns.map(({ head }) => styleText('bold', head, { stream })),
    colAligns: columns.map(({ align = 'left' }) => align),
    chars: noLines,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return `${trimEnds(table.toString())}\n`;
}

function trimEnds(text: string): string {
  return text.replace(/[ \t]+$/gm, '');
}
