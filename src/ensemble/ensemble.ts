import type { VectorField } from '../core/vector-field.ts';

/**
 * Weighted particles of one species, f ~ sum_p w_p delta(v - v_p). The weights sum to the number density.
 */
export interface Ensemble {
  /** w_p > 0, constant in time. */
  readonly weights: Float64Array;
  readonly velocities: VectorField;
}
