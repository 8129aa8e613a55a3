import process from 'node:process';
import { getHeapStatistics } from 'node:v8';
import { InputError } from '../core/errors.ts';
import type { Cost } from '../simulation/cost.ts';
import { formatBytes, formatCount, formatDuration } from './amounts.ts';

/** What a run may take without being asked twice. */
export interface Limits {
  /** Bytes. */
  readonly memory: number;
  /** Bytes in JavaScript's own objects. */
  readonly heap: number;
  readonly seconds: number;
}

const day = 24 * 60 * 60;

/** The memory that this machine, or the container the program runs in, has left now; and a day. */
export function machineLimits(): Limits {
  return { memory: process.availableMemory(), heap: getHeapStatistics().heap_size_limit, seconds: day };
}

/**
 * Refuses a run that would exceed the limits. `file` is the scenario's.
 * Throws InputError with a line for each limit, the numbers and the ways out in it.
 */
export function checkAffordable(file: string, cost: Cost, limits: Limits): void {
  const problems: string[] = [];
  const { memory, heap, seconds } = cost;
  const refuse = (quantity: string, expected: string, got: string, waysOut: readonly string[]) =>
    problems.push(`${file}: ${quantity}: expected ${expected}, got ${got}; take ${waysOut.join(' or ')}, or --force`);
  if (memory - heap > limits.memory)
    refuse(
      'memory',
      `at most the ${formatBytes(limits.memory)} that are free on this machine`,
      `about ${formatBytes(memory - heap)} for ${formatCount(cost.particles)} particles and ${formatCount(cost.nodes)} lattice nodes`,
      ['fewer particles', 'a coarser method.spacing'],
    );
  if (heap > limits.heap)
    refuse(
      'memory',
      `at most ${formatBytes(limits.heap)} of objects for the list of steps and the series`,
      `about ${formatBytes(heap)} for ${formatCount(cost.steps)} steps and ${formatCount(cost.rows)} rows`,
      ['a longer time.step', 'a longer output.every'],
    );
  if (seconds > limits.seconds)
    refuse(
      'time',
      `at most ${formatDuration(limits.seconds)}`,
      `about ${formatDuration(seconds)} for ${formatCount(cost.evaluations)} evaluations with ${formatCount(cost.pairs)} pairs of particles`,
      [
        'fewer particles',
        'a longer time.step',
        ...(cost.summation === cost.fastestSummation ? [] : [`method.summation: ${cost.fastestSummation}`]),
      ],
    );
  if (problems.length > 0) throw new InputError(problems);
}
