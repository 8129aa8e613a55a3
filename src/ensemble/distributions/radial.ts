import { type Distribution, type DistributionSpecies, tailFraction } from '../distribution.ts';
import { radialLaw } from './radial-law.ts';

export interface RadialProfile {
  /** p(r) >= 0, the shape of f in r = |v - u|, of any scale. */
  readonly profile: (r: number) => number;
  /** Increasing radii between which p is smooth; the samples lie between the first and the last. */
  readonly knots: readonly number[];
  /** Mean velocity u. */
  readonly velocity: readonly number[];
}

/**
 * Isotropic distribution f(v) = n p(|v - u|) / int p(|v|) dv.
 *
 * A sample is a radius, from the inverse of the radial law, and a direction: the angle 2 pi u_1 (d = 2), or the height
 * z = 1 - 2 u_1, uniform on [-1, 1] by Archimedes' theorem, and the azimuth 2 pi u_2 (d = 3).
 */
export function radialDistribution(shape: RadialProfile, species: DistributionSpecies): Distribution {
  const { dimension: d, density } = species;
  const { profile, knots, velocity } = shape;
  const law = radialLaw(d, profile, knots);
  const scale = density / law.mass;
  return {
    dimension: d,
    density,
    velocity,
    covariance: Array.from({ length: d * d }, (_, i) => (i % (d + 1) === 0 ? law.variance : 0)),
    extent: law.radius(1 - tailFraction),
    value(v) {
      let r2 = 0;
      for (let k = 0; k < d; k++) r2 += (v[k] - velocity[k]) ** 2;
      return scale * profile(Math.sqrt(r2));
    },
    uniforms: d,
    transform(u, v) {
      const r = law.radius(u[0]);
      const azimuth = 2 * Math.PI * u[d - 1];
      const z = d === 2 ? 0 : 1 - 2 * u[1];
      const across = r * Math.sqrt(1 - z * z);
      v[0] = velocity[0] + across * Math.cos(azimuth);
      v[1] = velocity[1] + across * Math.sin(azimuth);
      if (d === 3) v[2] = velocity[2] + r * z;
    },
  };
}

/** Equally spaced knots from `lower` to `upper`, `panels` intervals. */
export function equalPanels(lower: number, upper: number, panels: number): number[] {
  return Array.from({ length: panels + 1 }, (_, j) => lower + ((upper - lower) * j) / panels);
}
