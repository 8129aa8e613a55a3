import process from 'node:process';
import { InputError, RunError } from '../core/errors.ts';
import type { Evolution } from '../methods/method.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { prepareEvolution } from './assemble.ts';

/**
 * Processor times of a run's first steps in seconds, on one thread. They do not depend on the current load of the machine.
 */
export interface StepTimes {
  /** One step of the schedule: its time, the number of steps it was divided into, and of evaluations of the rate. */
  readonly step: number;
  readonly stepsTaken: number;
  readonly evaluations: number;
  /** The range of steps of the schedule that the three numbers above are means over: after the first number, up to the second. */
  readonly window: readonly [number, number];
  /** Whether a run with adaptive steps reached its end; the numbers are then means over the whole run. */
  readonly whole: boolean;
  /** The evaluations up to the end of each step of the schedule, from 0 at the start; present if every step was taken whole. */
  readonly counted?: readonly number[];
  /**
   * If the method chooses its steps, which the numbers above then average: their time and counts so far, and the counts of the whole run.
   */
  readonly own?: {
    readonly seconds: number;
    readonly soFar: Counts;
    readonly window: Counts;
    readonly foreseen: Counts;
  };
}

/** The counts of a run's steps. */
export interface Counts {
  readonly steps: number;
  readonly evaluations: number;
  /** As in Evolution. */
  readonly products: number;
}

/** Adaptive steps that are taken regardless of the budget: the time of the first one includes all compilation. */
export const fewestAdaptive = 4;

export function countsOf({ counts: { steps, evaluations }, products = 0 }: Evolution): Counts {
  return { steps, evaluations, products };
}

/** Processor time of this process so far. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The state of a run after one of the steps that the method chooses. */
interface Mark extends Counts {
  readonly t: number;
  readonly seconds: number;
}

/** Takes the steps that the method chooses until the budget is used; at least a few, because the first one includes all compilation. */
function ownMarks(
  { time: { until } }: Scenario,
  evolution: Evolution,
  budget: number,
  fewest: number,
): readonly Mark[] {
  const marks: Mark[] = [{ t: evolution.t, seconds: 0, ...countsOf(evolution) }];
  for (;;) {
    const last = marks[marks.length - 1];
    if (last.t >= until || (last.seconds >= budget && marks.length > fewest)) return marks;
    const began = processorSeconds();
    evolution.advance(until, () => true);
    marks.push({ t: evolution.t, seconds: last.seconds + processorSeconds() - began, ...countsOf(evolution) });
  }
}

/** Takes the method's own steps within a budget of seconds, and estimates the counts of the whole run. */
export function takeOwnSteps(scenario: Scenario, evolution: Evolution, budget: number): StepTimes {
  const marks = ownMarks(scenario, evolution, budget, fewestAdaptive);
  const last = marks[marks.length - 1];
  const whole = last.t >= scenario.time.until;
  const first = whole ? 0 : Math.floor((marks.length - 1) / 2);
  const window = difference(last, marks[first]);
  return {
    window: [first, marks.length - 1],
    step: (last.seconds - marks[first].seconds) / window.steps,
    stepsTaken: 1,
    evaluations: window.evaluations / window.steps,
    whole,
    own: { seconds: last.seconds, soFar: last, window, foreseen: foreseen(marks, scenario.time) },
  };
}

/**
 * Estimates the counts of the whole run if its steps continue to grow as they did: h proportional to (t - start)^p, with p from the later
 * half of the steps taken, between 0 (equal steps) and 1 (steps proportional to the elapsed time), and evaluations per step as in that
 * half. Products per step grow like h^q, with q from the two halves, between 0 and 1.
 */
export function foreseen(marks: readonly Mark[], { start, until }: Pick<Scenario['time'], 'start' | 'until'>): Counts {
  const n = marks.length - 1;
  const last = marks[n];
  if (last.t >= until) return last;
  const halfway = Math.max(1, Math.floor(n / 2));
  const step = (k: number) => {
    const length = marks[k].t - marks[k - 1].t;
    return { length, middle: marks[k].t - length / 2 - start };
  };
  const [a, b] = [step(halfway), step(n)];
  const growth =
    n === halfway ? 1 : Math.max(0, Math.min(1, Math.log(b.length / a.length) / Math.log(b.middle / a.middle)));
  /** The sum of (h / h_last)^q over the steps ahead: the integral of h^(q - 1) dt. */
  const ahead = (q: number) => {
    const power = 1 + growth * (q - 1);
    const part = (t: number) => (power === 0 ? Math.log(t - start) : ((t - start) / b.middle) ** power / power);
    return ((part(until) - part(last.t)) * b.middle) / b.length;
  };
  const earlier = difference(marks[halfway], marks[0]);
  const half = difference(last, marks[Math.min(halfway, n - 1)]);
  const perStep = half.products / half.steps;
  const length = (last.t - marks[Math.min(halfway, n - 1)].t) / half.steps;
  const q =
    Math.log(perStep / (earlier.products / earlier.steps)) /
    Math.log(length / ((marks[halfway].t - marks[0].t) / earlier.steps));
  const within = Number.isFinite(q) ? Math.max(0, Math.min(1, q)) : 0;
  return {
    steps: last.steps + ahead(0),
    evaluations: last.evaluations + (ahead(0) * half.evaluations) / half.steps,
    products: last.products + ahead(within) * perStep * (b.length / length) ** within,
  };
}

function difference(later: Counts, earlier: Counts): Counts {
  return {
    steps: later.steps - earlier.steps,
    evaluations: later.evaluations - earlier.evaluations,
    products: later.products - earlier.products,
  };
}

/**
 * Estimates the counts of a run with the method's own steps from the steps that fit into a budget of seconds, and returns the counts in a
 * window of steps. Undefined if the run cannot be prepared or does not reach the end of the window.
 */
export function countOwnSteps(
  scenario: Scenario,
  file: string,
  budget: number,
  [from, to]: StepTimes['window'],
): { readonly all: Counts; readonly window: Counts } | undefined {
  try {
    const { reference: _, ...rest } = scenario;
    const { evolution } = prepareEvolution(rest as Scenario, { file });
    const marks = ownMarks(scenario, evolution, budget, fewestAdaptive);
    if (to >= marks.length) return undefined;
    return { all: foreseen(marks, scenario.time), window: difference(marks[to], marks[from]) };
  } catch (error) {
    if (error instanceof InputError || error instanceof RunError) return undefined;
    throw error;
  }
}
