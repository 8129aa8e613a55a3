import { squaredDistance } from '../physics/maxwellian.ts';

/**
 * Whether two mean velocities agree to 1e-12 of the thermal speed: the round-off allowed between numbers that a
 * scenario gives in different ways.
 */
export function comoving(u: readonly number[], w: readonly number[], thermalSpeed: number): boolean {
  return Math.sqrt(squaredDistance(u, w)) <= 1e-12 * thermalSpeed;
}
