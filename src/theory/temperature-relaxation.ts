import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Mixture } from '../physics/mixture.ts';

/**
 * T(t), length S, of co-moving isotropic species at gamma = 0: the solution of
 *
 *     dT_i/dt = -2 (d-1) sum_j c_ij n_j (T_i - T_j) / (m_i m_j)
 *
 * to round-off of the hottest species. The matrix of the system is symmetric in the unknowns sqrt(n_i) T_i, so it is solved by one symmetric
 * eigenvalue decomposition. Exponents of the mixture are not looked at.
 */
export function temperatureRelaxation(
  mixture: Mixture,
  densities: readonly number[],
  initial: readonly number[],
): (t: number) => Float64Array {
  const { dimension: d, species } = mixture;
  const S = species.length;
  const root = densities.map(Math.sqrt);
  const matrix = Matrix.zeros(S, S);
  for (let i = 0; i < S; i++) {
    for (let j = 0; j < S; j++) {
      if (i === j) continue;
      const rate = (2 * (d - 1) * mixture.strength(i, j)) / (species[i].mass * species[j].mass);
      matrix.set(i, j, rate * root[i] * root[j]);
      matrix.set(i, i, matrix.get(i, i) - rate * densities[j]);
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  // Conserved energies (one for each connected group of species) have the rate 0: what the decomposition gives instead
  // is round-off of the fastest rate, which would let the energy drift in long runs of stiff mixtures.
  const roundOff = 4 * S * Number.EPSILON * Math.max(...realEigenvalues.map(Math.abs));
  const rates = realEigenvalues.map((rate) => (rate > -roundOff ? 0 : rate));
  const amplitudes = rates.map((_, k) =>
    initial.reduce((sum, temperature, i) => sum + eigenvectorMatrix.get(i, k) * root[i] * temperature, 0),
  );
  // The change is summed, not the value: T(0) comes out as given, and a cold species next to a hot one stays accurate.
  return (t) => {
    const changes = rates.map((rate, k) => amplitudes[k] * Math.expm1(rate * t));
    return Float64Array.from(
      initial,
      (T, i) => T + changes.reduce((sum, change, k) => sum + eigenvectorMatrix.get(i, k) * change, 0) / root[i],
    );
  };
}
