import { existsSync } from 'node:fs';
import process from 'node:process';
import type { Worker } from 'node:worker_threads';
import { RunError } from '../core/errors.ts';
import { type Exports, type TaskName, taskNames, type Wasm } from './wasm.ts';

/*
 * How threads share work. Work comes in rounds: a round is one function of the kernels and a range of items, cut into tasks of
 * `grain` items. All threads share one memory with the arrays and one small array of counters that only grow: `next` is the
 * first task not yet taken, `open` the first that may not be taken yet, `done` counts finished tasks. The main thread
 * writes the round, then opens its tasks by raising `open`. Any thread that finds next < open raises next by one (compare and
 * exchange) and so owns that task. When no task is left to take, the main thread waits until done = open and begins the next
 * round. No thread is waited for unless it has taken a task: a thread that starts late or never costs nothing. A worker
 * without work polls for about a tenth of a millisecond, then sleeps until `open` changes. Tasks of one round write to
 * different numbers, so the result does not depend on which thread did which task. A worker whose task fails sets `failed`;
 * a worker that dies silently is detected because no task finishes for a minute. Both end the round with an error and
 * dissolve the team.
 */

/** Items from .. to of one function, `grain` per task; `settings` is the address of their common settings. */
export interface Round {
  readonly task: TaskName;
  readonly settings: number;
  readonly from: number;
  readonly to: number;
  readonly grain: number;
}

/** Scratch memory for every thread: `bytes` each, one after the other. */
export interface Scratch {
  readonly address: number;
  readonly bytes: number;
}

/** The data that a worker starts with; the main thread is number 0. */
export interface TeamMember {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly counters: Int32Array;
  readonly thread: number;
}

/** Indices in the shared array; `first` is the number of the round's first task. Numbers wrap around and are only compared. */
const next = 0;
const open = 1;
const done = 2;
const failed = 3;
const first = 4;
const task = 5;
const settings = 6;
const from = 7;
const to = 8;
const grain = 9;
const scratchAddress = 10;
const scratchBytes = 11;
const places = 16;

/** The main thread and its workers. */
export interface Team {
  counters: Int32Array;
  readonly workers: Worker[];
}

/** Reads of a counter before the thread sleeps, about a tenth of a millisecond. */
const polls = 20_000;

/** A minute, in seconds: the longest tasks take about one. */
const patience = 60;
const broken = 'a thread of the kernels failed; run with one thread';
/** Milliseconds of one wait for a team that makes no progress. A process that was suspended loses one wait, not all. */
const pause = 100;

/** Next to this file in the built program; workers cannot run TypeScript. */
const scripts = [
  new URL('./wasm-worker.js', import.meta.url),
  new URL('../../dist/kernels/wasm-worker.js', import.meta.url),
];

export function createCounters(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * places));
}

/** Creates a team of only this thread. */
export function createTeam(): Team {
  return { counters: createCounters(), workers: [] };
}

/** Grows the team to `count` threads, including this one; adds none if the built script is missing. */
export function growTeam({ shared, team }: Wasm, count: number): void {
  const script = scripts.find((url) => existsSync(url));
  if (script === undefined) return;
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const { counters, workers } = team;
  while (workers.length < count - 1) {
    const thread = workers.length + 1;
    const worker = new Worker(script, { workerData: { ...shared, counters, thread } satisfies TeamMember });
    worker.unref();
    // the round in which it fails throws
    worker.on('error', () => {});
    workers.push(worker);
  }
}

/** Returns the number of threads that share the work, including this one. */
export function teamSize({ team }: Wasm): number {
  return team.workers.length + 1;
}

/** Does all tasks, round after round. Throws RunError if a thread fails. */
export function runRounds({ run, team }: Wasm, scratch: Scratch, rounds: readonly Round[]): void {
  const { counters, workers } = team;
  try {
    for (const round of rounds) {
      const count = Math.max(0, Math.ceil((round.to - round.from) / round.grain));
      counters[first] = counters[next];
      counters[task] = taskNames.indexOf(round.task);
      counters[settings] = round.settings;
      counters[from] = round.from;
      counters[to] = round.to;
      counters[grain] = round.grain;
      counters[scratchAddress] = scratch.address;
      counters[scratchBytes] = scratch.bytes;
      const end = (Atomics.add(counters, open, count) + count) | 0;
      if (workers.length > 0) Atomics.notify(counters, open);
      takeTasks(run, counters, 0);
      awaitTasks(counters, end, patience);
    }
  } catch (error) {
    dissolveTeam(team);
    throw error instanceof RunError ? error : new RunError(broken, { cause: error });
  }
}

/** Does open tasks until none is left. */
export function takeTasks(run: Exports, shared: Int32Array, thread: number): void {
  for (;;) {
    const taken = Atomics.load(shared, next);
    if (taken === Atomics.load(shared, open)) return;
    if (Atomics.compareExchange(shared, next, taken, (taken + 1) | 0) !== taken) continue;
    const begin = shared[from] + ((taken - shared[first]) | 0) * shared[grain];
    const end = Math.min(begin + shared[grain], shared[to]);
    const own = shared[scratchAddress] + thread * shared[scratchBytes];
    try {
      run[taskNames[shared[task]]](shared[settings], begin, end, own);
    } catch (error) {
      Atomics.store(shared, failed, 1);
      Atomics.notify(shared, done);
      throw error;
    }
    Atomics.add(shared, done, 1);
    Atomics.notify(shared, done);
  }
}

/** Waits for work in a worker: returns when tasks have been opened since all were taken. */
export function awaitWork(shared: Int32Array): void {
  for (let k = 0; k < polls; k++) if (Atomics.load(shared, next) !== Atomics.load(shared, open)) return;
  const closed = Atomics.load(shared, open);
  if (Atomics.load(shared, next) === closed) Atomics.wait(shared, open, closed);
}

/** Returns when `end` tasks are done; throws RunError if one has failed, or if none finishes for `seconds`. */
export function awaitTasks(shared: Int32Array, end: number, seconds: number): void {
  for (let k = 0; k < polls; k++) if (Atomics.load(shared, done) === end) return;
  let waits = 0;
  for (;;) {
    const finished = Atomics.load(shared, done);
    if (finished === end) return;
    if (Atomics.load(shared, failed) !== 0) throw new RunError(broken);
    if (Atomics.wait(shared, done, finished, pause) !== 'timed-out') waits = 0;
    else if (++waits * pause >= 1000 * seconds)
      throw new RunError(
        `the threads of the kernels made no progress for ${seconds} s, so one has died; run with one thread`,
      );
  }
}

/** Ends all workers and creates new counters: a worker that has not ended yet finds no task and shares no scratch memory. */
export function dissolveTeam(team: Team): void {
  for (const worker of team.workers.splice(0)) worker.terminate();
  team.counters = createCounters();
}
