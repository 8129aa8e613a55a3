import process from 'node:process';
import { getHeapStatistics } from 'node:v8';
import { InputError } from '../core/errors.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Cost, estimateCost } from '../simulation/estimate.ts';
import { processorSeconds } from '../simulation/step-times.ts';
import { formatBytes, formatCount, formatDuration } from './texts.ts';

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
function machineLimits(): Limits {
  return { memory: process.availableMemory(), heap: getHeapStatistics().heap_size_limit, seconds: day };
}

/**
 * Refuses a run that would exceed the limits. `file` is the scenario's.
 * Throws InputError with a line for each limit, the numbers and the ways out in it.
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
 * What a scenario will cost: known before a single particle is made, with its time found within `budget` seconds. `file` is where it is
 * from. Throws InputError when it is more than this machine should be asked for.
 */
export function affordableCost(file: string, scenario: Scenario, budget: number): Cost {
  const limits = machineLimits();
  refuseByCounts(file, scenario, limits);
  const cost = costOf(file, scenario, budget);
  checkAffordable(file, cost, limits);
  return cost;
}

/** Refuses without timing what counts show to be too much. Runs that choose their steps are timed: their steps cannot be counted in advance. */
function refuseByCounts(file: string, scenario: Scenario, limits: Limits): void {
  const counted = costOf(file, scenario, 0);
  if (scenario.time.adaptive !== undefined || counted.ownSteps !== undefined) return;
  const { memory, heap, seconds } = counted;
  const isLong = certain * seconds > limits.seconds;
  if (isLong || memory - heap > limits.memory || heap > limits.heap)
    checkAffordable(file, { ...counted, seconds: isLong ? seconds : 0 }, limits);
}

/**
 * Throws InputError when the scenario is more than this machine should be asked for; `file` is where it is from. Only a run that may be
 * too long is timed.
 */
export function refuseUnaffordable(file: string, scenario: Scenario): void {
  checkAffordable(file, roughCost(file, scenario), machineLimits());
}

/** The part of the longest run that the time by counts alone may come to, before the run is timed: counts are seldom off by more. */
const certain = 1 / 50;

/** What tells whether a run is affordable: by counts, which cost nothing, and by its times only where those may be too much. */
function roughCost(file: string, scenario: Scenario): Cost {
  const counted = costOf(file, scenario, 0);
  return counted.seconds < certain * machineLimits().seconds ? counted : costOf(file, scenario, 0.3);
}

/** What `landau run` takes, from the start of the program to its report. */
function costOf(file: string, scenario: Scenario, budget: number): Cost {
  const loading = Math.min(longestLoading, processorSeconds());
  const cost = located(file, () => estimateCost(scenario, { file, budget }));
  return { ...cost, seconds: cost.seconds + loadingsOfProgram * loading };
}

/** What it returns; its problems are told with the scenario's file. */
function located<T>(file: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.problems.map((problem) => `${file}: ${problem}`));
  }
}

/**
 * Start of the program, its look at the cost, HDF5 and the report, in units of the processor time until the scenario is read: 0.55 s of
 * 2.4 s on a 2.5 GHz core.
 */
const loadingsOfProgram = 4.5;

/** A process that has taken longer has done something else before. */
const longestLoading = 2;
