import { RunError } from '../core/errors.ts';
import type { AdvanceOptions, StepCounts } from './advance.ts';
import { firstNonFinite } from './first-non-finite.ts';
import type { StepOutcome } from './integrator.ts';

/** Counts the steps and puts failures into words. */
export interface StepReport {
  readonly counts: { -readonly [K in keyof StepCounts]: number };
  /** Counts a rejection and announces that half the step follows. */
  halving(t: number, dt: number, outcome: StepOutcome): void;
  /** The error that ends the run; `limit` says why no smaller step is tried. */
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

/** A time for people: 12 digits, so that 0.05 is not 0.049999999999999996. */
export function compact(value: number): number {
  return Number(value.toPrecision(12));
}
