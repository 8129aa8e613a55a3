// Builds the documents site in dist-site/: the gallery of the shipped scenarios, the pages by VitePress, the API reference by TypeDoc.
// Usage: npm run site [-- --no-runs]     (a run of every scenario that takes less than a minute is made once, in runs/gallery; with
// --no-runs the gallery has pictures of those only that are there)
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { readRun, readScenario } from '../dist/index.js';
import { writeFileAtomically } from '../dist/output/files.js';
import { animationFrames } from '../dist/report/animation/frames.js';
import { gallery } from './site/gallery.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
/** Seconds of a run that are worth a picture. */
const longest = 60;
const [pictures, scenarios] = ['docs/.vitepress/public/gallery', 'scenarios'];

mkdirSync(pictures, { recursive: true });
const entries = [];
for (const name of readdirSync(scenarios).filter((each) => each.endsWith('.yaml'))) {
  const file = join(scenarios, name);
  const run = join('runs/gallery', basename(name, '.yaml'));
  if (!process.argv.includes('--no-runs') && !existsSync(join(run, 'summary.json'))) {
    const check = JSON.parse(landau('check', file, '--json').stdout);
    if (check.cost.seconds < longest)
      landau('run', file, '--output', run, '--overwrite', '--quiet', '--allow', 'doubtful');
  }
  const { title, description } = readScenario(file);
  const picture = existsSync(join(run, 'summary.json')) ? await pictureOf(run, basename(name, '.yaml')) : undefined;
  const page = picture === undefined ? undefined : pageOf(run, basename(name, '.yaml'));
  entries.push({ file: name, title, description, picture, page });
  console.log(`${name}: ${picture === undefined ? 'no picture' : 'picture'}`);
}
writeFileAtomically('docs/gallery.md', gallery(entries));
cpSync(scenarios, 'docs/.vitepress/public/scenarios', { recursive: true, filter: (path) => !path.endsWith('.md') });

rmSync('dist-site', { recursive: true, force: true });
tool('vitepress', 'build', 'docs');
tool('typedoc', '--options', 'docs/typedoc.json', '--out', 'dist-site/api');

/** The last stored distribution of a run beside H and I; undefined where none was stored. */
async function pictureOf(run, name) {
  const animation = animationFrames(await readRun(run));
  if (animation === undefined) return undefined;
  writeFileAtomically(join(pictures, `${name}.svg`), animation.frames.at(Math.floor(animation.frames.length / 2)).svg);
  return `/gallery/${name}.svg`;
}

/** The page of a run with the files that it links to. */
function pageOf(run, name) {
  cpSync(run, join(pictures, name), { recursive: true, filter: (path) => !path.endsWith('.bin') });
  return `/gallery/${name}/report.html`;
}

function landau(...words) {
  return spawnSync(process.execPath, ['dist/cli/main.js', ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function tool(name, ...words) {
  const { status } = spawnSync('npx', [name, ...words], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
