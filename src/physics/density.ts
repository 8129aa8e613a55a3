import { InputError } from '../core/errors.ts';
import type { Dimension } from '../core/vector-field.ts';

/**
 * A smooth density f > 0 on velocity space with any total mass, with psi = log f and the derivatives from which the
 * production of entropy and the dissipation of Fisher information are computed.
 */
export interface Density {
  readonly dimension: Dimension;
  readonly bulk: Bulk;
  /** f(v), per velocity volume. */
  value(v: ArrayLike<number>): number;
  /** `out` := psi(v), grad psi(v), Hess psi(v) and grad lap psi(v). */
  evaluate(v: ArrayLike<number>, out: LogDerivatives): void;
}

/** The density exp(psi). */
export function densityOf(logarithm: Omit<Density, 'value'>): Density {
  const out = createLogDerivatives(logarithm.dimension);
  return {
    ...logarithm,
    value(v) {
      logarithm.evaluate(v, out);
      return Math.exp(out.value);
    },
  };
}

/** The location of the mass. Quadrature rules assume that f is a Gaussian with this centre and variance times a smooth factor. */
export interface Bulk {
  /** Length d. */
  readonly centre: readonly number[];
  /** Variance per axis. */
  readonly variance: number;
  /** True only if f is a function of |v - centre|. */
  readonly isotropic: boolean;
  /** Present if f is symmetric about a line through the centre. */
  readonly line?: Line;
}

/** The direction of an axis of symmetry (a unit vector), and the variances along it and on every perpendicular axis. */
export interface Line {
  readonly direction: readonly number[];
  readonly along: number;
  readonly across: number;
}

/** psi and its derivatives at one point. */
export interface LogDerivatives {
  value: number;
  /** grad psi, length d. */
  readonly gradient: Float64Array;
  /** Hess psi, d x d in row order. */
  readonly hessian: Float64Array;
  /** grad of the Laplacian of psi, length d; used only by Lemma 2.1. */
  readonly laplacianGradient: Float64Array;
}

export function createLogDerivatives(d: Dimension): LogDerivatives {
  return {
    value: 0,
    gradient: new Float64Array(d),
    hessian: new Float64Array(d * d),
    laplacianGradient: new Float64Array(d),
  };
}

/** The dimension of a velocity. Throws InputError unless it is 2 or 3. */
export function velocityDimension(u: readonly number[]): Dimension {
  if (u.length !== 2 && u.length !== 3)
    throw new InputError(`mean velocity: expected 2 or 3 components, got ${u.length}`);
  return u.length;
}

/** |v - u|^2. */
export function squaredDistance(v: ArrayLike<number>, u: readonly number[]): number {
  let r2 = 0;
  for (let k = 0; k < u.length; k++) r2 += (v[k] - u[k]) ** 2;
  return r2;
}
