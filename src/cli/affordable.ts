import process from 'node:process';
import { getHeapStatistics } from 'node:v8';
import { InputError } from '../core/errors.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Cost, estimateCost } from '../simulation/estimate.ts';
import { processorSeconds } from '../simulation/step-times.ts';
import { formatBytes, formatCount, formatDuration } from './texts.ts';

/** The most that a run may take without --force. */
export interface Limits {
  /** Bytes. */
  readonly memory: number;
  /** Bytes on JavaScript's heap. */
  readonly heap: number;
  readonly seconds: number;
}

const day = 24 * 60 * 60;

/** The memory that this machine, or the container of the program, has free now; and one day. */
function machineLimits(): Limits {
  return { memory: process.availableMemory(), heap: getHeapStatistics().heap_size_limit, seconds: day };
}

/**
 * Refuses a run that would exceed the limits. `file` is the scenario file.
 * Throws InputError with a line for each exceeded limit, which contains the numbers and the ways out.
 */
function checkAffordable(file: string, cost: Cost, limits: Limits): void {
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
      `at most ${formatBytes(limits.heap)} of objects for the series`,
      `about ${formatBytes(heap)} for ${formatCount(cost.rows)} rows`,
      ['a longer output.every'],
    );
  if (seconds > limits.seconds)
    refuse(
      'time',
      `at most ${formatDuration(limits.seconds)}`,
      `about ${formatDuration(seconds)} for ${formatCount(cost.evaluations)} evaluations with ` +
        (cost.particles > 0 ? `${formatCount(cost.pairs)} pairs of particles` : `${formatCount(cost.nodes)} unknowns`),
      [
        ...(cost.particles > 0 ? ['fewer particles'] : []),
        ...(cost.ownSteps === undefined
          ? ['a longer time.step']
          : ['an earlier time.until', 'a larger method.tolerance']),
        ...(cost.waysOut ?? []),
      ],
    );
  if (problems.length > 0) throw new InputError(problems);
}

/**
 * Returns the cost of a scenario, before any particle is made. Timing takes at most `budget` seconds. `file` is the scenario file.
 * Throws InputError when the cost exceeds the limits of this machine.
 */
export function affordableCost(file: string, scenario: Scenario, budget: number): Cost {
  const limits = machineLimits();
  refuseByCounts(file, scenario, limits);
  const cost = costOf(file, scenario, budget);
  checkAffordable(file, cost, limits);
  return cost;
}

/**
 * Refuses, without timing, runs that are too large by their counts. Runs that choose their steps are timed: their steps cannot be
 * counted.
 */
function refuseByCounts(file: string, scenario: Scenario, limits: Limits): void {
  const counted = costOf(file, scenario, 0);
  if (scenario.time.adaptive !== undefined || counted.ownSteps !== undefined) return;
  const { memory, heap, seconds } = counted;
  const isLong = certain * seconds > limits.seconds;
  if (isLong || memory - heap > limits.memory || heap > limits.heap)
    checkAffordable(file, { ...counted, seconds: isLong ? seconds : 0 }, limits);
}

/**
 * Throws InputError when the scenario exceeds the limits of this machine; `file` is the scenario file. Only a run that may be too long
 * is timed.
 */
export function refuseUnaffordable(file: string, scenario: Scenario): void {
  checkAffordable(file, roughCost(file, scenario), machineLimits());
}

/** A run is timed when its time by counts exceeds this fraction of the limit: counts are seldom wrong by a larger factor. */
const certain = 1 / 50;

/** Returns the cost by counts, which is free, or with timing when the time by counts may be too long. */
function roughCost(file: string, scenario: Scenario): Cost {
  const counted = costOf(file, scenario, 0);
  return counted.seconds < certain * machineLimits().seconds ? counted : costOf(file, scenario, 0.3);
}

/** The cost of `landau run`, from the start of the program to its report. */
function costOf(file: string, scenario: Scenario, budget: number): Cost {
  const loading = Math.min(longestLoading, processorSeconds());
  const cost = located(file, () => estimateCost(scenario, { file, budget }));
  return { ...cost, seconds: cost.seconds + loadingsOfProgram * loading };
}

/** Returns what `make` returns. Prefixes the problems that it throws with the scenario file. */
function located<T>(file: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.problems.map((problem) => `${file}: ${problem}`));
  }
}

/**
 * Time for the start of the program, the cost estimate, HDF5 and the report, in units of the processor time until the scenario is read:
 * 2.4 s in units of 0.55 s on a 2.5 GHz core.
 */
const loadingsOfProgram = 4.5;

/** Longest plausible loading time, in seconds: a process that has taken longer did other work before. */
const longestLoading = 2;
