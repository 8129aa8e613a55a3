import type { Ensemble } from '../../ensemble/ensemble.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { BandwidthRule } from '../../reconstruction/bandwidth.ts';

/** The smoothing temperature kappa, or a factor on the width sqrt(kappa) that a rule finds. */
export type RandomSmoothing =
  | { readonly temperature: number }
  | { readonly rule: BandwidthRule; readonly factor: number };

/**
 * The smoothing temperature kappa = m_i eps_i for random particles: as given, or factor^2 max_i kappa_i of the rule, so that no
 * species is smoothed less than its particles ask for.
 */
export function randomSmoothing(smoothing: RandomSmoothing, mixture: Mixture, ensembles: readonly Ensemble[]): number {
  if ('temperature' in smoothing) return smoothing.temperature;
  const { rule, factor } = smoothing;
  return factor ** 2 * Math.max(...ensembles.map((ensemble, i) => rule.particles(mixture.species[i].mass, ensemble)));
}

/** Lattice spacing in mollifier widths sqrt(eps) when none is given: aliasing of the density is 2 exp(-2 pi^2/1.25^2) = 7e-6. */
export const spacingWidths = 5 / 4;
