import type { Quantity } from '../analysis/analyzer.ts';
import { InputError, RunError } from '../core/errors.ts';
import { integrators } from '../integration/integrators.ts';
import type { Evolution } from '../methods/method.ts';
import { methodNamed } from '../methods/methods.ts';
import type { InitialRate } from '../output/run-record.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { assemble, prepareEvolution, type Simulation } from './assemble.ts';
import { countsOf, fewestAdaptive, processorSeconds, type StepTimes, takeOwnSteps } from './step-times.ts';

/** Processor times of the parts of a run in seconds, and the results of its first steps. */
export interface RunTimes extends StepTimes {
  /** All work before the first step. */
  readonly assembly: number;
  /** The same again, with all code compiled and loaded. */
  readonly assembleAgain: () => number;
  /** One row of the series. */
  readonly row: number;
  /** f on the lattice of every species, as in a stored snapshot. */
  readonly snapshot: number;
  /** The columns of its series. */
  readonly quantities?: readonly Quantity[];
  /** The rates at its start. */
  readonly initialRates?: readonly InitialRate[];
}

/**
 * The largest number of steps. Only the later half is timed: the first steps include compilation and have no earlier steps to predict
 * from, and a stabilised integrator measures the stiffness again in every tenth step. Fewer steps are taken if both halves of the later
 * half take the same time, up to `sameTime`.
 */
const mostSteps = 20;
const fewestEqual = 8;
const sameTime = 0.1;

/** A step of the schedule that the solver divides into many is abandoned after this many budgets. */
const patience = 3;

/** If a row takes less than this fraction of the previous one, one more is measured. */
const compiledPart = 0.8;

/** The steps to time: those of the schedule, those that the method chooses, or those of the schedule until the solver shortens one. */
export type StepsOfRun = 'equal' | 'own' | 'equal or none';

/** Prepares a run and takes its first steps within the budget. Undefined if it cannot be prepared or does not complete one step. */
export function timeRun(
  scenario: Scenario,
  file: string,
  budget: number,
  steps: StepsOfRun = 'equal',
): RunTimes | undefined {
  try {
    const began = processorSeconds();
    const { reference: _, ...alone } = scenario;
    const { evolution, analysis, initialRates } = ready(alone as Scenario, file);
    const assembly = processorSeconds() - began;
    const left = Math.max(budget - assembly, budget / 2);
    const taken =
      steps === 'own'
        ? takeOwnSteps(scenario, evolution, left)
        : takeSteps(scenario, evolution, left, steps === 'equal or none');
    const values = new Float64Array(analysis.quantities.length);
    const measureRow = () => {
      // Methods keep what they have computed of the present state; the next row is one of a different state.
      evolution.restore(evolution.save());
      return secondsOf(() => analysis.measure(evolution.snapshot(), values));
    };
    let row = measureRow();
    // The first row includes compilation; if the second takes much less, it may still include some.
    for (let k = 0, before = Infinity; k < 2 && row < budget && row < compiledPart * before; k++) {
      before = row;
      row = Math.min(row, measureRow());
    }
    const { species } = evolution.snapshot();
    const snapshot = secondsOf(() => species.map(({ values }) => values.length));
    const assembleAgain = () =>
      Math.min(
        assembly,
        secondsOf(() => ready(alone as Scenario, file)),
      );
    return { assembly, assembleAgain, ...taken, row, snapshot, quantities: analysis.quantities, initialRates };
  } catch (error) {
    if (error instanceof InputError || error instanceof RunError) return undefined;
    throw error;
  }
}

/** A simulation assembled as in a run, with its watchdogs, which measure the initial rates. */
function ready(scenario: Scenario, file: string): Simulation {
  const simulation = assemble(scenario, { file });
  void simulation.watch;
  return simulation;
}

/**
 * The number of evaluations of the rate up to the end of each step of the schedule, beginning with 0. Ends with the budget, or after a
 * quarter of the run if the steps no longer change. Undefined if the run cannot be prepared or shortens a step, which runs with few
 * particles may do even if larger ones do not.
 */
