// Times everyday commands, interleaved with an empty Node program, ten times each, and records best and median in docs/reliability.md:
// with the Node that runs this script, or with each of the given ones.
//
//   npm run startup [-- --runs N] [--dry] [NODE ...]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { record } from './record.ts';

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', default: '10' }, dry: { type: 'boolean' } },
  allowPositionals: true,
});
const nodes = positionals.length === 0 ? [process.execPath] : positionals;
const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(root, 'dist/command/main.js');
const build = join(root, 'scripts/build.mjs');
const mainJob = 'scenarios/bkw-two-species-2d-maxwell.yaml';

const place = mkdtempSync(join(tmpdir(), 'landau-startup-'));
const slip = join(place, 'slip.yaml');
writeFileSync(slip, readFileSync(join(root, mainJob), 'utf8').replace(/^title:/m, 'titel:'));
const run = join(place, 'run');

/** Command lines with their arguments and expected exit codes. */
const commands: readonly (readonly [name: string, words: readonly string[], code: number])[] = [
  ['node, an empty program', ['-e', ''], 0],
  ['landau --help', [program, '--help'], 0],
  ['landau run --help', [program, 'run', '--help'], 0],
  ['an unknown command', [program, 'rnu'], 2],
  ['a missing file', [program, 'run', join(place, 'none.yaml')], 2],
  ['an unknown key in a scenario', [program, 'check', slip], 2],
  ['the page of the main job', [program, 'report', run], 0],
  ['a second build', [build], 0],
];

try {
  time(process.execPath, [program, 'run', mainJob, '--output', run, '--no-report', '--quiet'], 0);
  const text = nodes.map(table).join('\n\n');
  console.log(text);
  if (!values.dry) record('startup', text);
} finally {
  rmSync(place, { recursive: true });
}

/** The table of the times with one Node. */
function table(node: string): string {
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  const load = loadavg()[0];
  const times = commands.map((): Time[] => []);
  for (let k = 0; k < Number(values.runs); k++)
    commands.forEach(([, words, code], c) => {
      times[c].push(time(node, words, code));
    });
  const rows = commands.map(([name], c) => `| ${name} | ${summary(times[c]).join(' | ')} |`);
  return `${values.runs} runs of each, interleaved, Node ${version}, load ${load.toFixed(1)} before and ${loadavg()[0].toFixed(1)} after:

| | wall, best | wall, median | processor, best |
|---|---:|---:|---:|
${rows.join('\n')}`;
}

/** Seconds of one process. */
interface Time {
  readonly wall: number;
  readonly processor: number;
}

/** Times one process. The shell reports the processor time of its children. */
function time(node: string, words: readonly string[], code: number): Time {
  const began = performance.now();
  const { status, stdout } = spawnSync(
    '/bin/sh',
    ['-c', '"$@" >/dev/null 2>&1; code=$?; times; exit $code', 'sh', node, ...words],
    { cwd: root, encoding: 'utf8' },
  );
  const wall = (performance.now() - began) / 1000;
  if (status !== code) throw new Error(`${words.join(' ')}: expected exit code ${code}, got ${status}`);
  const used = [
    ...stdout
      .trim()
      .split('\n')[1]
      .matchAll(/(\d+)m([\d.]+)s/g),
  ];
  return {
    wall,
    processor: used.reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0),
  };
}

function summary(times: readonly Time[]): string[] {
  const walls = times.map(({ wall }) => wall).sort((a, b) => a - b);
  const least = Math.min(...times.map(({ processor }) => processor));
  return [walls[0], walls[Math.floor(walls.length / 2)], least].map((seconds) => `${seconds.toFixed(2)} s`);
}
