import type { StepFailure, StepOutcome } from './integrator.ts';

/** The one outcome object of a stepper, rewritten by each of its steps. */
export type Outcome = { -readonly [K in keyof StepOutcome]: StepOutcome[K] };

export function createOutcome(): Outcome {
  return { converged: true, evaluations: 0, residual: 0, failure: 'none', component: -1 };
}

export function settle(outcome: Outcome, evaluations: number, residual: number): Outcome {
  return record(outcome, evaluations, residual, 'none', -1);
}

export function fail(
  outcome: Outcome,
  evaluations: number,
  residual: number,
  failure: StepFailure,
  component = -1,
): Outcome {
  return record(outcome, evaluations, residual, failure, component);
}

function record(
  outcome: Outcome,
  evaluations: number,
  residual: number,
  failure: StepFailure,
  component: number,
): Outcome {
  outcome.converged = failure === 'none';
  outcome.evaluations = evaluations;
  outcome.residual = residual;
  outcome.failure = failure;
  outcome.component = component;
  return outcome;
}
