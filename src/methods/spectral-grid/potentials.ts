/**
 * What makes a species diffuse and slows it down, on the nodes of its grid, summed over its partners j:
 *
 *     D_ab = sum_j (c_ij / m_i^2) K_ij,ab * f_j,    F_a = sum_j (c_ij / (m_i m_j)) sum_b K_ij,ab * d_b f_j.
 */
export interface Potentials {
  /** Components in the order of `tensorComponents`. */
  readonly diffusion: readonly Float64Array[];
  readonly friction: readonly Float64Array[];
}

/** How species `source` acts on another one. */
export interface Coupling {
  readonly source: number;
  readonly exponent: number;
  /** c_ij / m_i^2. */
  readonly diffusion: number;
  /** c_ij / (m_i m_j). */
  readonly friction: number;
}
