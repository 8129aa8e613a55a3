import type { Ensemble } from '../../ensemble/ensemble.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { particleMoments } from '../../physics/moments.ts';

/** The smoothing temperature kappa, or a factor on Silverman's rule for its value. */
export type RandomSmoothing = { readonly temperature: number } | { readonly factor: number };

/**
 * The smoothing temperature kappa = m_i eps_i for random particles: as given, or
 *
 *     kappa = factor^2 max_i T_i (4 / ((d+2) N_i))^{2/(d+4)},     N_i = (sum w)^2 / sum w^2,
 *
 * the widest of the bandwidths sqrt(eps_i) that minimise the mean integrated square error of a Maxwellian's mollified density.
 * Source: B. W. Silverman, Density Estimation (1986), eq. 4.14.
 */
export function randomSmoothing(rule: RandomSmoothing, mixture: Mixture, ensembles: readonly Ensemble[]): number {
  if ('temperature' in rule) return rule.temperature;
  const kappas = ensembles.map(({ weights, velocities }, i) => {
    const { temperature, density } = particleMoments(mixture.species[i].mass, weights, velocities);
    const count = density ** 2 / weights.reduce((sum, w) => sum + w * w, 0);
    return silvermanTemperature(mixture.dimension, temperature, count, rule.factor);
  });
  return Math.max(...kappas);
}

/** kappa of one species of `count` particles of equal weight. */
export function silvermanTemperature(d: number, temperature: number, count: number, factor: number): number {
  return factor ** 2 * temperature * (4 / ((d + 2) * count)) ** (2 / (d + 4));
}

/** Lattice spacing in mollifier widths sqrt(eps) when none is given: aliasing of the density is 2 exp(-2 pi^2/1.25^2) = 7e-6. */
export const spacingWidths = 5 / 4;
