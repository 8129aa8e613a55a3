import { InputError, RunError } from '../core/errors.ts';
import { createAdaptiveSteps } from './adaptive-steps.ts';
import {
  firstNonFinite,
  type Integrator,
  joinMemory,
  type StepFailure,
  type StepOutcome,
  type StepperOptions,
  type System,
} from './integrator.ts';

/** Counts of the steps so far. */
export interface StepCounts {
  /** Steps kept (in adaptive mode each accepted pair of half steps counts as 2). */
  readonly steps: number;
  /** Evaluations of the rate, including discarded attempts. */
  readonly evaluations: number;
  /** Discarded attempts. */
  readonly rejections: number;
}

/** An attempted step from t to t + dt that did not converge and is repeated with dt/2. */
export interface StepHalving {
  readonly t: number;
  readonly dt: number;
  readonly residual: number;
  readonly reason: Exclude<StepFailure, 'none'>;
  /** A description of the reason, with the component that is not finite if there is one. */
  readonly message: string;
}

/** Error control by step doubling: compares one step of dt with two of dt/2, which are kept. */
export interface AdaptiveOptions {
  /**
   * Largest estimated error of a step relative to |y|, in the norm of the system's weights. For a method of order p the
   * error of the whole run then scales like tolerance^(p/(p+1)).
   */
  readonly tolerance: number;
  /** Smallest dt; a step that fails there ends the run. Default 2^-20 of the nominal step. */
  readonly minimum?: number;
  /** Largest dt. Default: no limit. */
  readonly maximum?: number;
}

export interface AdvanceOptions {
  /** Nominal step; in adaptive mode the first step to try. */
  readonly step: number;
  /** Options of the implicit solvers. */
  readonly stepper?: StepperOptions;
  /** Fixed step: maximum number of halvings of the nominal step before the run ends. Default 12. */
  readonly halvings?: number;
  readonly adaptive?: AdaptiveOptions;
  /** Called after each attempt that did not converge. */
  readonly onHalving?: (event: StepHalving) => void;
  /** Describes component k of y for messages (`v_x of electron 17`). Default `component k`. */
  readonly describe?: (component: number) => string;
}

/** Advances a state in time. All memory is allocated at creation. */
export interface Advance {
  /**
   * y(t0) -> y(t1) in place, t1 >= t0; the last step ends exactly at t1. Throws RunError, leaving y as it was after the
   * last good step, if the step would become too small or a value is not finite.
   *
   * Returns the time reached: t1, unless `pause`, which is called after every kept step, returns true. The next call, from
   * that time to the same t1, then gives the same bits as without the pause.
   */
  advance(t0: number, t1: number, y: Float64Array, pause?: () => boolean): number;
  readonly counts: StepCounts;
  /** The step to try next (before equal division of the interval). */
  readonly step: number;
  /** The state that the next `advance` depends on, besides y. Restoring it makes a resumed run bitwise identical. */
  save(): Float64Array;
  restore(state: Float64Array): void;
}

export function createAdvance(system: System, integrator: Integrator, options: AdvanceOptions): Advance {
  check(options);
  return options.adaptive === undefined
    ? createEqualSteps(system, integrator, options)
    : createAdaptiveSteps(system, integrator, options, options.adaptive);
}

function check({ step, halvings = 0, adaptive }: AdvanceOptions): void {
  const problems: string[] = [];
  if (!(step > 0 && step < Infinity)) problems.push(`step: expected a positive number, got ${step}`);
  if (!(Number.isInteger(halvings) && halvings >= 0 && halvings <= 30))
    problems.push(`step halvings: expected an integer from 0 to 30, got ${halvings}`);
  if (adaptive !== undefined) {
    const { tolerance, minimum, maximum } = adaptive;
    if (!(tolerance > 0 && tolerance < 1))
      problems.push(`step tolerance: expected a number in (0, 1), got ${tolerance}`);
    if (minimum !== undefined && !(minimum > 0 && minimum <= step))
      problems.push(`smallest step: expected a number in (0, ${step}], the first step, got ${minimum}`);
    if (maximum !== undefined && !(maximum >= step))
      problems.push(`largest step: expected at least ${step}, the first step, got ${maximum}`);
  }
  if (problems.length > 0) throw new InputError(problems);
}

/** Tolerance for rounding in (t1 - t0)/step, so that an interval of n steps is not divided into n + 1. */
const SLACK = 1e-6;
/** Number of successive successful steps after which the step is doubled again. */
const PATIENCE = 4;

/**
 * Equal steps: [t0, t1] is divided into the smallest number of equal parts not longer than the nominal step. A step that does
 * not converge is halved, repeatedly if needed, and doubled again later. All times are
 * t0 + (t1 - t0) (i + j/2^level)/n, so that they do not drift.
 */
