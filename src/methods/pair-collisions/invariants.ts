import { sumOf } from '../../core/sum.ts';
import type { VectorField } from '../../core/vector-field.ts';

/** Particles of one species with their mass. */
export interface Group {
  readonly mass: number;
  readonly weights: Float64Array;
  readonly velocities: VectorField;
}

/** Mean velocity U = sum m w v / sum m w (length d) and thermal energy K = (1/2) sum m w |v - U|^2 of some groups together. */
export interface Invariants {
  readonly velocity: readonly number[];
  readonly thermalEnergy: number;
}

export function measureInvariants(groups: readonly Group[]): Invariants {
  const d = groups[0].velocities.d;
  const over = (term: (group: Group) => number) => groups.reduce((sum, group) => sum + term(group), 0);
  const massDensity = over(({ mass, weights }) => mass * sumOf(weights.length, (p) => weights[p]));
  const velocity = Array.from({ length: d }, (_, k) => {
    const momentum = over(
      ({ mass, weights, velocities: { n, data } }) => mass * sumOf(n, (p) => weights[p] * data[k * n + p]),
    );
    return momentum / massDensity;
  });
  const thermalEnergy = over(({ mass, weights, velocities: { n, data } }) => {
    const square = (k: number) => sumOf(n, (p) => weights[p] * (data[k * n + p] - velocity[k]) ** 2);
    return (mass / 2) * velocity.reduce((sum, _, k) => sum + square(k), 0);
  });
  return { velocity, thermalEnergy };
}

/**
 * Gives the groups back the momentum and energy that they had: v := U + sqrt(K/K') (v - U'), with U', K' of now. Of all changes
 * that do so it is, to first order, the smallest in sum m w |change|^2.
 */
export function restoreInvariants(groups: readonly Group[], { velocity, thermalEnergy }: Invariants): void {
  const now = measureInvariants(groups);
  const scale = now.thermalEnergy > 0 ? Math.sqrt(thermalEnergy / now.thermalEnergy) : 1;
  for (const { velocities } of groups) {
    const { d, n, data } = velocities;
    for (let k = 0; k < d; k++)
      for (let c = k * n; c < (k + 1) * n; c++) data[c] = velocity[k] + scale * (data[c] - now.velocity[k]);
  }
}
