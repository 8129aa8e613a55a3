import { InputError } from '../../core/errors.ts';
import { normalFromUniform } from '../../core/special-functions.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { gaussianDensity } from '../../physics/densities.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { map, quantity, vector } from '../../schema/fields.ts';
import {
  boxWidths,
  type Distribution,
  type DistributionKind,
  type DistributionSpecies,
  drift,
  driftVelocity,
  expectPositive,
} from '../distribution.ts';

export interface MaxwellianParameters {
  /** Temperature T, in units of mass times velocity squared. */
  readonly temperature: number;
  /** Mean velocity u; zero when absent. */
  readonly drift?: readonly number[] | undefined;
}

/** Maxwellian f(v) = n (m / 2 pi T)^{d/2} exp(-m |v - u|^2 / 2T), sampled by the inverse normal law. */
export const maxwellian = {
  summary: 'A Maxwellian.',
  part: 'A Maxwellian part.',
  parameters: (dimension: Dimension | undefined) =>
    map('f ~ exp(-m |v - u|^2 / 2T).', {
      temperature: quantity('temperature', 'Temperature T = m <|v - u|^2> / d', { above: 0 }),
      drift: drift(dimension),
    }),
  create: createMaxwellian,
} as const satisfies DistributionKind<MaxwellianParameters>;

function createMaxwellian(parameters: MaxwellianParameters, species: DistributionSpecies): Distribution {
  const { dimension: d, mass, density } = species;
  const { temperature } = parameters;
  expectPositive('maxwellian.temperature', temperature);
  const velocity = driftVelocity('maxwellian.drift', parameters.drift, d);
  return normalLaw(d, density, velocity, new Array<number>(d).fill(temperature), mass);
}

export interface AnisotropicParameters {
  /** One temperature for each axis. */
  readonly temperatures: readonly number[];
  /** Mean velocity u; zero when absent. */
  readonly drift?: readonly number[] | undefined;
}

/**
 * Maxwellian with one temperature for each axis,
 *
 *     f(v) = n prod_k (m / 2 pi T_k)^{1/2} exp(-m (v_k - u_k)^2 / 2 T_k),
 *
 * sampled by the inverse normal law, axis by axis.
 */
export const anisotropic = {
  summary: 'A Maxwellian with one temperature per axis.',
  part: 'An anisotropic Maxwellian part.',
  parameters: (dimension: Dimension | undefined) =>
    map('f ~ exp(-sum_k m (v_k - u_k)^2 / 2T_k).', {
      temperatures: vector('Temperatures T_k along the axes', dimension, 'temperature', { above: 0 }),
      drift: drift(dimension),
    }),
  create: createAnisotropic,
} as const satisfies DistributionKind<AnisotropicParameters>;

function createAnisotropic(parameters: AnisotropicParameters, species: DistributionSpecies): Distribution {
  const { dimension: d, mass, density } = species;
  const { temperatures } = parameters;
  if (temperatures.length !== d)
    throw new InputError(
      `anisotropic.temperatures: expected ${d} numbers, one for each axis, got ${temperatures.length}`,
    );
  temperatures.forEach((temperature, k) => {
    expectPositive(`anisotropic.temperatures[${k}]`, temperature);
  });
  return normalLaw(d, density, driftVelocity('anisotropic.drift', parameters.drift, d), temperatures, mass);
}

/** The Maxwellian of validated parameters, one temperature for each axis. */
export function normalLaw(
  d: Dimension,
  density: number,
  velocity: readonly number[],
  temperatures: readonly number[],
  mass: number,
): Distribution {
  const widths = temperatures.map((temperature) => Math.sqrt(temperature / mass));
  const covariance = Array.from({ length: d * d }, (_, i) =>
    i % (d + 1) === 0 ? temperatures[i / (d + 1)] / mass : 0,
  );
  const smooth = gaussianDensity(density, velocity, covariance);
  return {
    dimension: d,
    density,
    velocity,
    covariance,
    extent: boxWidths * Math.max(...widths),
    isEven: true,
    value: smooth.value,
    smooth,
    uniforms: d,
    transform(u, v) {
      for (let k = 0; k < d; k++) v[k] = velocity[k] + widths[k] * normalFromUniform(u[k]);
    },
  };
}

/** The particles added per time by every source, as a distribution whose density is the rate, with the indices of species and forcing. */
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
