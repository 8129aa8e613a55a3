// Interrupts runs, a study and a comparison by kills and failed writes, resumes them, and compares every bit with uninterrupted ones:
//   npm run crash -- [--kills 10] [--faults 0] [--seed 1] [--only <part of a name>] [scenario.yaml ...]
// Every case is recorded in docs/reliability.md as soon as it is done, in the row of its name. Exit code 1 if one differs.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { bitsOf, type Case, runCase, writeCases } from './crash/cases.ts';
import { record, recorded } from './record.ts';

const program = fileURLToPath(new URL('../dist/command/main.js', import.meta.url));
const faults = new URL('./disk-faults.mjs', import.meta.url).href;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '10' },
    faults: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
/** On a file system in memory if there is one, because most of the time is spent on files. */
const place = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'landau-crash-'));
const chosen = positionals.length > 0 ? positionals.map((file) => runCase(basename(file), file)) : writeCases(place);
const cases = chosen.filter(({ name }) => values.only === undefined || name.includes(values.only));
let state = Number(values.seed);

/** Rows of the recorded table, by name; the chosen cases replace their rows. */
const rows = new Map(
  positionals.length > 0 ? [] : recorded('crash').map(([name, ...counts]) => [name, counts.map(Number)] as const),
);
let wrong = 0;
for (const one of cases) {
  const { kills, writes, same, other } = await torture(one);
  rows.set(one.name, [kills, writes, same, other]);
  wrong += other;
  if (positionals.length === 0) record('crash', table());
}
console.log(table());
if (wrong === 0) rmSync(place, { recursive: true });
process.exitCode = wrong === 0 ? 0 : 1;

function table(): string {
  const done = chosen.flatMap(({ name }) => {
    const counts = rows.get(name);
    return counts === undefined ? [] : [{ name, counts }];
  });
  const sums = [0, 1, 2, 3].map((k) => done.reduce((sum, { counts }) => sum + counts[k], 0));
  return [
    '| interrupted | kills | failed writes | ended with the same bits | different bits or exit code |',
    '|---|---:|---:|---:|---:|',
    ...[...done, { name: 'all', counts: sums }].map(({ name, counts }) => `| ${[name, ...counts].join(' | ')} |`),
  ].join('\n');
}

/** The result of a case. */
interface Count {
  kills: number;
  writes: number;
  same: number;
  other: number;
}

async function torture(one: Case): Promise<Count> {
  const count: Count = { kills: 0, writes: 0, same: 0, other: 0 };
  const whole = directory('whole');
  const end = await run(one.begin(whole));
  if (end.code !== 0) throw new Error(`${one.name}: expected exit code 0, got ${end.code}: ${end.err}`);
  const expected = bitsOf(one, whole);
  const judge = (path: string, what: string) => {
    const differing = differences(bitsOf(one, path), expected);
    const left = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.tmp$|\.lock|\.clock$/.test(name),
    );
    if (differing.length + left.length === 0) {
      count.same++;
      return;
    }
    count.other++;
    console.error(`${path}: ${what}: different bits in ${differing.join(', ')}; leftover files ${left.join(', ')}`);
  };
  while (count.kills < Number(values.kills)) {
    const path = directory(`kill-${count.kills}`);
    const code = await chain(one, path, end.seconds, count);
    if (code === 0) judge(path, 'chain of kills');
  }
  for (let k = 1; k <= Number(values.faults) && one.isRun; k++) if (!(await failWrite(one, k, count, judge))) break;
  return count;
}

/** Kills a case and resumes it until it ends. Returns its exit code. */
async function chain(one: Case, path: string, seconds: number, count: Count): Promise<number> {
  let words = one.begin(path);
  for (let attempt = 0; ; attempt++) {
    // Later attempts get more time, so that every chain ends.
    const end = await run(words, { killAfter: random() * (1.2 * seconds + attempt / 2), group: random() < 0.5 });
    if (end.code === 0) return 0;
    if (end.code !== null) {
      count.other++;
      console.error(`${path}: exit code ${end.code}: ${end.err}`);
      return end.code;
    }
    count.kills++;
    words = one.goOn(path);
  }
}

/** Lets write k of a run fail, and resumes it. Returns false if the run has fewer writes. */
async function failWrite(
  one: Case,
  k: number,
  count: Count,
  judge: (path: string, what: string) => void,
): Promise<boolean> {
  const path = directory(`fault-${k}`);
  const notReached = join(place, `not-reached-${basename(path)}`);
  const fault = `${k} ${k % 2 === 0 ? 'ENOSPC' : 'EIO'}${k % 3 === 0 ? ' from' : ''}`;
  const env = { LANDAU_FAULT: fault, LANDAU_FAULT_BELOW: path, LANDAU_FAULT_NOT_REACHED: notReached };
  const end = await run(one.begin(path), { env, words: ['--import', faults] });
  if (existsSync(notReached)) return false;
  count.writes++;
  // An unreleased lock or an unwritten event does no harm; a run that cannot begin leaves no files.
  const hasNotBegun = end.code === 2 && !existsSync(path);
  if (end.code !== 3 && end.code !== 0 && !hasNotBegun) {
    count.other++;
    console.error(`${path}: ${fault}: exit code ${end.code}: ${end.err}`);
    return true;
  }
  const again = await run(one.goOn(path));
  if (again.code === 0) judge(path, `write ${fault}`);
  else {
    count.other++;
    console.error(`${path}: after ${fault}, resumed: exit code ${again.code}: ${again.err}`);
  }
  return true;
}

interface RunOptions {
  /** Seconds after which SIGKILL ends the process and, with `group`, all its children. */
  readonly killAfter?: number;
  readonly group?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** Arguments for Node. */
  readonly words?: readonly string[];
}

/** The end of a process; `code` is null after SIGKILL. */
interface End {
  readonly code: number | null;
  readonly err: string;
  readonly seconds: number;
}

function run(
  words: readonly string[],
  { killAfter, group = false, env = {}, words: nodeWords = [] }: RunOptions = {},
): Promise<End> {
  const start = performance.now();
  const child = spawn(process.execPath, [...nodeWords, program, ...words, '--quiet'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let err = '';
  child.stderr.on('data', (text: Buffer) => {
    err += text;
  });
  const ended = new AbortController();
  if (killAfter !== undefined)
    pause(1000 * killAfter, undefined, { signal: ended.signal }).then(
      () => (group && child.pid !== undefined ? process.kill(-child.pid, 'SIGKILL') : child.kill('SIGKILL')),
      () => {},
    );
  // Not `close`: children that outlive the killed process keep its standard error open.
  return new Promise((resolve) =>
    child.on('exit', (code) => {
      ended.abort();
      resolve({ code, err: err.trim(), seconds: (performance.now() - start) / 1000 });
    }),
  );
}

function directory(name: string): string {
  return join(mkdtempSync(join(place, 'case-')), name);
}

function differences(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (part) => !isDeepStrictEqual(one[part], other[part]),
  );
}

function random(): number {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
}
