import type { System } from './system.ts';

/**
 * What a step keeps, whatever the step size:
 * `linear`    linear functions of y that the rate keeps (momentum), to round-off or solver tolerance;
 * `quadratic` |y|^2 in the system's weights (energy) where the rate keeps it, likewise;
 * `potential` the potential of a gradient flow never increases.
 */
export type Invariant = 'linear' | 'quadratic' | 'potential';

/** A way to advance y(t) to y(t + dt). Facts are data; one test measures the order and the claims of every one. */
export interface Integrator {
  readonly name: string;
  /** Citation, printed with the results of every run that used it. */
  readonly reference: string;
  readonly order: number;
  readonly conserves: readonly Invariant[];
  /** Explicit methods: the longest step that damps dy/dt = -y, the length of the interval of stability; Infinity when it follows the step. */
  readonly stability?: number;
  /** Allocates all that steps need. Throws InputError when the system or the options do not suit the method. */
  prepare(system: System, options: StepperOptions): Stepper;
}

export interface StepperOptions {
  /** Implicit methods: stop when the update of an iteration falls to tolerance * |y|. Default 1e-13. */
  readonly tolerance?: number;
  /** Implicit methods: give up after this many iterations. Default 60. */
  readonly iterations?: number;
  /** Implicit methods: depth of the Anderson acceleration; 0 is plain fixed-point iteration. Default 4. */
  readonly depth?: number;
}

/**
 * Why a step did not converge: a value that is not finite, a residual that grew without bound, or too many iterations.
 * `none`: it did converge.
 */
export type StepFailure = 'none' | 'not-finite' | 'diverged' | 'iterations';

/** What one attempted step did. The object is reused by the next step. */
export interface StepOutcome {
  readonly converged: boolean;
  /** Evaluations of the rate (or of gradient and apply). */
  readonly evaluations: number;
  /** Size of the last iteration's update relative to |y|; 0 for explicit methods. */
  readonly residual: number;
  readonly failure: StepFailure;
  /** With `not-finite`: index of the first component of the rate or gradient that is not finite; -1: the potential. */
  readonly component: number;
}

export interface Stepper {
  /** y(t) -> y(t + dt) in place, dt > 0. When it does not converge, y is left as it was. */
  step(t: number, dt: number, y: Float64Array): StepOutcome;
  /** What the stepper remembers from step to step (empty when it remembers nothing), for checkpoints. */
  save(): Float64Array;
  restore(memory: Float64Array): void;
}
