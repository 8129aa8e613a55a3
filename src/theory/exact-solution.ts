import { type Density, squaredDistance } from '../physics/density.ts';

/** What is known in closed form of one species at one time. */
export interface ExactState {
  /** f(t, v), per velocity volume. */
  value(v: ArrayLike<number>): number;
  /** f with the derivatives of log f; absent where f touches zero. */
  readonly smooth?: Density;
  readonly density: number;
  readonly velocity: readonly number[];
  readonly temperature: number;
  /** Fourth moment int |v|^4 f dv. */
  readonly fourthMoment: number;
  /** int f log f dv. */
  readonly entropy: number;
  /** (1/m) int |grad f|^2 / f dv, the species' part of the mass-weighted Fisher information. */
  readonly fisher: number;
}

/** An exact solution of the mixture's Landau system. */
export interface ExactSolution {
  readonly name: string;
  readonly reference: string;
  at(species: number, t: number): ExactState;
}

/**
 * Whether two mean velocities agree to 1e-12 of the thermal speed: the round-off allowed between numbers that a
 * scenario gives in different ways.
 */
export function comoving(u: readonly number[], w: readonly number[], thermalSpeed: number): boolean {
  return Math.sqrt(squaredDistance(u, w)) <= 1e-12 * thermalSpeed;
}
