// Builds the documents site in dist-site/: the gallery of the shipped scenarios, the pages by VitePress, the API reference by TypeDoc.
//
//   npm run site [-- --minutes 15] [-- --no-runs]
//
// Runs are stored in runs/gallery. A run is repeated only if its scenario has changed, and its page only if the run or the program has.
// Runs interrupted by --minutes, by their share of a minute or by a signal are resumed. The gallery lists scenarios without a run.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeFileAtomically } from '../dist/output/files.js';
import { entryOf } from './site/entry.ts';
import { gallery } from './site/gallery.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '15' }, 'no-runs': { type: 'boolean', default: false } },
});
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const ends = performance.now() + 60_000 * (values['no-runs'] ? 0 : Number(values.minutes));
const secondsLeft = () => Math.floor((ends - performance.now()) / 1000);

mkdirSync('docs/.vitepress/public/gallery', { recursive: true });
mkdirSync('runs/gallery', { recursive: true });
const names = readdirSync('scenarios').filter((name) => name.endsWith('.yaml'));
const entries = [];
for (const name of names) {
  const entry = await entryOf(name, secondsLeft());
  entries.push(entry);
  console.log(`${name}: ${entry.state}`);
}
writeFileAtomically('docs/gallery.md', gallery(entries));
cpSync('scenarios', 'docs/.vitepress/public/scenarios', { recursive: true, filter: (path) => !path.endsWith('.md') });
// Files that documents link to.
for (const file of ['LICENSE', 'CITATION.cff', 'test/errata.test.ts'])
  cpSync(file, join('docs/.vitepress/public', file));

rmSync('dist-site', { recursive: true, force: true });
tool('vitepress', 'build', 'docs');
tool('typedoc', '--options', 'docs/typedoc.json', '--out', 'dist-site/api');

function tool(name: string, ...words: string[]): void {
  const { status } = spawnSync('npx', [name, ...words], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
