import { lowerGamma } from '../core/special-functions.ts';
import type { SpeciesState } from '../physics/equilibrium.ts';
import type { Mixture } from '../physics/mixture.ts';
import { isotropisationFrequency } from './relaxation-rates.ts';

/** Rates per unit of time at which a particle of one species, with a typical speed, relaxes in the Maxwellian of another species. */
export interface PlasmaRates {
  /** The speed of the particle relative to the mean velocity of the field particles. */
  readonly speed: number;
  /** nu_s: d<v>/dt = -nu_s v. */
  readonly slowingDown: number;
  /** nu_perp: d<|v_perp|^2>/dt = nu_perp v^2. */
  readonly perpendicular: number;
  /** nu_par: d<(v_par - <v_par>)^2>/dt = nu_par v^2. */
  readonly parallel: number;
  /** nu_eps: dv^2/dt = -nu_eps v^2. */
  readonly energy: number;
  /** nu_T of a species with itself: dT_perp/dt = -nu_T (T_perp - T_par), at small anisotropy. */
  readonly isotropisation?: number;
  /** nu of unlike species: dT/dt = -nu (T - T') without drift. */
  readonly equilibration?: number;
}

/** The Coulomb exponent, in d = 3. */
const coulomb = -3;

/** Whether the formulas hold for a pair: Coulomb collisions in d = 3. */
export function hasPlasmaRates(mixture: Mixture, i: number, j: number): boolean {
  return mixture.dimension === 3 && mixture.kernel(i, j).exponent === coulomb && mixture.strength(i, j) > 0;
}

/**
 * The rates of a test particle of species i in the Maxwellian of species j (d = 3, Coulomb). With x = m_j v^2 / 2 T_j,
 * psi(x) = P(3/2, x), psi'(x) = 2 (x/pi)^(1/2) exp(-x) and nu_0 = 2 c_ij n_j / (m_i^2 v^3):
 *
 *     nu_s = (1 + m_i/m_j) psi nu_0               nu_par = (psi / x) nu_0
 *     nu_perp = 2 [(1 - 1/2x) psi + psi'] nu_0    nu_eps = 2 [(m_i/m_j) psi - psi'] nu_0
 *
 * at v^2 = |u_i - u_j|^2 + 3 T_i/m_i. Between two Maxwellians without drift, dT_i/dt = -nu (T_i - T_j) with
 * nu = (4/3) (2/pi)^(1/2) c_ij n_j / (m_i m_j (T_i/m_i + T_j/m_j)^(3/2)).
 *
 * Source: B. A. Trubnikov, Rev. Plasma Phys. 1, 105 (1965); L. Spitzer, Physics of Fully Ionized Gases (1962); as in the NRL Plasma
 * Formulary (2019), pp. 31-33, where 4 pi e_i^2 e_j^2 lnLambda corresponds to 2 c_ij.
 */
export function plasmaRates(mixture: Mixture, states: readonly SpeciesState[], i: number, j: number): PlasmaRates {
  const [own, other] = [states[i], states[j]];
  const [m, M] = [mixture.species[i].mass, mixture.species[j].mass];
  const c = mixture.strength(i, j);
  const drift2 = Array.from(own.velocity, (u, k) => (u - other.velocity[k]) ** 2).reduce((a, b) => a + b, 0);
  const speed = Math.sqrt(drift2 + (3 * own.temperature) / m);
  const x = (M * speed ** 2) / (2 * other.temperature);
  const psi = lowerGamma(3 / 2, x);
  const slope = 2 * Math.sqrt(x / Math.PI) * Math.exp(-x);
  const unit = (2 * c * other.density) / (m ** 2 * speed ** 3);
  const width = own.temperature / m + other.temperature / M;
  return {
    speed,
    slowingDown: (1 + m / M) * psi * unit,
    perpendicular: 2 * ((1 - 1 / (2 * x)) * psi + slope) * unit,
    parallel: (psi / x) * unit,
    energy: 2 * ((m / M) * psi - slope) * unit,
    ...(i === j
      ? { isotropisation: isotropisationFrequency(c, own.density, m, own.temperature, own.temperature) }
      : { equilibration: ((4 / 3) * Math.sqrt(2 / Math.PI) * c * other.density) / (m * M * width ** 1.5) }),
  };
}
