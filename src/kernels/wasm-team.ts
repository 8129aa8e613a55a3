import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Exports, Wasm } from './wasm.ts';

/*
 * How threads share the pair sum. All see one memory with a list of tasks and one small array of counters that only grow:
 * `next` is the first task nobody has taken, `open` the first that may not be taken yet, `done` counts finished tasks.
 * The main thread writes down the job, then opens the tasks of a round by raising `open`; whoever finds next < open raises
 * next by one (compare and exchange) and so owns that task. When nothing is left to take, the main thread waits until
 * done = open and opens the next round. So nobody is waited for who has not taken a task: a thread that starts late or never
 * costs nothing. A worker without work looks for it about a tenth of a millisecond, then sleeps until `open` changes.
 * Tasks of one round touch different forces, therefore the result does not depend on who did which.
 */

/** What all tasks of a job have in common, as the kernels' arguments. */
export interface PairJob {
  readonly plane: boolean;
  readonly path: number;
  readonly tasks: number;
  readonly settings: number;
}

/** What a worker is started with. */
export interface TeamMember {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly counters: Int32Array;
}

/** Places in the shared array; `first` is the number of the job's first task. Numbers wrap around and are only compared. */
const next = 0;
const open = 1;
const done = 2;
const first = 3;
const plane = 4;
const path = 5;
const tasks = 6;
const settings = 7;

const counters = new Int32Array(new SharedArrayBuffer(32));
const workers: Worker[] = [];

/** About a tenth of a millisecond. */
const looks = 20_000;

/** Next to this file in the built program; workers cannot run TypeScript. */
const places = [
  new URL('./wasm-worker.js', import.meta.url),
  new URL('../../dist/kernels/wasm-worker.js', import.meta.url),
];

/** Lets `count` threads, this one among them, share the pair sums; returns how many do: one where the built script is missing. */
export function setTeam(wasm: Wasm, count: number): number {
  const script = places.find((url) => existsSync(url));
  if (script === undefined) return 1;
  for (const worker of workers.splice(Math.max(0, count - 1))) worker.terminate();
  while (workers.length < count - 1) {
    const worker = new Worker(script, { workerData: { ...wasm.shared, counters } satisfies TeamMember });
    worker.unref();
    workers.push(worker);
  }
  return workers.length + 1;
}

/** Does all tasks, round after round. */
export function runRounds(wasm: Wasm, rounds: readonly (readonly unknown[])[], job: PairJob): void {
  counters[first] = counters[next];
  counters[plane] = job.plane ? 1 : 0;
  counters[path] = job.path;
  counters[tasks] = job.tasks;
  counters[settings] = job.settings;
  for (const round of rounds) {
    const end = (Atomics.add(counters, open, round.length) + round.length) | 0;
    if (workers.length > 0) Atomics.notify(counters, open);
    takeTasks(wasm.run, counters);
    awaitTasks(end);
  }
}

/** Does open tasks until none is left. */
export function takeTasks(run: Exports, shared: Int32Array): void {
  for (;;) {
    const task = Atomics.load(shared, next);
    if (task === Atomics.load(shared, open)) return;
    if (Atomics.compareExchange(shared, next, task, (task + 1) | 0) !== task) continue;
    const index = (task - shared[first]) | 0;
    const pairs = shared[plane] === 1 ? run.planePairs : run.spacePairs;
    pairs(shared[path], shared[tasks], index, shared[settings]);
    Atomics.add(shared, done, 1);
    Atomics.notify(shared, done);
  }
}

/** A worker's pause: returns when tasks have been opened since all were taken. */
export function awaitWork(shared: Int32Array): void {
  for (let look = 0; look < looks; look++) if (Atomics.load(shared, next) !== Atomics.load(shared, open)) return;
  const closed = Atomics.load(shared, open);
  if (Atomics.load(shared, next) === closed) Atomics.wait(shared, open, closed);
}

function awaitTasks(end: number): void {
  for (let look = 0; look < looks; look++) if (Atomics.load(counters, done) === end) return;
  for (;;) {
    const finished = Atomics.load(counters, done);
    if (finished === end) return;
    Atomics.wait(counters, done, finished);
  }
}
