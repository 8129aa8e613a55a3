import { mixtureEquilibrium } from '../physics/equilibrium.ts';
import { createMaxwellian } from '../physics/maxwellian.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { ExactSolution } from './exact-solution.ts';

/**
 * The linear Fokker-Planck variant d_t f_i = div( grad f_i / m_i + f_i (v - u)/theta ) of Zhu (2025), section 1.2.1, from
 * Maxwellians. It is an Ornstein-Uhlenbeck process for every species, so that they stay Maxwellians with
 *
 *     u_i(t) = u + (u_i(0) - u) exp(-t/theta),      T_i(t) = theta + (T_i(0) - theta) exp(-2 t/theta).
 *
 * All species share u and theta, whether they collide or not.
 */
export function fokkerPlanckSolution(
  mixture: Mixture,
  densities: readonly number[],
  initial: readonly { readonly temperature: number; readonly velocity: readonly number[] }[],
): ExactSolution {
  const states = initial.map(({ temperature, velocity }, i) => ({ density: densities[i], temperature, velocity }));
  const { velocity: u, temperature: theta } = mixtureEquilibrium(mixture, states, 'all');
  return {
    name: 'Ornstein-Uhlenbeck process',
    reference: 'G. E. Uhlenbeck, L. S. Ornstein, Phys. Rev. 36, 823 (1930)',
    at(i, t) {
      const left = Math.exp(-t / theta);
      const { density, temperature, velocity } = states[i];
      return createMaxwellian(
        mixture.species[i].mass,
        density,
        velocity.map((own, k) => u[k] + (own - u[k]) * left),
        theta + (temperature - theta) * left ** 2,
      );
    },
  };
}
