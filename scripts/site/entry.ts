// The run, the picture and the page of a shipped scenario, each made again only if its inputs have changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { readRun, readScenario } from '../../dist/index.js';
import { writeFileAtomically } from '../../dist/output/files.js';
import { animationFrames } from '../../dist/report/animation/frames.js';
import type { Entry } from './gallery.ts';

/** Maximum seconds of a run before the next run starts. */
const share = 60;
const runs = 'runs/gallery';
const pictures = 'docs/.vitepress/public/gallery';
/** The sources of the program that draws the pages. */
const program = ['modules', 'page-script'].map((name) => readFileSync(join('dist/.build', name), 'utf8'));

/** The entry of the gallery for a scenario. If there is no run of this scenario, runs it for at most `seconds`. */
export async function entryOf(name: string, seconds: number): Promise<Entry> {
  const file = join('scenarios', name);
  const stem = basename(name, '.yaml');
  const run = join(runs, stem);
  const { title, description } = readScenario(file);
  const text = { file: name, title, description };
  const scenario = hash([readFileSync(file), ...tables()]);
  const made = hash([scenario, ...program]);
  const [began, by] = noted(`${run}.scenario`).split(' ');
  if (began !== scenario || !isComplete(run)) {
    if (seconds < 1) return { ...text, state: 'no time left' };
    // A different program would not resume it.
    if (began !== scenario || by !== made) rmSync(run, { recursive: true, force: true });
    writeFileAtomically(`${run}.scenario`, `${scenario} ${made}`);
    const begin = existsSync(join(run, 'provenance.json')) ? ['--resume', run] : [file, '--output', run];
    const most = `${Math.min(seconds, share)}s`;
    const quiet = ['--quiet', '--no-report', '--threads', '1', '--allow', 'doubtful'];
    const { status } = landau('run', ...begin, ...quiet, '--max-time', most);
    // A run of a different commit is not resumed.
    if (status === 2) rmSync(run, { recursive: true, force: true });
    if (!isComplete(run)) return { ...text, state: `not finished in ${most}` };
  }
  const page = `/gallery/${stem}/report.html`;
  const picture = `/gallery/${stem}.svg`;
  const hasPicture = () => existsSync(join(pictures, `${stem}.svg`));
  const shown = () => ({ ...text, page, ...(hasPicture() && { picture }) });
  if (noted(`${run}.page`) === made && existsSync(join(pictures, stem, 'report.html')))
    return { ...shown(), state: 'as it was' };
  landau('report', run);
  await draw(run, stem);
  // The page with the files that it links to.
  rmSync(join(pictures, stem), { recursive: true, force: true });
  cpSync(run, join(pictures, stem), { recursive: true, filter: (path) => !path.endsWith('.bin') });
  listFiles(join(pictures, stem, 'snapshots'));
  writeFileAtomically(`${run}.page`, made);
  return { ...shown(), state: 'made' };
}

/** Draws the stored distribution in the middle of a run beside H and I; does nothing if none was stored. */
async function draw(run: string, stem: string): Promise<void> {
  rmSync(join(pictures, `${stem}.svg`), { force: true });
  const animation = animationFrames(await readRun(run));
  if (animation === undefined) return;
  const middle = animation.frames[Math.floor(animation.frames.length / 2)];
  writeFileAtomically(join(pictures, `${stem}.svg`), middle.svg);
}

/** Writes a list of the snapshots, because the page links to their folder, which a server may not list. */
function listFiles(folder: string): void {
  if (!existsSync(folder)) return;
  const items = readdirSync(folder).map((name) => `<li><a href="${name}">${name}</a></li>`);
  writeFileAtomically(
    join(folder, 'index.html'),
    `<!doctype html><title>Snapshots</title><ul>${items.join('')}</ul>\n`,
  );
}

function isComplete(run: string): boolean {
  const path = join(run, 'summary.json');
  return existsSync(path) && ['finished', 'doubtful'].includes(JSON.parse(readFileSync(path, 'utf8')).status);
}

/** All data that scenarios name, which rarely change. */
function tables(): Buffer[] {
  return readdirSync('scenarios', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(ya?ml|md)$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
}

function noted(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function hash(parts: readonly (string | Buffer)[]): string {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part);
  return sum.digest('hex');
}

function landau(...words: string[]) {
  return spawnSync(process.execPath, ['dist/command/main.js', ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
}
