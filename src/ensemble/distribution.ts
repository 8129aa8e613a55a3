import type { Dimension } from '../core/vector-field.ts';

/**
 * A velocity distribution f(v) >= 0 of one species, as given at the start of a run.
 */
export interface Distribution {
  readonly dimension: Dimension;
  /** Number density n = int f dv. */
  readonly density: number;
  /** Mean velocity u = (1/n) int v f dv, length d. */
  readonly velocity: readonly number[];
  /** Covariance (1/n) int (v-u)(v-u)^T f dv, d x d in row order; temperature = mass * trace / d. */
  readonly covariance: readonly number[];
  /** f(v), per velocity volume. */
  value(v: ArrayLike<number>): number;
  /** How many uniform numbers one sample consumes. */
  readonly uniforms: number;
  /** Maps a point u of [0,1)^uniforms to a velocity with law f/n, written to v. */
  transform(u: ArrayLike<number>, v: Float64Array): void;
}
