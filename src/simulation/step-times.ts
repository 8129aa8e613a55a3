import process from 'node:process';
import type { Evolution } from '../methods/method.ts';

/**
 * Processor times of a run's first steps in seconds, on one thread: what they take where a core is free, however busy the machine is now.
 */
export interface StepTimes {
  /** One step of the schedule: its time, the steps it was cut into, the evaluations of the rate. */
  readonly step: number;
  readonly stepsTaken: number;
  readonly evaluations: number;
  /** The steps of the schedule, counted from the start, that the three numbers above are means over: after the first and up to the second. */
  readonly window: readonly [number, number];
  /** Whether a run of adaptive steps came to its end: the numbers are then means over all of it. */
  readonly whole: boolean;
  /** The evaluations up to the end of each step of the schedule, from 0 at the start, where all of them were taken, none in parts. */
  readonly counted?: readonly number[];
  /** Where the method chooses its steps, of which the numbers above are means then: what they took so far, and what the whole run takes. */
  readonly own?: {
    readonly seconds: number;
    readonly soFar: Counts;
    readonly window: Counts;
    readonly foreseen: Counts;
  };
}

/** What a run's steps took. */
export interface Counts {
  readonly steps: number;
  readonly evaluations: number;
  /** As Evolution has them. */
  readonly products: number;
}

/** Adaptive steps that are taken whatever the budget: the first one alone has all that is compiled in it. */
export const fewestAdaptive = 4;

export function countsOf({ counts: { steps, evaluations }, products = 0 }: Evolution): Counts {
  return { steps, evaluations, products };
}

/** Processor time of this process so far. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
