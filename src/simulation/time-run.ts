import process from 'node:process';
import { InputError, RunError } from '../core/errors.ts';
import { integrators } from '../integration/integrators.ts';
import type { Evolution } from '../methods/method.ts';
import { methodNamed } from '../methods/methods.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { assemble } from './assemble.ts';

/**
 * Processor times of a run's parts in seconds, on one thread: what they take where a core is free, however busy the machine is now; and
 * how its first steps went.
 */
export interface RunTimes {
  /** Everything before the first step. */
  readonly assembly: number;
  /** The same once more, when everything is compiled and loaded. */
  readonly assembleAgain: () => number;
  /** One step of the schedule: its time, the steps it was cut into, the evaluations of the rate. */
  readonly step: number;
  readonly stepsTaken: number;
  readonly evaluations: number;
  /** The steps of the schedule, counted from the start, that the three numbers above are means over: after the first and up to the second. */
  readonly window: readonly [number, number];
  /** One row of the series. */
  readonly row: number;
  /** f on the lattice of every species, as a stored snapshot has it. */
  readonly snapshot: number;
  /** Whether a run of adaptive steps came to its end: the numbers are then means over all of it. */
  readonly whole: boolean;
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

/**
 * Steps that are taken. The later half counts: the first ones are compiled, have no steps before them to predict from, and a
 * stabilised integrator measures the stiffness anew every tenth step.
 */
const mostSteps = 20;

/** Adaptive steps that are taken whatever the budget: the first one alone has all that is compiled in it. */
const fewestAdaptive = 4;

/** A step of the schedule that the solver cuts into many is left in the middle after so many budgets. */
const patience = 3;

/** How a run is timed: by the steps of the schedule, by steps that the method chooses, or only as long as the solver shortens none. */
export type StepsOfRun = 'equal' | 'own' | 'equal or none';

/**
 * Prepares a run and goes its first steps, as many as some seconds allow. Undefined when it cannot be prepared or does not go a single step.
 */
export function timeRun(
  scenario: Scenario,
  file: string,
  budget: number,
  steps: StepsOfRun = 'equal',
): RunTimes | undefined {
  try {
    const began = processorSeconds();
    const { reference: _, ...alone } = scenario;
    const { evolution, analysis } = assemble(alone as Scenario, { file });
    const assembly = processorSeconds() - began;
    const left = Math.max(budget - assembly, budget / 2);
    const taken =
      steps === 'own'
        ? takeOwnSteps(scenario, evolution, left)
        : takeSteps(scenario, evolution, left, steps === 'equal or none');
    const values = new Float64Array(analysis.quantities.length);
    const look = () => secondsOf(() => analysis.measure(evolution.snapshot(), values));
    const first = look();
    const row = first < budget ? Math.min(first, look(), look()) : first;
    const { species } = evolution.snapshot();
    const snapshot = secondsOf(() => species.map(({ values }) => values.length));
    const assembleAgain = () =>
      Math.min(
        assembly,
        secondsOf(() => assemble(alone as Scenario, { file })),
      );
    return { assembly, assembleAgain, ...taken, row, snapshot };
  } catch (error) {
    if (error instanceof InputError || error instanceof RunError) return undefined;
    throw error;
  }
}

/**
 * The evaluations of the rate up to the end of each step of the schedule, from 0 at the start, as far as a run of equal steps comes within
 * some seconds. Undefined when it cannot be prepared, or has to shorten a step: runs of few particles may, where others do not.
 */
export function countEvaluations(scenario: Scenario, file: string, budget: number): readonly number[] | undefined {
  try {
    const { reference: _, ...alone } = scenario;
    const { evolution } = assemble(alone as Scenario, { file });
    const { start, until } = scenario.time;
    const length = scheduledStep(scenario);
    const began = processorSeconds();
    const late = () => processorSeconds() - began > budget;
    const counts = [evolution.counts.evaluations];
    for (let k = 1; evolution.t < until && !late(); k++) {
      const t = Math.min(until, start + k * length);
      if (t <= evolution.t) break;
      evolution.advance(t, late);
      if (evolution.t >= t) counts.push(evolution.counts.evaluations);
    }
    return counts.length > 1 && evolution.counts.steps <= counts.length ? counts : undefined;
  } catch (error) {
    if (error instanceof InputError || error instanceof RunError) return undefined;
    throw error;
  }
}

/** The length of a step of the schedule, which divides the interval between two rows. */
function scheduledStep({ time: { start, until, step }, output }: Scenario): number {
  const every = Math.min(output.every, until - start);
  return every / Math.max(1, Math.ceil(every / step - 1e-6));
}

/** Takes equal steps, or goes intervals that grow from the given one, in steps of the schedule: adaptive steps find their length there. */
function takeSteps(
  scenario: Scenario,
  evolution: Evolution,
  budget: number,
  noneShortened: boolean,
): Omit<RunTimes, 'assembly' | 'assembleAgain' | 'row' | 'snapshot'> {
  const { start, until, step, adaptive } = scenario.time;
  const growing = adaptive !== undefined;
  const length = scheduledStep(scenario);
  const marks = [{ t: start, seconds: 0, ...countsOf(evolution) }];
  let seconds = 0;
  const most = growing ? Infinity : mostSteps;
  // The first step of a stabilised integrator measures the stiffness from nothing, which takes longer than any later measurement.
  const measures =
    methodNamed(scenario.method.name).integrator !== 'none' &&
    integrators.get(scenario.time.integrator)!.stability === Infinity;
  const enough = () =>
    marks.length > 1 &&
    seconds >= budget &&
    (!measures || marks.length > 2) &&
    (!growing || marks[marks.length - 1].steps - marks[0].steps >= fewestAdaptive);
  for (let k = 1; k <= most && !enough(); k++) {
    const t = Math.min(until, start + (growing ? 2 ** k - 1 : k) * length);
    if (t <= marks[marks.length - 1].t) break;
    try {
      const began = processorSeconds();
      // The question is asked between the parts of a shortened step, never between two equal steps.
      evolution.advance(t, () => noneShortened || processorSeconds() - began > patience * budget);
      seconds += processorSeconds() - began;
    } catch (error) {
      if (!(error instanceof RunError) || marks.length === 1) throw error;
      break;
    }
    marks.push({ t: evolution.t, seconds, ...countsOf(evolution) });
    if (evolution.t < t) break;
  }
  // A step below the spacing of the numbers does not move the time.
  if (marks.length === 1) throw new RunError(`t = ${start}: expected a longer step, got ${step}`);
  const last = marks[marks.length - 1];
  const whole = growing && last.t >= until;
  const half = marks[whole ? 0 : Math.floor((marks.length - 1) / 2)];
  const intervals = (last.t - half.t) / length;
  return {
    window: [(half.t - start) / length, (last.t - start) / length],
    step: (last.seconds - half.seconds) / intervals,
    stepsTaken: (last.steps - half.steps) / intervals,
    evaluations: (last.evaluations - half.evaluations) / intervals,
    whole,
  };
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

function takeOwnSteps(
  scenario: Scenario,
  evolution: Evolution,
  budget: number,
): Omit<RunTimes, 'assembly' | 'assembleAgain' | 'row' | 'snapshot'> {
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
  [from, to]: RunTimes['window'],
): { readonly all: Counts; readonly window: Counts } | undefined {
  try {
    const { reference: _, ...alone } = scenario;
    const { evolution } = assemble(alone as Scenario, { file });
    const marks = ownMarks(scenario, evolution, budget, fewestAdaptive);
    if (to >= marks.length) return undefined;
    return { all: foreseen(marks, scenario.time), window: difference(marks[to], marks[from]) };
  } catch (error) {
    if (error instanceof InputError || error instanceof RunError) return undefined;
    throw error;
  }
}

function countsOf({ counts: { steps, evaluations }, products = 0 }: Evolution): Counts {
  return { steps, evaluations, products };
}

function secondsOf(task: () => void): number {
  const began = processorSeconds();
  task();
  return processorSeconds() - began;
}

/** Processor time of this process so far. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
