// Runs shipped scenarios in full with this program and with another build of it, each with its own file of that name, and compares
// their series row by row. A difference is given as a part of the largest value of its column, or of 1 if that is larger, as for errors
// and drifts. Ends with 1 if a column differs by more than the tolerance.
//
//   npm run same-series -- OTHER [--tolerance 1e-9] [NAME ...]     (OTHER is the directory of the other package, built)
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Series } from '../dist/output/run-record.js';
import { readSeries } from '../dist/output/series.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  options: { tolerance: { type: 'string', default: '1e-9' } },
  allowPositionals: true,
});
const tolerance = Number(values.tolerance);
const [directory, ...given] = positionals;
const other = directory === undefined ? undefined : resolve(directory);
if (other === undefined || !existsSync(join(other, 'dist/command/main.js')) || !(tolerance >= 0)) {
  console.error('same-series: expected the directory of another package that is built, and a tolerance of at least 0');
  process.exit(2);
}
const shipped = readdirSync(join(root, 'scenarios')).filter((name) => name.endsWith('.yaml'));
const files = shipped.filter((name) => given.length === 0 || given.includes(name.replace(/\.yaml$/, '')));

/** The largest difference of a column between two series, relative to the largest value of the column or to 1. */
interface Difference {
  readonly column: string;
  readonly part: number;
}

function differences(before: Series, after: Series): readonly Difference[] {
  const names = new Set([...Object.keys(before.columns), ...Object.keys(after.columns)]);
  return [...names].map((column): Difference => {
    const [old, now] = [before.columns[column], after.columns[column]];
    if (old?.length !== now?.length) return { column, part: Infinity };
    const largest = Math.max(...[...old].map((value, k) => distance(value, now[k])));
    return { column, part: largest / Math.max(...[...old].filter(Number.isFinite).map(Math.abs), 1) };
  });
}

function distance(a: number, b: number): number {
  if (Object.is(a, b) || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  return Number.isFinite(a) && Number.isFinite(b) ? Math.abs(a - b) : Infinity;
}

function seriesOf(program: string, file: string): Series {
  const directory = mkdtempSync(join(tmpdir(), 'landau-series-'));
  try {
    const words = ['run', join(program, 'scenarios', file), '--output', join(directory, 'run'), '--quiet'];
    const { status, stderr } = spawnSync(process.execPath, [join(program, 'dist/command/main.js'), ...words], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${program}: landau run ${file} ended with ${status}: ${stderr}`);
    return readSeries(join(directory, 'run'));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

console.log('| scenario | columns | identical | largest difference | above the tolerance |\n|---|---|---|---|---|');
let unequal = 0;
for (const file of files) {
  const found = differences(seriesOf(other, file), seriesOf(root, file)).toSorted((a, b) => b.part - a.part);
  const above = found.filter(({ part }) => !(part <= tolerance));
  if (above.length > 0) unequal++;
  const tell = ({ column, part }: Difference) => `${column} ${part.toPrecision(2)}`;
  console.log(
    `| ${file} | ${found.length} | ${found.filter(({ part }) => part === 0).length} | ${tell(found[0])} | ${above.slice(0, 8).map(tell).join(', ')}${above.length > 8 ? `, and ${above.length - 8} more` : ''} |`,
  );
}
console.log(`\n${files.length - unequal} of ${files.length} scenarios have the same series to ${tolerance}.`);
process.exitCode = unequal > 0 ? 1 : 0;
