// Interleaved timing: all contestants run in every round, so that a slow moment of the machine affects all of them.

import { setTimeout } from 'node:timers/promises';
import { createMachine, type Machine } from '../../dist/kernels/machine.js';

/** null when a contestant could not run. */
export type Seconds = number | null;

/** Milliseconds after which the engine has fully optimised a loop. */
const warm = 200;

export function seconds(run: () => void): number {
  const began = performance.now();
  run();
  return (performance.now() - began) / 1000;
}

/** Mean seconds of consecutive runs, after a first one that is not counted: caches and clocks are as in a simulation. */
export function steadySeconds(run: () => void): number {
  run();
  const began = performance.now();
  let count = 0;
  do {
    run();
    count++;
  } while (performance.now() - began < warm);
  return (performance.now() - began) / 1000 / count;
}

/** null when a contestant could not run. */
export function median<T extends Seconds>(values: readonly T[]): T;
export function median(values: readonly Seconds[]): Seconds {
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? null : known.toSorted((a, b) => a - b)[known.length >> 1];
}

/** Median seconds of every contestant, each a function that returns its seconds or null, after a warm-up of all. */
export function compare<const Contestants extends readonly (() => Seconds)[]>(
  contestants: Contestants,
  rounds: number,
): { [K in keyof Contestants]: ReturnType<Contestants[K]> };
export function compare(contestants: readonly (() => Seconds)[], rounds: number): Seconds[] {
  for (const run of contestants) {
    const began = performance.now();
    do run();
    while (performance.now() - began < warm);
  }
  const times = contestants.map((): Seconds[] => []);
  for (let round = 0; round < rounds; round++) for (const [k, run] of contestants.entries()) times[k].push(run());
  return times.map((each) => median(each));
}

/** a / b, or null if one of them is missing. */
export function ratio(a: number, b: number): number;
export function ratio(a: Seconds, b: Seconds): Seconds;
export function ratio(a: Seconds, b: Seconds): Seconds {
  return a === null || b === null ? null : a / b;
}

/** The speedup of two threads over one, for a task of a machine. */
export async function sideBySide(prepare: (machine: Machine) => () => void): Promise<number> {
  const times: number[] = [];
  for (const threads of [1, 2]) {
    const machine = createMachine({ threads });
    const run = prepare(machine);
    await setTimeout(300);
    times.push(steadySeconds(run));
    machine.close();
  }
  return times[0] / times[1];
}
