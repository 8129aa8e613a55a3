import { readFileSync } from 'node:fs';

/** The columns of a reference table of this folder: `#` lines say where the numbers come from, then names, then rows. */
export function readTable(name: string): Readonly<Record<string, readonly number[]>> {
  const lines = readFileSync(new URL(name, import.meta.url), 'utf8')
    .trim()
    .split('\n');
  const [names, ...rows] = lines.filter((line) => !line.startsWith('#')).map((line) => line.split(','));
  return Object.fromEntries(names.map((column, k) => [column, rows.map((row) => Number(row[k]))]));
}
