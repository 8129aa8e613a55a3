import { createMaxwellian, mixtureEquilibrium } from '../physics/equilibrium.ts';
import { collidingPairs, type Mixture } from '../physics/mixture.ts';
import { bkwSolution } from './bkw.ts';
import { comoving, type ExactSolution } from './exact-solution.ts';

/**
 * The collisional equilibrium: Maxwellians with one temperature and one velocity. The collision operator vanishes there
 * for every exponent, because grad log f_i / m_i - grad log f_j* / m_j = -(v - v*) / theta lies in the kernel of
 * A(v - v*). Species that do not collide, directly or through others, may differ.
 */
function stationarySolution(
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

/** The equation that a method solves. */
export type Equation = 'landau' | 'linear-fokker-planck';

/** The initial state of one species, as far as exact solutions need it. */
export interface InitialState {
  readonly kind: 'maxwellian' | 'bkw' | 'other';
  readonly temperature: number;
  /** C of the BKW family; ignored for other kinds. */
  readonly amplitude: number;
  readonly velocity: readonly number[];
}

/**
 * The exact solution that starts from the given state, if one is known: a common equilibrium for every exponent;
 * co-moving Maxwellian or BKW species if all colliding pairs have gamma = 0; for the linear Fokker-Planck equation,
 * Maxwellians with any temperatures and velocities. Undefined otherwise, and with immobile partners, baths or forcings.
 */
export function findExactSolution(
  mixture: Mixture,
  densities: readonly number[],
  initial: readonly InitialState[],
  equation: Equation = 'landau',
): ExactSolution | undefined {
  if (initial.some(({ kind }) => kind === 'other') || mixture.forcing.length > 0) return undefined;
  if (equation === 'linear-fokker-planck')
    return initial.every(({ kind }) => kind === 'maxwellian')
      ? fokkerPlanckSolution(mixture, densities, initial)
      : undefined;
  if (mixture.background.some(({ strength }) => strength > 0)) return undefined;
  const amplitudes = initial.map(({ kind, amplitude }) => (kind === 'bkw' ? amplitude : 0));
  const pairs = collidingPairs(mixture);
  const together = ([i, j]: readonly [number, number]) => {
    const thermalSpeed = Math.sqrt(initial[i].temperature / mixture.species[i].mass);
    return comoving(initial[i].velocity, initial[j].velocity, thermalSpeed);
  };
  if (!pairs.every(together)) return undefined;

  const equalTemperatures = pairs.every(([i, j]) => close(initial[i].temperature, initial[j].temperature));
  if (equalTemperatures && amplitudes.every((amplitude) => amplitude === 0))
    return stationarySolution(mixture, densities, initial);

  if (pairs.some(([i, j]) => mixture.kernel(i, j).exponent !== 0)) return undefined;
  return bkwSolution(
    mixture,
    densities,
    initial.map(({ temperature, velocity }, i) => ({ temperature, velocity, amplitude: amplitudes[i] })),
  );
}

/** Equal up to the round-off of a temperature given as an rms velocity. */
function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-12 * Math.max(a, b);
}

/**
 * The linear Fokker-Planck variant d_t f_i = div( grad f_i / m_i + f_i (v - u)/theta ) of Zhu (2025), section 1.2.1, from
 * Maxwellians. It is an Ornstein-Uhlenbeck process for every species, so they stay Maxwellians with
 *
 *     u_i(t) = u + (u_i(0) - u) exp(-t/theta),      T_i(t) = theta + (T_i(0) - theta) exp(-2 t/theta).
 *
 * All species share u and theta, whether they collide or not.
 */
function fokkerPlanckSolution(
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
