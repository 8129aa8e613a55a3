import { InputError } from '../../core/errors.ts';
import { gamma } from '../../core/special-functions.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { map, number, quantity } from '../../schema/fields.ts';
import {
  type Distribution,
  type DistributionKind,
  type DistributionSpecies,
  drift,
  driftVelocity,
  expectPositive,
} from '../distribution.ts';
import { equalPanels, radialDistribution } from './radial.ts';

/* Isotropic distributions whose tails are thicker or thinner than the tails of a Maxwellian with the same temperature. */

export interface KappaParameters {
  readonly temperature: number;
  /** The exponent: small values give a thick tail, infinity gives the Maxwellian. */
  readonly kappa: number;
  readonly drift?: readonly number[] | undefined;
}

/**
 * Kappa distribution of temperature T,
 *
 *     f(v) ~ [1 + |v - u|^2 / a]^{-(kappa + 1)},    a = (2 kappa - d) T/m,
 *
 * for kappa > d/2, for which T is finite. Source: V. Pierrard & M. Lazar, Sol. Phys. 267 (2010) 153, with kappa theta^2 = a.
 */
export const kappa = {
  summary: 'A kappa distribution, with power-law tails.',
  part: 'A kappa part.',
  parameters: (dimension: Dimension | undefined) =>
    map('f ~ [1 + |v - u|^2 / a]^-(kappa + 1) with a = (2 kappa - d) T/m.', {
      temperature: quantity('temperature', 'Temperature T = m <|v - u|^2> / d', { above: 0 }),
      kappa: number('Exponent kappa; infinity is a Maxwellian', { from: 2, to: 1000 }),
      drift: drift(dimension),
    }),
  create: createKappa,
} as const satisfies DistributionKind<KappaParameters>;

function createKappa(parameters: KappaParameters, species: DistributionSpecies): Distribution {
  const { temperature, kappa: exponent } = parameters;
  const { dimension: d, mass } = species;
  expectPositive('kappa.temperature', temperature);
  if (!(exponent > d / 2)) throw new InputError(`kappa.kappa: expected a number > ${d / 2}, got ${exponent}`);
  const a = ((2 * exponent - d) * temperature) / mass;
  const profile = (r: number) => Math.exp(-(exponent + 1) * Math.log1p((r * r) / a));
  // 1e-13 of the temperature lies beyond the last knot, which is at a few widths for a thin tail and far out for a thick one.
  const outer = Math.sqrt(a) * Math.sqrt(Math.expm1((13 * Math.LN10) / (exponent - d / 2)));
  const width = Math.sqrt(temperature / mass) / 2;
  // Panels of half a width where f bends, and of equal ratios in the tail; the Gauss rule is exact to round-off on both.
  const knots = [0, width];
  while (knots[knots.length - 1] < outer) {
    const r = knots[knots.length - 1];
    knots.push(Math.max(r + width, 1.25 * r));
  }
  const velocity = driftVelocity('kappa.drift', parameters.drift, d);
  return radialDistribution({ profile, knots, velocity }, species);
}

export interface SuperGaussianParameters {
  readonly temperature: number;
  /** 2 is a Maxwellian, 4 Druyvesteyn's distribution, 5 Langdon's distribution for strong inverse bremsstrahlung. */
  readonly order: number;
  readonly drift?: readonly number[] | undefined;
}

/**
 * Super-Gaussian of order p and temperature T,
 *
 *     f(v) ~ exp( -(|v - u| / w)^p ),    w^2 = d (T/m) Gamma(d/p) / Gamma((d + 2)/p).
 *
 * Source: M. J. Druyvesteyn, Physica 10 (1930) 61 (p = 4); A. B. Langdon, Phys. Rev. Lett. 44 (1980) 575 (2 <= p <= 5).
 */
export const superGaussian = {
  summary: "A super-Gaussian: order 4 is Druyvesteyn's distribution, order 5 Langdon's.",
  part: 'A super-Gaussian part.',
  parameters: (dimension: Dimension | undefined) =>
    map('f ~ exp(-(|v - u|/w)^p), w from the temperature.', {
      temperature: quantity('temperature', 'Temperature T = m <|v - u|^2> / d', { above: 0 }),
      order: number('Order p; 2 is a Maxwellian', { from: 1, to: 20 }),
      drift: drift(dimension),
    }),
  create: createSuperGaussian,
} as const satisfies DistributionKind<SuperGaussianParameters>;

function createSuperGaussian(parameters: SuperGaussianParameters, species: DistributionSpecies): Distribution {
  const { temperature, order } = parameters;
  const { dimension: d, mass } = species;
  expectPositive('super-gaussian.temperature', temperature);
  if (!(order >= 1 && order < Infinity))
    throw new InputError(`super-gaussian.order: expected a number >= 1, got ${order}`);
  const w = Math.sqrt((d * temperature * gamma(d / order)) / (mass * gamma((d + 2) / order)));
  const profile = (r: number) => Math.exp(-((r / w) ** order));
  // exp(-50) = 2e-22 is below round-off.
  const outer = w * 50 ** (1 / order);
  const velocity = driftVelocity('super-gaussian.drift', parameters.drift, d);
  return radialDistribution({ profile, knots: equalPanels(0, outer, 60), velocity }, species);
}
