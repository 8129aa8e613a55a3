// Mutates input files, and the files of runs and studies, at random with fast-check, and checks that the program answers each mutation
// with a result or with lines that describe the problem: no crash, no hang, no partial files, no files outside the directory, no
// control characters. Prints faults.
// Usage: npm run fuzz -- [--mutations 100000] [--seed 1] [--workers 1] [--only <subject>]   (10 000 or more are
// recorded in docs/reliability.md). SIGINT or SIGTERM ends it early, with the table so far. Exit code 1 if there is a fault.
import { fork } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { longest } from './fuzz/judge.ts';
import type { Batch, Fault, Report } from './fuzz/worker.ts';
import { record } from './record.ts';

const { values } = parseArgs({
  options: {
    mutations: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
let wanted = Number(values.mutations);
const batch = 200;
/** On a file system in memory if there is one, because most of the time is spent on files. */
const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'landau-fuzz-'));
const began = performance.now();

interface Sum {
  readonly tried: number;
  /** Milliseconds. */
  readonly slowest: number;
  readonly crashes: number;
  readonly hangs: number;
  readonly other: number;
}

const nothing: Sum = { tried: 0, slowest: 0, crashes: 0, hangs: 0, other: 0 };
const results = new Map<string, Sum>();
const faults = new Map<string, string>();
let next = 0;
let total = 0;
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    wanted = total;
  });

await Promise.all(Array.from({ length: Number(values.workers) }, (_, k) => work(join(root, String(k)))));
rmSync(root, { recursive: true, force: true });
report();

async function work(place: string): Promise<void> {
  for (let life = 0; total < wanted; life++) await oneLife(`${place}-${life}`);
}

/** Runs one worker process until it has finished, crashed or hung. */
async function oneLife(place: string): Promise<void> {
  mkdirSync(place);
  const child = fork(fileURLToPath(new URL('./fuzz/worker.ts', import.meta.url)), [place], {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  let words = '';
  child.stderr?.on('data', (text: Buffer) => {
    words = (words + text).slice(-4000);
  });
  let subjects: readonly string[] = [];
  let hangs = false;
  const sendBatch = () => {
    if (total >= wanted) return child.disconnect();
    const index = next++;
    const chosen = values.only === undefined ? index % subjects.length : subjects.indexOf(values.only);
    const seed = Number(values.seed) * 1e6 + index;
    child.send({ subject: chosen, seed, count: Math.min(batch, wanted - total) } satisfies Batch);
  };
  child.on('message', (message) => {
    const report = message as Report;
    if ('ready' in report) {
      subjects = report.ready;
      return sendBatch();
    }
    const { subject, tried, slowest, fault } = report;
    const sum = results.get(subject) ?? nothing;
    results.set(subject, { ...sum, tried: sum.tried + tried, slowest: Math.max(sum.slowest, slowest) });
    total += tried;
    if (fault !== undefined)
      note(subject, /^exit code 70|internal error/.test(fault.words) ? 'crashes' : 'other', fault);
    process.stderr.write(`\r${total} of ${wanted}, ${faults.size} kinds of faults, ${seconds()} s `);
    sendBatch();
  });
  const watch = setInterval(() => {
    const age = Date.now() - (statSync(join(place, 'case.json'), { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age < longest) return;
    hangs = true;
    child.kill('SIGKILL');
  }, 1000);
  await new Promise((resolve) => child.on('exit', resolve));
  clearInterval(watch);
  if (subjects.length === 0) throw new Error(`expected a worker that starts, got one that ended: ${words}`);
  if (total < wanted || hangs) {
    const last = existsSync(join(place, 'case.json'))
      ? JSON.parse(readFileSync(join(place, 'case.json'), 'utf8'))
      : { subject: 'none' };
    const what = hangs ? `no answer within ${longest / 1000} s` : `the process ended: ${words}`;
    note(last.subject, hangs ? 'hangs' : 'crashes', { case: last.case, words: what });
  }
  rmSync(place, { recursive: true, force: true });
}

function note(subject: string, kind: 'crashes' | 'hangs' | 'other', { case: one, words }: Fault): void {
  const sum = results.get(subject) ?? nothing;
  results.set(subject, { ...sum, [kind]: sum[kind] + 1 });
  const alike = `${subject}: ${words
    .replace(/\/[^\s:]*/g, '<path>')
    .replace(/[0-9a-f]{8,}|[\d.]+/g, '0')
    .slice(0, kind === 'hangs' ? 60 : 120)}`;
  if (faults.has(alike)) return;
  faults.set(alike, words);
  process.stderr.write(`\n${subject}: ${words.slice(0, 1500)}\n  ${JSON.stringify(one)}\n`);
}

function report(): void {
  const rows = [...results].map(
    ([name, { tried, crashes, hangs, other, slowest }]) =>
      `| ${name} | ${tried} | ${crashes} | ${hangs} | ${other} | ${(slowest / 1000).toFixed(1)} s |`,
  );
  const sum = (key: keyof Sum) => [...results.values()].reduce((all, one) => all + one[key], 0);
  const table = [
    '| mutated input | mutations | crashes | hangs | other faults | slowest answer |',
    '|---|---:|---:|---:|---:|---:|',
    ...rows,
    `| all | ${sum('tried')} | ${sum('crashes')} | ${sum('hangs')} | ${sum('other')} | |`,
  ].join('\n');
  console.log(`\n${table}\n${seconds()} s, seed ${values.seed}`);
  if (total >= 1e4 && values.only === undefined) record('fuzz', `Seed ${values.seed}, ${seconds()} s:\n\n${table}`);
  process.exitCode = faults.size === 0 ? 0 : 1;
}

function seconds(): string {
  return ((performance.now() - began) / 1000).toFixed(0);
}
