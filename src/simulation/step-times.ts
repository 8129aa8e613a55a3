import process from 'node:process';
import { InputError, RunError } from '../core/errors.ts';
import type { Evolution } from '../methods/method.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { prepareEvolution } from './assemble.ts';

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
  /** The evaluations up to the end of each step of the schedule, from 0 at the start; present if every step was taken whole. */
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

/** The state of a run of own steps after one of them. */
interface Mark extends Counts {
  readonly t: number;
  readonly seconds: number;
}

/** Takes the steps that the method chooses, one after the other; at least a few, as all that is compiled is in the first one. */
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

/** Takes own steps for as long as some seconds last, and foresees what the whole run takes. */
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
 * What the whole run takes if its steps go on to grow as they did: h in proportion to (t - start)^p, with p from the later half of those that were
 * taken, between those of equal steps and of equal parts of the time; evaluations as in that half. Products of a step grow as h^q, with
 * q from the two halves, between 0 and 1.
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
 * What the whole run takes by own steps of this one, as far as it comes within some seconds, and what the steps of a window took. Undefined when
 * it cannot be prepared or does not come to the window's end.
 */
export function countOwnSteps(
  scenario: Scenario,
  file: string,
  budget: number,
  [from, to]: StepTimes['window'],
): { readonly all: Counts; readonly window: Counts } | undefined {
  try {
    const { reference: _, ...alone } = scenario;
    const { evolution } = prepareEvolution(alone as Scenario, { file });
    const marks = ownMarks(scenario, evolution, budget, fewestAdaptive);
    if (to >= marks.length) return undefined;
    return { all: foreseen(marks, scenario.time), window: difference(marks[to], marks[from]) };
  } catch (error) {
    if (error instanceof InputError || error instanceof RunError) return undefined;
    throw error;
  }
}
