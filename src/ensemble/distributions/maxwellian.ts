import type { Distribution, DistributionSpecies } from '../distribution.ts';
import { normalLaw } from './anisotropic.ts';
import { driftVelocity, expectPositive } from './parameters.ts';

export interface MaxwellianParameters {
  /** Temperature T, in units of mass times velocity squared. */
  readonly temperature: number;
  /** Mean velocity u; zero when absent. */
  readonly drift?: readonly number[] | undefined;
}

/** Maxwellian f(v) = n (m / 2 pi T)^{d/2} exp(-m |v - u|^2 / 2T), sampled by the inverse normal law. */
export function maxwellian(parameters: MaxwellianParameters, species: DistributionSpecies): Distribution {
  const { dimension: d, mass, density } = species;
  const { temperature } = parameters;
  expectPositive('maxwellian.temperature', temperature);
  const velocity = driftVelocity('maxwellian.drift', parameters.drift, d);
  return normalLaw(d, density, velocity, new Array<number>(d).fill(temperature), mass);
}
