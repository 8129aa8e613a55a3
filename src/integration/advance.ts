import { InputError } from '../core/errors.ts';
import { createAdaptivePace } from './adaptive-pace.ts';
import { createFixedPace } from './fixed-pace.ts';
import type { Integrator, StepFailure, StepperOptions } from './integrator.ts';
import type { System } from './system.ts';

/** What became of the steps so far. */
export interface StepCounts {
  /** Steps kept (in adaptive mode each accepted pair of half steps counts as 2). */
  readonly steps: number;
  /** Evaluations of the rate, thrown-away attempts included. */
  readonly evaluations: number;
  /** Attempts thrown away. */
  readonly rejections: number;
}

/** An attempted step from t to t + dt that did not converge and is tried again with dt/2. */
export interface StepHalving {
  readonly t: number;
  readonly dt: number;
  readonly residual: number;
  readonly reason: Exclude<StepFailure, 'none'>;
  /** The reason in words, with the component that is not finite where there is one. */
  readonly message: string;
}

/** Error control by step doubling: one step of dt against two of dt/2, which are kept. */
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
  /** For the implicit solvers. */
  readonly stepper?: StepperOptions;
  /** Fixed step: how often the nominal step may be halved before the run ends. Default 12. */
  readonly halvings?: number;
  readonly adaptive?: AdaptiveOptions;
  /** Called after each attempt that did not converge. */
  readonly onHalving?: (event: StepHalving) => void;
  /** What component k of y is, for messages (`v_x of electron 17`). Default `component k`. */
  readonly describe?: (component: number) => string;
}

/** A state's way through time. Everything is allocated beforehand. */
export interface Advance {
  /**
   * y(t0) -> y(t1) in place, t1 >= t0; the last step ends at t1 exactly. Throws RunError, with y as it was after the
   * last good step, when the step would have to become too small or a value is not finite.
   */
  advance(t0: number, t1: number, y: Float64Array): void;
  readonly counts: StepCounts;
  /** The step it will try next (before equal division of the interval). */
  readonly step: number;
  /** All that the next `advance` depends on besides y: restoring it makes a resumed run equal bit for bit. */
  save(): Float64Array;
  restore(state: Float64Array): void;
}

export function createAdvance(system: System, integrator: Integrator, options: AdvanceOptions): Advance {
  check(options);
  return options.adaptive === undefined
    ? createFixedPace(system, integrator, options)
    : createAdaptivePace(system, integrator, options, options.adaptive);
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
