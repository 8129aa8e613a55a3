/** dydt := F(t, y). Recomputes everything it depends on from y; never keeps or aliases y. */
export type Rate = (t: number, y: Float64Array, dydt: Float64Array) => void;

/**
 * dy/dt = -L(y) grad U(y) with L(y) symmetric and positive semi-definite, so that U never increases.
 * Gradients are taken in the metric of `weights`: dU = sum_k weights[k] * g[k] * dy[k].
 */
export interface GradientFlow {
  potential(y: Float64Array): number;
  /**
   * Uncertainty of potential(y) relative to |U| + |grad U| |y|, default 2^-47 (7e-15: 32 roundings, what a compensated
   * sum keeps with ease). A discrete gradient does not chase changes of U below it.
   */
  readonly noise?: number;
  /** g := grad U(y) in the metric of the weights. */
  gradient(y: Float64Array, g: Float64Array): void;
  /** dydt := -L(y) g. Linear invariants are kept for every g; quadratic ones when y is a step's midpoint. */
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
   * axis[k] is the axis of entry k, for systems whose rate keeps |y|^2 and, for every axis, the sum over its entries of
   * weights[k] y[k] (particles: energy and momentum). Absent when it does not.
   */
  readonly axis?: Uint8Array;
  /** Systems that know one: a bound of the spectral radius of the rate's Jacobian in the state of the last rate. */
  readonly stiffness?: number;
  /** Draws afresh what is random and fixed within a step. Called before every step, but not before one that is tried again. */
  redraw?(): void;
}
