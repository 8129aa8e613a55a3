import type { VectorField } from './vector-field.ts';

/** Weighted particles of one species, f ~ sum_p w_p delta(v - v_p). The weights sum to the number density. */
export interface Particles {
  /** w_p > 0, constant in time but for sources and losses. */
  readonly weights: Float64Array;
  readonly velocities: VectorField;
}

/** Particles with the gradient of their regularised entropy in the metric w_p m_i. */
export interface ScoredParticles extends Particles {
  /** g_p = s_p/m_i, s_p the score. */
  readonly scaledScore: VectorField;
}

/** Particles on which forces act. */
export interface ForcedParticles extends ScoredParticles {
  /** Receives m_i dv_p/dt. */
  readonly force: VectorField;
}
