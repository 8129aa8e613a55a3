import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Mixture } from '../../physics/mixture.ts';

/**
 * The exact eigenvalues of the linearised operator for Maxwell molecules (all gamma_ij = 0), harmonic degree l and Sonine order k, ascending:
 * those of the S x S matrix with the entries
 *
 *     M_ii = sum_j c_ij n_j [ l (l+d-2) + (d-1) (m_i/m_j) (2k+l) ] / m_i^2    (j = i included),      plus X_ij, where
 *     X_ij = -(d-1) c_ij (n_i n_j)^(1/2) (m_i+m_j) / (m_i m_j)^(3/2)          for the mean velocity,   l = 1, k = 0,
 *     X_ij = -2 (d-1) c_ij (n_i n_j)^(1/2) / (m_i m_j)                        for the temperature,     l = 0, k = 1,
 *     X_ij = 2 c_ij (n_i n_j)^(1/2) / (m_i m_j)                               for the stress,          l = 2, k = 0,
 *
 * and X = 0 otherwise. Why: int A(v - v*) mu_j dv* = n_j ( |v|^2 I - v v^T + (d-1) (theta/m_j) I ), of which the first part is minus the
 * Laplace-Beltrami operator and the second the Ornstein-Uhlenbeck operator, both diagonal in Sonine polynomials times harmonics; and A is
 * quadratic, so that only polynomials of degree 1 and 2 of the partner are felt. They do not depend on theta. For one species in d = 3 they are those of
 * N. Lerner, Y. Morimoto, K. Pravda-Starov & C.-J. Xu, Kinet. Relat. Models 6, 625 (2013).
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
