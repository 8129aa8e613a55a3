import { createMaxwellian } from '../physics/maxwellian.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { ExactSolution } from './exact-solution.ts';

/**
 * The collisional equilibrium: Maxwellians of one temperature and one velocity. The collision operator vanishes there
 * for every exponent, because grad log f_i / m_i - grad log f_j* / m_j = -(v - v*) / theta lies in the kernel of
 * A(v - v*). Species that do not collide, directly or through others, may differ.
 */
export function stationarySolution(
  mixture: Mixture,
  densities: readonly number[],
  initial: readonly { readonly temperature: number; readonly velocity: readonly number[] }[],
): ExactSolution {
  const maxwellians = initial.map(({ temperature, velocity }, i) =>
    createMaxwellian(mixture.species[i].mass, densities[i], velocity, temperature),
  );
  return {
    name: 'equilibrium',
    reference: 'L. D. Landau, Phys. Z. Sowjetunion 10, 154 (1936)',
    at: (i) => maxwellians[i],
  };
}
