import { addBackgroundForce } from '../kernels/background-force.ts';
import type { Background } from '../physics/mixture.ts';
import type { Forces } from './summation.ts';

/** Adds the forces of immobile partners; without any it does nothing. */
export function addBackgroundForces(background: readonly Background[], { ensembles, potential, force }: Forces): void {
  for (const { species, strength, exponent, velocity } of background)
    addBackgroundForce(strength, exponent, velocity, ensembles[species].velocities, potential[species], force[species]);
}
