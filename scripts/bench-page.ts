// Replaces the tables between the marks of a page by the tables of a benchmark.
// Usage: npx tsx scripts/bench-page.ts result.json docs/performance.md     (a result of npm run bench -- --out <file>)
import { readFileSync } from 'node:fs';
import { writeFileAtomically } from '../dist/output/files.js';
import { page } from './bench/page.ts';

const [begin, end] = ['<!-- tables of npm run bench -->\n', '<!-- end of tables -->\n'];
const files = process.argv.slice(2);
if (files.length !== 2)
  fail('bench-page: expected a result and a page; make the result with npm run bench -- --out <file>');
const [result, target] = files;
const text = readFileSync(target, 'utf8');
const [from, to] = [text.indexOf(begin), text.indexOf(end)];
if (from < 0 || to < from)
  fail(`${target}: expected the lines ${begin.trim()} and ${end.trim()}, got a page without them`);
const tables = page(JSON.parse(readFileSync(result, 'utf8')));
writeFileAtomically(target, `${text.slice(0, from + begin.length)}\n${tables}\n${text.slice(to)}`);

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
