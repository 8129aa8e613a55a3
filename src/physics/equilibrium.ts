import { InputError } from '../core/errors.ts';
import { createMaxwellian, type Maxwellian } from './maxwellian.ts';
import type { Mixture } from './mixture.ts';

/** Density n, mean velocity u (length d) and temperature T of one species, whatever the shape of its f. */
export interface SpeciesState {
  readonly density: number;
  readonly velocity: ArrayLike<number>;
  readonly temperature: number;
}

/** The state to which collisions drive the mixture, and its functionals. */
export interface MixtureEquilibrium {
  /** rho = sum m_i n_i. */
  readonly massDensity: number;
  /** u = sum m_i n_i u_i / rho, length d. */
  readonly velocity: readonly number[];
  /** theta = (2E - rho |u|^2) / (d sum n_i). */
  readonly temperature: number;
  /** mu_i = n_i (m_i / 2 pi theta)^{d/2} exp(-m_i |v-u|^2 / 2 theta). */
  readonly maxwellians: readonly Maxwellian[];
  /** sum int mu_i log mu_i dv. */
  readonly entropy: number;
  /** sum (1/m_i) int |grad mu_i|^2 / mu_i dv = d sum n_i / theta. */
  readonly fisher: number;
}

/**
 * The common Maxwellian with the densities, momentum and energy of the given state (Zhu 2025, section 1.1).
 * Immobile partners take up momentum: with them u is their velocity, and the energy is that in their frame (several groups
 * at different velocities have no equilibrium; the first counts). Throws InputError when no thermal energy is left.
 */
export function mixtureEquilibrium(mixture: Mixture, states: readonly SpeciesState[]): MixtureEquilibrium {
  const { dimension: d, species } = mixture;
  const axes = Array.from({ length: d }, (_, k) => k);
  const over = (term: (i: number) => number) => species.reduce((sum, _, i) => sum + term(i), 0);
  const massDensity = over((i) => species[i].mass * states[i].density);
  const u =
    mixture.background[0]?.velocity ??
    axes.map((k) => over((i) => species[i].mass * states[i].density * states[i].velocity[k]) / massDensity);
  // 2E - rho |u|^2 as a sum of nonnegative parts: exact to round-off also for drifts far above the thermal speed.
  const thermal = over((i) => {
    const { density, velocity, temperature } = states[i];
    const slip = axes.reduce((sum, k) => sum + (velocity[k] - u[k]) ** 2, 0);
    return density * (d * temperature + species[i].mass * slip);
  });
  const theta = thermal / (d * over((i) => states[i].density));
  if (!(theta > 0)) throw new InputError(`equilibrium: expected a positive common temperature, got ${theta}`);
  const maxwellians = species.map(({ mass }, i) => createMaxwellian(mass, states[i].density, u, theta));
  return {
    massDensity,
    velocity: u,
    temperature: theta,
    maxwellians,
    entropy: over((i) => maxwellians[i].entropy),
    fisher: over((i) => maxwellians[i].fisher),
  };
}
