// Reads and writes the part of docs/reliability.md that one command measures, between two comments with its name.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeFileAtomically } from '../dist/output/files.js';

const page = fileURLToPath(new URL('../docs/reliability.md', import.meta.url));

/** Replaces the part by `text`. */
export function record(name: string, text: string): void {
  const before = readFileSync(page, 'utf8');
  const part = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- end of ${name} -->)`);
  if (!part.test(before)) throw new Error(`${page}: expected the comments of ${name}, got none`);
  writeFileAtomically(
    page,
    before.replace(part, (_, head: string, tail: string) => `${head}\n${text.trim()}\n\n${tail}`),
  );
}

/** The cells of the table in the part, row by row, without its head and its sums. */
export function recorded(name: string): string[][] {
  const part = new RegExp(`<!-- ${name} -->\n([\\s\\S]*?)<!-- end of ${name} -->`).exec(readFileSync(page, 'utf8'));
  if (part === null) throw new Error(`${page}: expected the comments of ${name}, got none`);
  const rows = part[1].split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(1, -1).map((row) => row.slice(2, -2).split(' | '));
}
