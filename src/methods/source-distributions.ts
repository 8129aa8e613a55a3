import type { Distribution } from '../ensemble/distribution.ts';
import { maxwellian } from '../ensemble/distributions/maxwellian.ts';
import type { Mixture } from '../physics/mixture.ts';

/** What comes in per time, as a distribution whose density is the rate, with its species and the number of its forcing. */
export function sourceDistributions({ dimension, species, forcing }: Mixture): readonly {
  readonly species: number;
  readonly forcing: number;
  readonly distribution: Distribution;
}[] {
  return forcing.flatMap(({ source }, k) => {
    if (source === undefined) return [];
    const { species: i, rate, temperature, velocity } = source;
    const of = { dimension, mass: species[i].mass, density: rate };
    return [{ species: i, forcing: k, distribution: maxwellian.create({ temperature, drift: velocity }, of) }];
  });
}
