import { InputError } from '../core/errors.ts';

/** dydt := F(t, y). Recomputes all intermediate values from y; never keeps or aliases y. */
export type Rate = (t: number, y: Float64Array, dydt: Float64Array) => void;

/**
 * dy/dt = -L(y) grad U(y) with L(y) symmetric and positive semi-definite, so that U never increases.
 * Gradients are taken in the metric of `weights`: dU = sum_k weights[k] * g[k] * dy[k].
 */
export interface GradientFlow {
  potential(y: Float64Array): number;
  /**
   * Uncertainty of potential(y) relative to |U| + |grad U| |y|, default 2^-47 (7e-15: 32 roundings, which a compensated
   * sum easily achieves). A discrete gradient ignores changes of U below it.
   */
  readonly noise?: number;
  /** g := grad U(y) in the metric of the weights. */
  gradient(y: Float64Array, g: Float64Array): void;
  /** dydt := -L(y) g. Conserves linear invariants for every g, quadratic ones if y is the midpoint of a step. */
  apply(y: Float64Array, g: Float64Array, dydt: Float64Array): void;
}

/** An autonomous or forced ordinary differential equation of fixed length. */
export interface System {
  readonly length: number;
  /** Positive weights of the norm |y|^2 = sum_k weights[k] y[k]^2 (for particles: w_p m_i), in which errors are measured. */
  readonly weights: Float64Array;
  readonly rate: Rate;
  readonly gradientFlow?: GradientFlow;
  /**
   * axis[k] is the axis of entry k, for systems whose rate conserves |y|^2 and, for every axis, the sum over its entries of
   * weights[k] y[k] (particles: energy and momentum). Absent for other systems.
   */
  readonly axis?: Uint8Array;
  /** A bound of the spectral radius of the rate's Jacobian in the state of the last rate, if the system provides one. */
  readonly stiffness?: number;
  /** Draws the random quantities that are fixed within a step. Called before every step, but not before a repeated attempt. */
  redraw?(): void;
}

/**
 * The invariants of a step, for any step size:
 * `linear`    linear functions of y that the rate conserves (momentum), to round-off or solver tolerance;
 * `quadratic` |y|^2 in the system's weights (energy) if the rate conserves it, to the same accuracy;
 * `potential` the potential of a gradient flow never increases.
 */
export type Invariant = 'linear' | 'quadratic' | 'potential';

/** A method that advances y(t) to y(t + dt). One test measures the order and the claims of every integrator. */
export interface Integrator {
  readonly name: string;
  /** Citation, printed with the results of every run that used it. */
  readonly reference: string;
  readonly order: number;
  /** Implicit: a step solves an equation for its end. Explicit: a step only evaluates the rate. */
  readonly kind: 'explicit' | 'implicit';
  readonly conserves: readonly Invariant[];
  /** Explicit methods: length of the interval of stability (the longest step that damps dy/dt = -y); Infinity if it follows the step. */
  readonly stability?: number;
  /** The number of vectors, each as long as the state, that a stepper holds, and the number that it saves. */
  vectors(options: StepperOptions): { readonly held: number; readonly saved: number };
  /** Allocates the memory of the steps. Throws InputError if the system or the options do not suit the method. */
  prepare(system: System, options: StepperOptions): Stepper;
}

export interface StepperOptions {
  /** Implicit methods: stop when the update of an iteration falls to tolerance * |y|. Default 1e-13. */
  readonly tolerance?: number;
  /** Implicit methods: give up after this many iterations. Default 60. */
  readonly iterations?: number;
  /**
   * Implicit methods: depth of the Anderson acceleration; 0 is plain fixed-point iteration. Default 8: a step of the shipped
   * two-species BKW run took 12.6, 11.5 and 11.1 evaluations with 4, 8 and 12, and each costs two vectors.
   */
  readonly andersonDepth?: number;
}

/**
 * The reason why a step did not converge: a value that is not finite, a residual that grew without bound, or too many
 * iterations. `none`: it converged.
 */
export type StepFailure = 'none' | 'not-finite' | 'diverged' | 'iterations';

/** The outcome of one attempted step. The next step reuses the object. */
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
  /** y(t) -> y(t + dt) in place, dt > 0. Leaves y unchanged if the step does not converge. */
  step(t: number, dt: number, y: Float64Array): StepOutcome;
  /** The state that the stepper keeps between steps (empty if there is none), for checkpoints. */
  save(): Float64Array;
  restore(memory: Float64Array): void;
}

/** The single outcome object of a stepper, overwritten by each of its steps. */
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

/** Throws InputError for memory saved by a different integrator or for a different number of particles. */
export function checkMemory(memory: Float64Array, length: number, name: string): void {
  if (memory.length === length) return;
  throw new InputError(
    `checkpoint: expected ${length} numbers of memory for ${name}, got ${memory.length}: ` +
      'resume with the integrator and the particles that saved it',
  );
}

export function joinMemory(...parts: readonly ArrayLike<number>[]): Float64Array {
  const memory = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let start = 0;
  for (const part of parts) {
    memory.set(part, start);
    start += part.length;
  }
  return memory;
}

/** <a, b> = sum_k weights[k] a[k] b[k]. */
export function innerProduct(weights: Float64Array, a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) sum += weights[k] * a[k] * b[k];
  return sum;
}

/** |a| = <a, a>^(1/2). */
export function norm(weights: Float64Array, a: Float64Array): number {
  return Math.sqrt(innerProduct(weights, a, a));
}

/** Index of the first value that is NaN or infinite, -1 when there is none. */
export function firstNonFinite(values: Float64Array): number {
  for (let k = 0; k < values.length; k++) if (!Number.isFinite(values[k])) return k;
  return -1;
}
