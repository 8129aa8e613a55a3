import type { VectorField } from '../core/vector-field.ts';
import type { Ensemble } from '../ensemble/ensemble.ts';
import type { Mixture } from '../physics/mixture.ts';

/**
 * A way to sum the Landau forces between all particles,
 *
 *     m_i dv_p/dt = - sum_j sum_q w_q c_ij alpha_ij(|v_p - v_q|) A(v_p - v_q) (s_p/m_i - s_q/m_j).
 *
 * Only the scalar alpha may be approximated, and only by a symmetric non-negative alpha_h: A stays exact, so momentum and
 * energy are conserved and the discrete entropy decreases whatever the approximation.
 */
export interface Summation {
  readonly name: string;
  readonly reference: string;
  /** Why it cannot sum this mixture's forces; null when it can. */
  refusal(mixture: Mixture): string | null;
  prepare(mixture: Mixture): PairSum;
}

/** The particles of every species and their s_p/m_i; `force` receives m_i dv_p/dt. */
export interface Forces {
  readonly ensembles: readonly Ensemble[];
  readonly potential: readonly VectorField[];
  readonly force: readonly VectorField[];
}

export interface PairSum {
  /** force := the forces of all collisions. */
  sum(forces: Forces): void;
  /** force_i += what species j exerts on species i, and for i != j force_j += the reaction. */
  addPair(i: number, j: number, forces: Forces): void;
}
