import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Mixture } from '../../physics/mixture.ts';
import type { LinearisedBracket } from './bracket.ts';

/** The fastest growth of the linearised Fisher information. */
export interface LargestGrowth {
  /** sup over all h of (dI_2/dt) / I_2, or 0 if it is negative or round-off. */
  readonly growthRate: number;
  /** Smallest lambda of sym(M N) h = lambda N h, 0 if it is below `roundOff`; growthRate = max(0, -2 lambda). */
  readonly eigenvalue: number;
  /** Largest change of a zero eigenvalue in the direction h by rounding errors of M. */
  readonly roundOff: number;
  /** The maximising h, with sum N h^2 = 1: for each species the coefficients of the orders firstOrder..orders. */
  readonly perturbation: readonly (readonly number[])[];
}

/**
 * The direction in which I_2 = sum_i (1/m_i) int mu_i |grad h_i|^2 dv, the Fisher information to second order around
 * the equilibrium (up to a constant factor), grows fastest. With dh/dt = -M h and I_2 = h.N h / theta,
 *
 *     dI_2/dt = -(2/theta) h . sym(M N) h
 *
 * so growth is possible exactly if sym(M N) has a negative eigenvalue relative to N. It is computed from the
 * symmetric matrix N^{-1/2} sym(M N) N^{-1/2} = M_ab (N_a + N_b) / (2 sqrt(N_a N_b)), whose entries are as accurate
 * as those of M at every mass ratio. A larger K never lowers the growth rate, because the perturbations are nested.
 *
 * Round-off: the eigenvalue is the quotient of the eigenvector y, and errors of M within e_a e_b (bracket.roundOff)
 * change the quotient of a given vector by at most sum_ab |y_a| |y_b| e_a e_b (N_a + N_b) / (2 sqrt(N_a N_b)). A smaller
 * quotient is set to 0, the eigenvalue of the invariants (momentum at l = 1, energy at l = 0). A larger negative quotient is
 * growth, whatever the errors of the eigenvector, because every vector bounds the smallest eigenvalue from above.
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

/**
 * The exact eigenvalues of the linearised operator for Maxwell molecules (all gamma_ij = 0), harmonic degree l and Sonine order k,
 * ascending. They are the eigenvalues of the S x S matrix with the entries
 *
 *     M_ii = sum_j c_ij n_j [ l (l+d-2) + (d-1) (m_i/m_j) (2k+l) ] / m_i^2    (j = i included),      plus X_ij, where
 *     X_ij = -(d-1) c_ij (n_i n_j)^(1/2) (m_i+m_j) / (m_i m_j)^(3/2)          for the mean velocity,   l = 1, k = 0,
 *     X_ij = -2 (d-1) c_ij (n_i n_j)^(1/2) / (m_i m_j)                        for the temperature,     l = 0, k = 1,
 *     X_ij = 2 c_ij (n_i n_j)^(1/2) / (m_i m_j)                               for the stress,          l = 2, k = 0,
 *
 * and X = 0 otherwise. Derivation: int A(v - v*) mu_j dv* = n_j ( |v|^2 I - v v^T + (d-1) (theta/m_j) I ), of which the first part is minus
 * the Laplace-Beltrami operator and the second the Ornstein-Uhlenbeck operator, both diagonal in Sonine polynomials times harmonics. A is
 * quadratic, so only the partner's polynomials of degree 1 and 2 contribute. The eigenvalues do not depend on theta. For one species in
 * d = 3 they are those of N. Lerner, Y. Morimoto, K. Pravda-Starov & C.-J. Xu, Kinet. Relat. Models 6, 625 (2013).
 */
export function maxwellEigenvalues(
  mixture: Mixture,
  densities: readonly number[],
  degree: number,
  order: number,
): number[] {
  const { dimension: d, species } = mixture;
  const S = species.length;
  const matrix = Matrix.zeros(S, S);
  for (let i = 0; i < S; i++)
    for (let j = 0; j < S; j++) {
      const [mi, mj] = [species[i].mass, species[j].mass];
      const c = mixture.strength(i, j);
      const own = degree * (degree + d - 2) + (d - 1) * (mi / mj) * (2 * order + degree);
      matrix.set(i, i, matrix.get(i, i) + (c * densities[j] * own) / mi ** 2);
      const root = c * Math.sqrt(densities[i] * densities[j]);
      const coupling =
        degree === 1 && order === 0
          ? (-(d - 1) * (mi + mj)) / (mi * mj) ** 1.5
          : degree === 0 && order === 1
            ? (-2 * (d - 1)) / (mi * mj)
            : degree === 2 && order === 0
              ? 2 / (mi * mj)
              : 0;
      matrix.set(i, j, matrix.get(i, j) + root * coupling);
    }
  return new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues.sort((a, b) => a - b);
}
