import type { SpeciesState } from '../physics/equilibrium.ts';
import type { Mixture } from '../physics/mixture.ts';
import { gaussianAverages } from './gaussian-averages.ts';

/** Time derivatives of one species' moments. */
export interface RelaxationRate {
  /** du_i/dt, length d. */
  readonly velocity: readonly number[];
  /** dT_i/dt. */
  readonly temperature: number;
}

/**
 * The momentary rates of drifting Maxwellians, exact for any mixture, any exponents and any drifts. With D = u_i - u_j,
 * s = T_i/m_i + T_j/m_j and the averages g and k of a Gaussian relative velocity (see gaussianAverages),
 *
 *     m_i du_i/dt = -(d-1) sum_j c_ij n_j (1/m_i + 1/m_j) g D
 *     dT_i/dt     = (2/d)(d-1) sum_j c_ij n_j [ g |D|^2 / m_i - k (T_i - T_j) / (m_i m_j) ]
 *
 * They follow from the score-free weak form m_i du_i/dt = -(d-1) sum_j c_ij n_j (1/m_i + 1/m_j) <|z|^gamma z>,
 * dE_i/dt = -(d-1) sum_j c_ij n_i n_j <|z|^gamma (z.v / m_j + z.v* / m_i)>, because the mean of v given z is linear in z.
 * Coulomb, d = 3, no drift: dT_i/dt = -(4/3) sqrt(2/pi) sum_j c_ij n_j (T_i - T_j) / (m_i m_j s^{3/2}).
 * Source: L. Spitzer, Physics of Fully Ionized Gases (1962), for Coulomb; B. A. Trubnikov, Rev. Plasma Phys. 1, 105 (1965).
 */
export function relaxationRates(mixture: Mixture, states: readonly SpeciesState[]): readonly RelaxationRate[] {
  const { dimension: d, species } = mixture;
  return states.map((own, i) => {
    const velocity = new Array<number>(d).fill(0);
    let temperature = 0;
    states.forEach((other, j) => {
      const [m, M] = [species[i].mass, species[j].mass];
      const D = velocity.map((_, k) => own.velocity[k] - other.velocity[k]);
      const drift2 = D.reduce((sum, component) => sum + component * component, 0);
      const { friction, heat } = gaussianAverages(
        d,
        mixture.exponent(i, j),
        own.temperature / m + other.temperature / M,
        drift2,
      );
      const frequency = (d - 1) * mixture.strength(i, j) * other.density;
      for (let k = 0; k < d; k++) velocity[k] -= (frequency / m) * (1 / m + 1 / M) * friction * D[k];
      const exchange = (heat * (own.temperature - other.temperature)) / (m * M);
      temperature += (2 / d) * frequency * ((friction * drift2) / m - exchange);
    });
    return { velocity, temperature };
  });
}