export function countEvaluations(scenario: Scenario, file: string, budget: number): readonly number[] | undefined {
  try {
    const { reference: _, ...alone } = scenario;
    const { evolution } = prepareEvolution(alone as Scenario, { file });
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
      if (4 * (t - start) > until - start && isSettled(counts)) break;
    }
    return counts.length > 1 && evolution.counts.steps <= counts.length ? counts : undefined;
  } catch (error) {
    if (error instanceof InputError || error instanceof RunError) return undefined;
    throw error;
  }
}

/** Whether the last quarter of the steps took as many evaluations as the previous quarter. */
function isSettled(counts: readonly number[]): boolean {
  const last = counts.length - 1;
  const quarter = Math.floor(last / 4);
  const of = (from: number) => counts[from + quarter] - counts[from];
  return quarter >= 4 && Math.abs(of(last - quarter) - of(last - 2 * quarter)) <= 0.02 * of(last - quarter);
}

/** The length of a step of the schedule, which divides the interval between two rows. */
function scheduledStep({ time: { start, until, step }, output }: Scenario): number {
  const every = Math.min(output.every, until - start);
  return every / Math.max(1, Math.ceil(every / step - 1e-6));
}

/** Takes equal steps or, for adaptive steps, growing intervals in which the steps find their length; in units of the schedule's step. */
function takeSteps(scenario: Scenario, evolution: Evolution, budget: number, noneShortened: boolean): StepTimes {
  const { start, until, step, adaptive } = scenario.time;
  const growing = adaptive !== undefined;
  const length = scheduledStep(scenario);
  const marks = [{ t: start, seconds: 0, ...countsOf(evolution) }];
  let seconds = 0;
  const most = growing ? Infinity : mostSteps;
  // In its first step a stabilised integrator measures the stiffness without an estimate, which takes longer than later measurements.
  const measures =
    methodNamed(scenario.method.name).integrator !== 'none' &&
    integrators.get(scenario.time.integrator)!.stability === Infinity;
  const enough = () =>
    marks.length > 1 &&
    (seconds >= budget || (!growing && !measures && isSteady(marks))) &&
    (!measures || marks.length > 2) &&
    (!growing || marks[marks.length - 1].steps - marks[0].steps >= fewestAdaptive);
  for (let k = 1; k <= most && !enough(); k++) {
    const t = Math.min(until, start + (growing ? 2 ** k - 1 : k) * length);
    if (t <= marks[marks.length - 1].t) break;
    try {
      const began = processorSeconds();
      // This is called only between the parts of a shortened step, not between equal steps.
      evolution.advance(t, () => noneShortened || processorSeconds() - began > patience * budget);
      seconds += processorSeconds() - began;
    } catch (error) {
      if (!(error instanceof RunError) || marks.length === 1) throw error;
      break;
    }
    marks.push({ t: evolution.t, seconds, ...countsOf(evolution) });
    if (evolution.t < t) break;
  }
  // A step below the spacing of floating-point numbers does not change the time.
  if (marks.length === 1) throw new RunError(`t = ${start}: expected a longer step, got ${step}`);
  const last = marks[marks.length - 1];
  const whole = growing && last.t >= until;
  const counted = !growing && last.t >= until && last.steps < marks.length;
  const half = marks[whole ? 0 : Math.floor((marks.length - 1) / 2)];
  const intervals = (last.t - half.t) / length;
  return {
    window: [(half.t - start) / length, (last.t - start) / length],
    step: (last.seconds - half.seconds) / intervals,
    stepsTaken: (last.steps - half.steps) / intervals,
    evaluations: (last.evaluations - half.evaluations) / intervals,
    whole,
    ...(counted ? { counted: marks.map(({ evaluations }) => evaluations) } : {}),
  };
}

/** Whether equal steps take the same time by now. */
function isSteady(marks: readonly { readonly seconds: number }[]): boolean {
  const last = marks.length - 1;
  if (last < fewestEqual) return false;
  const half = Math.floor(last / 2);
  const middle = Math.floor((half + last) / 2);
  const mean = (from: number, to: number) => (marks[to].seconds - marks[from].seconds) / (to - from);
  return Math.abs(mean(half, middle) - mean(middle, last)) <= sameTime * mean(half, last);
}

function secondsOf(task: () => void): number {
  const began = processorSeconds();
  task();
  return processorSeconds() - began;
}
