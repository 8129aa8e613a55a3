import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { LinearisedBracket } from './bracket.ts';

/** The fastest growth of the linearised Fisher information. */
export interface LargestGrowth {
  /** sup over all h of (dI_2/dt) / I_2, or 0 where it is negative or round-off. */
  readonly growthRate: number;
  /** Smallest lambda of sym(M N) h = lambda N h, 0 where it is below `roundOff`; growthRate = max(0, -2 lambda). */
  readonly eigenvalue: number;
  /** What the rounding errors of M can make of a zero eigenvalue in the direction h. */
  readonly roundOff: number;
  /** The h that attains it, with sum N h^2 = 1: for each species the coefficients of the orders firstOrder..orders. */
  readonly perturbation: readonly (readonly number[])[];
}

/**
 * The direction in which I_2 = sum_i (1/m_i) int mu_i |grad h_i|^2 dv, the Fisher information to second order around
 * the equilibrium (up to a constant factor), grows fastest. With dh/dt = -M h and I_2 = h.N h / theta,
 *
 *     dI_2/dt = -(2/theta) h . sym(M N) h
 *
 * so that growth is possible exactly if sym(M N) has a negative eigenvalue relative to N. It is found from the
 * symmetric matrix N^{-1/2} sym(M N) N^{-1/2} = M_ab (N_a + N_b) / (2 sqrt(N_a N_b)), whose entries are as accurate
 * as those of M at every mass ratio. A larger K never lowers the growth rate, because the perturbations are nested.
 *
 * Round-off: the eigenvalue is the quotient of the eigenvector y, and errors of M within e_a e_b (bracket.roundOff)
 * change the quotient of a given vector by at most sum_ab |y_a| |y_b| e_a e_b (N_a + N_b) / (2 sqrt(N_a N_b)). What
 * lies below is set to 0, the eigenvalue of the invariants (momentum at l = 1, energy at l = 0); what lies above is
 * growth, whatever the errors of the eigenvector, since every vector bounds the smallest eigenvalue from above.
 */
export function largestGrowth(bracket: LinearisedBracket): LargestGrowth {
  const { matrix, hermiteDegrees: N, mixture } = bracket;
  const size = matrix.rows;
  const metric = (a: number, b: number) => (N[a] + N[b]) / (2 * Math.sqrt(N[a] * N[b]));
  const weighted = new Matrix(size, size);
  for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) weighted.set(a, b, matrix.get(a, b) * metric(a, b));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(weighted, { assumeSymmetric: true });
  const lowest = realEigenvalues.indexOf(Math.min(...realEigenvalues));
  const y = eigenvectorMatrix.getColumn(lowest);

  let quotient = 0;
  let roundOff = 0;
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      quotient += y[a] * y[b] * weighted.get(a, b);
      const error = bracket.roundOff[a] * bracket.roundOff[b];
      roundOff += Math.abs(y[a] * y[b]) * error * metric(a, b);
    }
  }
  const eigenvalue = Math.abs(quotient) <= roundOff ? 0 : quotient;
  const block = size / mixture.species.length;
  const h = y.map((value, a) => value / Math.sqrt(N[a]));
  return {
    growthRate: eigenvalue < 0 ? -2 * eigenvalue : 0,
    eigenvalue,
    roundOff,
    perturbation: mixture.species.map((_, i) => h.slice(i * block, (i + 1) * block)),
  };
}
