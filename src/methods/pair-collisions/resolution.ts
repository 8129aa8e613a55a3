import type { Dimension } from '../../core/vector-field.ts';
import type { Ensemble } from '../../ensemble/ensemble.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { particleMoments } from '../../physics/moments.ts';
import type { Sweep } from './sweep.ts';

/** How well a time step resolves the collisions of the initial particles, at the root mean square relative speed of each pair. */
export interface Resolution {
  /** Time step over collision time, the largest of all pairs: the mean cosine of a particle's deflection falls to 1/e in that time. */
  readonly stepOverCollisionTime: number;
  /** The longest diffusion time s of a pair of particles; more than 1/(d-1) of the above where weights differ. */
  readonly longestDiffusion: number;
  /** The smallest order in dt of all pairs. */
  readonly order: number;
  /** The longest time step with which rates of relaxation are good to about 10 %. */
  readonly longestStep: number;
}

/**
 * Order p of the rates' error in dt. A pair closer than r_s ~ dt^{1/|gamma|} has forgotten its direction by the end of the step
 * and scatters less than it should; that part of the rates is int_0^{r_s} r^{gamma+2} r^{d-1} dr for unlike species, and r^2
 * times as small for like ones, whose pairs are even in v - v*. Coulomb, d = 3: p = 2/3 and 1.
 */
function orderInTime(d: Dimension, exponent: number, like: boolean): number {
  return exponent < 0 ? Math.min(1, (d + (like ? 4 : 2) + exponent) / -exponent) : 1;
}

/**
 * (step / collision time)^p with which rates err by less than 10 %: d/(2(d-1)) of it, 8 to 10 %, for the isotropisation of Maxwell
 * molecules; 5 % for the exchange of energy by Coulomb collisions in d = 3 (measured: 6.9 % at 0.14, masses 1 and 2).
 */
const goodResolution = 1 / 10;

export function measureResolution(
  mixture: Mixture,
  ensembles: readonly Ensemble[],
  sweeps: readonly Sweep[],
  step: number,
): Resolution {
  const { species, dimension: d } = mixture;
  const states = ensembles.map(({ weights, velocities }, i) => particleMoments(species[i].mass, weights, velocities));
  let stepOverCollisionTime = 0;
  let longestDiffusion = 0;
  let order = 1;
  let longestStep = Infinity;
  for (const { pair, depth } of sweeps) {
    const [i, j] = pair;
    const [m, M] = [species[i].mass, species[j].mass];
    const slip = states[i].velocity.reduce((sum, u, k) => sum + (u - states[j].velocity[k]) ** 2, 0);
    const r2 = d * (states[i].temperature / m + states[j].temperature / M) + slip;
    const alpha = r2 ** (mixture.exponent(i, j) / 2);
    const density = Math.max(states[i].density, states[j].density);
    const frequency = (d - 1) * mixture.strength(i, j) * density * (1 / m + 1 / M) ** 2 * alpha;
    const p = orderInTime(d, mixture.exponent(i, j), i === j);
    stepOverCollisionTime = Math.max(stepOverCollisionTime, frequency * step);
    longestDiffusion = Math.max(longestDiffusion, depth * step * alpha);
    order = Math.min(order, p);
    longestStep = Math.min(longestStep, goodResolution ** (1 / p) / Math.max(frequency, (d - 1) * depth * alpha));
  }
  return { stepOverCollisionTime, longestDiffusion, order, longestStep };
}