function createEqualSteps(system: System, integrator: Integrator, options: AdvanceOptions): Advance {
  const { step, halvings = 12 } = options;
  const stepper = integrator.prepare(system, options.stepper ?? {});
  const report = createStepReport(integrator.name, options);
  const { counts } = report;
  let level = 0; // The step is the nominal one / 2^level.
  let successes = 0; // In a row, at this level.
  /** The place where a pause interrupted an interval, kept so that the times of the interval do not change. */
  let paused: Place | undefined;

  /** Advances part i of the n equal parts of [t0, t1] from its substep j; returns the time of a pause, if there was one. */
  function advancePart(place: Place, n: number, y: Float64Array, pause?: () => boolean): number | undefined {
    const { t0, t1, i } = place;
    const span = t1 - t0;
    let { j } = place;
    let retried = false;
    while (j < 2 ** level) {
      const t = t0 + (span * (i + j / 2 ** level)) / n;
      const dt = span / (n * 2 ** level);
      if (!retried) system.redraw?.();
      const outcome = stepper.step(t, dt, y);
      counts.evaluations += outcome.evaluations;
      retried = !outcome.converged;
      if (outcome.converged) {
        counts.steps++;
        successes++;
        j++;
        if (level > 0 && successes >= PATIENCE && j % 2 === 0) {
          level--;
          j /= 2;
          successes = 0;
        }
        const isLast = i === n - 1 && j === 2 ** level;
        if (!isLast && pause?.()) {
          paused = { t0, t1, i, j };
          return t0 + (span * (i + j / 2 ** level)) / n;
        }
      } else {
        if (level === halvings) throw report.breakdown(t, dt, outcome, `after ${halvings} halvings`);
        report.halving(t, dt, outcome);
        level++;
        j *= 2;
        successes = 0;
      }
    }
    return undefined;
  }

  return {
    advance(t0, t1, y, pause) {
      if (!(t1 >= t0)) throw new InputError(`time: expected an end not before the start ${t0}, got ${t1}`);
      report.checkState(t0, y);
      let place = paused?.t1 === t1 ? paused : { t0, t1, i: 0, j: 0 };
      paused = undefined;
      const span = t1 - place.t0;
      const n = span > 0 ? Math.max(1, Math.ceil(span / step - SLACK)) : 0;
      for (; place.i < n; place = { ...place, i: place.i + 1, j: 0 }) {
        const reached = advancePart(place, n, y, pause);
        if (reached !== undefined) return reached;
      }
      return t1;
    },
    counts,
    get step() {
      return step / 2 ** level;
    },
    save: () => {
      const { t0, t1, i, j } = paused ?? { t0: 0, t1: 0, i: 0, j: 0 };
      const place = [paused === undefined ? 0 : 1, t0, t1, i, j];
      return joinMemory(
        [level, successes, counts.steps, counts.evaluations, counts.rejections, ...place],
        stepper.save(),
      );
    },
    restore(state) {
      stepper.restore(state.subarray(10));
      [level, successes, counts.steps, counts.evaluations, counts.rejections] = state;
      const [isPaused, t0, t1, i, j] = state.subarray(5, 10);
      paused = isPaused === 1 ? { t0, t1, i, j } : undefined;
    },
  };
}

/** Substep j of part i of an interval. A part has 2^level substeps at the current level. */
interface Place {
  readonly t0: number;
  readonly t1: number;
  readonly i: number;
  readonly j: number;
}

/** Counts steps and describes failures. */
export interface StepReport {
  readonly counts: { -readonly [K in keyof StepCounts]: number };
  /** Counts a rejection and announces that half the step follows. */
  halving(t: number, dt: number, outcome: StepOutcome): void;
  /** The error that ends the run; `limit` is the reason why no smaller step is tried. */
  breakdown(t: number, dt: number, outcome: StepOutcome, limit: string): RunError;
  /** Throws RunError when y is not finite. */
  checkState(t: number, y: Float64Array): void;
}

export function createStepReport(name: string, options: AdvanceOptions): StepReport {
  const describe = options.describe ?? ((component) => `component ${component}`);
  const counts = { steps: 0, evaluations: 0, rejections: 0 };

  function inWords({ failure, component, evaluations, residual }: StepOutcome): string {
    if (failure === 'not-finite')
      return component < 0
        ? 'the potential is not finite'
        : `the rate of change of ${describe(component)} is not finite`;
    const what = failure === 'diverged' ? 'the solver diverges' : 'the solver does not converge';
    return `${what} (residual ${residual.toExponential(1)} after ${evaluations} evaluations)`;
  }

  return {
    counts,
    halving(t, dt, outcome) {
      counts.rejections++;
      if (outcome.failure === 'none') return;
      const { failure: reason, residual } = outcome;
      options.onHalving?.({ t, dt, residual, reason, message: inWords(outcome) });
    },
    breakdown(t, dt, outcome, limit) {
      const wayOut =
        outcome.failure === 'not-finite'
          ? 'check the initial state or take a smaller step'
          : 'take a smaller step or allow the solver more iterations';
      return new RunError(
        `${name}: no step from t = ${compact(t)} with dt = ${compact(dt)}, ${limit}: ${inWords(outcome)}; ${wayOut}`,
      );
    },
    checkState(t, y) {
      const component = firstNonFinite(y);
      if (component >= 0)
        throw new RunError(
          `${name}: the state at t = ${compact(t)} is not finite: ${describe(component)} is ${y[component]}`,
        );
    },
  };
}

/** A time for messages, rounded to 12 digits, so that 0.05 is not 0.049999999999999996. */
export function compact(value: number): number {
  return Number(value.toPrecision(12));
}
