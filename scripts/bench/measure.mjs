// Times taken in turns: contestants run one after the other in every round, so that a slow moment of the machine hits all.

import { setTimeout } from 'node:timers/promises';
import { createMachine } from '../../dist/kernels/machine.js';

/** Milliseconds after which the engine has compiled a loop as well as it does. */
const warm = 200;

export function seconds(run) {
  const began = performance.now();
  run();
  return (performance.now() - began) / 1000;
}

/** Mean seconds of a run in the midst of others, after one that is not counted: caches and clocks are as in a simulation. */
export function steadySeconds(run) {
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
export function median(values) {
  if (values.some((value) => value === null || value === undefined)) return null;
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** Median seconds of every contestant, each a function that returns its own seconds or null; all are warm before. */
export function compare(contestants, rounds) {
  for (const run of contestants) {
    const began = performance.now();
    do run();
    while (performance.now() - began < warm);
  }
  const times = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) for (const [k, run] of contestants.entries()) times[k].push(run());
  return times.map(median);
}

/** a / b, or null when one of them is missing. */
export function ratio(a, b) {
  return a === null || b === null || a === undefined || b === undefined ? null : a / b;
}

/** How many times faster two threads are than one, for what a machine is to do. */
export async function sideBySide(prepare) {
  const times = [];
  for (const threads of [1, 2]) {
    const machine = createMachine({ threads });
    const run = prepare(machine);
    await setTimeout(300);
    times.push(steadySeconds(run));
    machine.close();
  }
  return times[0] / times[1];
}
