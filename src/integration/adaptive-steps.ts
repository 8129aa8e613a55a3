import { InputError, RunError } from '../core/errors.ts';
import { type AdaptiveOptions, type Advance, type AdvanceOptions, compact, createStepReport } from './advance.ts';
import { type Integrator, joinMemory, norm, type StepOutcome, type Stepper, type System } from './integrator.ts';

/** The rest of the interval is taken in one step if its relative excess over the step is less than this. */
const SLACK = 1e-6;

/**
 * Steps whose size follows the error, estimated by step doubling: y_1 from one step of dt and y_2 from two of dt/2 give
 * |y_2 - y_1|/(2^p - 1) for the error of y_2 (Richardson). y_2 is kept without extrapolation, so that the invariants of the
 * integrator are conserved. The long and the short steps use separate steppers, because a stepper predicts from its own steps.
 */
export function createAdaptiveSteps(
  system: System,
  integrator: Integrator,
  options: AdvanceOptions,
  { tolerance, minimum = options.step * 2 ** -20, maximum = Infinity }: AdaptiveOptions,
): Advance {
  const { length, weights } = system;
  const long = integrator.prepare(system, options.stepper ?? {});
  const short = integrator.prepare(system, options.stepper ?? {});
  const controller = createStepController(integrator.order);
  const report = createStepReport(integrator.name, options);
  const { counts } = report;
  const start = new Float64Array(length);
  const rough = new Float64Array(length);
  const difference = new Float64Array(length);
  let step = options.step;

  function attempt(stepper: Stepper, t: number, dt: number, y: Float64Array): StepOutcome {
    const outcome = stepper.step(t, dt, y);
    counts.evaluations += outcome.evaluations;
    return outcome;
  }

  /** y(t) -> y(t + dt) by one long and two short steps; stops at the first step that does not converge. */
  function double(t: number, dt: number, y: Float64Array): StepOutcome {
    start.set(y);
    rough.set(y);
    let outcome = attempt(long, t, dt, rough);
    if (outcome.converged) outcome = attempt(short, t, dt / 2, y);
    if (outcome.converged) outcome = attempt(short, t + dt / 2, dt / 2, y);
    return outcome;
  }

  /** Estimated error of y in units of the tolerance. */
  function errorOf(y: Float64Array): number {
    for (let k = 0; k < length; k++) difference[k] = y[k] - rough[k];
    const size = norm(weights, difference) / (2 ** integrator.order - 1);
    const reach = Math.max(norm(weights, start), norm(weights, y));
    // Beyond 1e154 squares overflow, and the error is unknown.
    if (!(size < Infinity && reach < Infinity)) return Infinity;
    return size > 0 ? size / (tolerance * reach) : 0;
  }

  /** Attempts a step of dt; returns whether it was kept. */
  function tryStep(t: number, dt: number, retried: boolean, y: Float64Array): boolean {
    // The long step, the short steps and a second attempt must use the same draws; otherwise lucky draws would be selected.
    if (!retried) system.redraw?.();
    const outcome = double(t, dt, y);
    const error = outcome.converged ? errorOf(y) : Infinity;
    if (error <= 1) {
      counts.steps += 2;
      const next = dt * controller.accepted(error, retried);
      // A step shortened by the end of the interval does not reduce the planned step.
      step = Math.min(maximum, Math.max(minimum, dt < step ? Math.max(step, next) : next));
      return true;
    }
    y.set(start);
    if (dt <= minimum) {
      const limit = `the smallest step allowed (${minimum})`;
      if (!outcome.converged) throw report.breakdown(t, dt, outcome, limit);
      throw new RunError(
        `${integrator.name}: no step from t = ${compact(t)} with dt = ${compact(dt)}, ${limit}: ` +
          `the estimated error ${(error * tolerance).toExponential(1)} exceeds the tolerance ${tolerance}; ` +
          'allow a smaller step or a larger error',
      );
    }
    if (outcome.converged) counts.rejections++;
    else report.halving(t, dt, outcome);
    step = Math.max(minimum, dt * (outcome.converged ? controller.rejected(error) : 1 / 2));
    return false;
  }

  return {
    advance(t0, t1, y, pause) {
      if (!(t1 >= t0)) throw new InputError(`time: expected an end not before the start ${t0}, got ${t1}`);
      report.checkState(t0, y);
      let t = t0;
      let retried = false;
      while (t < t1) {
        const rest = t1 - t;
        const last = rest <= step * (1 + SLACK);
        const dt = last ? rest : Math.min(step, rest / 2);
        retried = !tryStep(t, dt, retried, y);
        if (retried) continue;
        t = last ? t1 : t + dt;
        // The next step depends only on t, t1 and the state in `save`.
        if (t < t1 && pause?.()) return t;
      }
      return t1;
    },
    counts,
    get step() {
      return step;
    },
    save: () =>
      joinMemory(
        [step, controller.previous, counts.steps, counts.evaluations, counts.rejections],
        long.save(),
        short.save(),
      ),
    restore(state) {
      const middle = 5 + (state.length - 5) / 2;
      long.restore(state.subarray(5, middle));
      short.restore(state.subarray(middle));
      [step, controller.previous, counts.steps, counts.evaluations, counts.rejections] = state;
    },
  };
}

/** Chooses step sizes from error estimates given in units of the tolerance: up to 1 is accepted. */
export interface StepController {
  /** Factor from an accepted step to the next one; not above 1 when the step is a second attempt. */
  accepted(error: number, retried: boolean): number;
  /** Factor from a rejected step to the next attempt, below 1. */
  rejected(error: number): number;
  /** Error of the last accepted step, the controller's only state. */
  previous: number;
}

/** Steps aim at this fraction of the size that the tolerance allows. */
const SAFETY = 0.9;
const SMALLEST_FACTOR = 1 / 5;
const LARGEST_FACTOR = 5;
/** Smaller errors are raised to this value, so that a step with almost no error does not disturb the next one. */
const ERROR_FLOOR = 1e-4;

/**
 * Proportional-integral controller for a method of order p, whose local error is O(dt^k), k = p + 1. It aims at the
 * error e = 0.9^k:
 *
 *     factor = (e / error)^(0.7/k) (previous / e)^(0.4/k)  in [1/5, 5];      after a rejection  (e / error)^(1/k).
 *
 * K. Gustafsson, ACM Trans. Math. Softw. 17, 533-554 (1991); E. Hairer and G. Wanner, Solving Ordinary Differential
 * Equations II (1996), sec. IV.2.
 */
function createStepController(order: number): StepController {
  const k = order + 1;
  const aim = SAFETY ** k;
  let previous = aim;
  return {
    accepted(error, retried) {
      const present = Math.max(error, ERROR_FLOOR);
      const factor = (aim / present) ** (0.7 / k) * (previous / aim) ** (0.4 / k);
      previous = present;
      return Math.min(retried ? 1 : LARGEST_FACTOR, Math.max(SMALLEST_FACTOR, factor));
    },
    rejected: (error) => Math.max(SMALLEST_FACTOR, (aim / error) ** (1 / k)),
    get previous() {
      return previous;
    },
    set previous(error) {
      previous = error;
    },
  };
}
