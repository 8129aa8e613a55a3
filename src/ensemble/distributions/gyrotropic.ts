import { InputError } from '../../core/errors.ts';
import { normalFromUniform } from '../../core/special-functions.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { acrossAxis } from '../../core/vector-field.ts';
import { map, optional, quantity, vector } from '../../schema/fields.ts';
import {
  boxWidths,
  type Distribution,
  type DistributionKind,
  type DistributionSpecies,
  drift,
  driftVelocity,
  expectPositive,
} from '../distribution.ts';
import { shell } from './radial.ts';

/* Distributions that are symmetric about an axis through their mean velocity, such as a magnetic field. */

export interface BiMaxwellianParameters {
  /** Temperatures along and across the axis. */
  readonly parallel: number;
  readonly perpendicular: number;
  /** Direction of the axis, of any length > 0; default the last coordinate axis. */
  readonly axis?: readonly number[] | undefined;
  readonly drift?: readonly number[] | undefined;
}

/** Bi-Maxwellian about any axis b: f(v) ~ exp( -m (b.(v - u))^2 / 2 T_par - m |b x (v - u)|^2 / 2 T_perp ). */
export const biMaxwellian = {
  summary: 'A Maxwellian with different temperatures along and across an axis of any direction.',
  part: 'A bi-Maxwellian part.',
  parameters: (dimension: Dimension | undefined) =>
    map('f ~ exp(-m (b.(v - u))^2 / 2 T_par - m |b x (v - u)|^2 / 2 T_perp).', {
      parallel: quantity('temperature', 'Temperature T_par along the axis b', { above: 0 }),
      perpendicular: quantity('temperature', 'Temperature T_perp across the axis b', { above: 0 }),
      axis: axis(dimension),
      drift: drift(dimension),
    }),
  create: createBiMaxwellian,
} as const satisfies DistributionKind<BiMaxwellianParameters>;

function createBiMaxwellian(parameters: BiMaxwellianParameters, species: DistributionSpecies): Distribution {
  const { dimension: d, mass, density } = species;
  const { parallel, perpendicular } = parameters;
  expectPositive('bi-maxwellian.parallel', parallel);
  expectPositive('bi-maxwellian.perpendicular', perpendicular);
  const frame = axisFrame('bi-maxwellian.axis', parameters.axis, d);
  const velocity = driftVelocity('bi-maxwellian.drift', parameters.drift, d);
  const widths = frame.map((_, k) => Math.sqrt((k === 0 ? parallel : perpendicular) / mass));
  const peak = widths.reduce((product, width) => product / (Math.sqrt(2 * Math.PI) * width), density);
  return {
    dimension: d,
    density,
    velocity,
    covariance: covarianceOf(
      frame,
      widths.map((width) => width ** 2),
    ),
    extent: boxWidths * Math.max(...widths),
    value(v) {
      let exponent = 0;
      for (let k = 0; k < d; k++) exponent -= (along(frame[k], v, velocity) / widths[k]) ** 2 / 2;
      return peak * Math.exp(exponent);
    },
    uniforms: d,
    transform(u, v) {
      v.set(velocity);
      for (let k = 0; k < d; k++) {
        const z = widths[k] * normalFromUniform(u[k]);
        for (let l = 0; l < d; l++) v[l] += z * frame[k][l];
      }
    },
  };
}

export interface GyrotropicParameters {
  /** Speed of gyration at the maximum of the ring, >= 0, and the width of the ring. */
  readonly radius: number;
  readonly width: number;
  /** Temperature along the axis. */
  readonly parallel: number;
  readonly axis?: readonly number[] | undefined;
  readonly drift?: readonly number[] | undefined;
}

/** Ring about an axis b: f(v) ~ exp( -(|b x (v - u)| - radius)^2 / (2 width^2) - m (b.(v - u))^2 / 2 T_par ), d = 3. */
export const gyrotropic = {
  summary: 'A ring of gyrating particles about an axis of any direction, Maxwellian along it; dimension 3.',
  part: 'A ring part.',
  parameters: (dimension: Dimension | undefined) =>
    map('f ~ exp(-(|b x (v - u)| - radius)^2 / (2 width^2) - m (b.(v - u))^2 / 2 T_par).', {
      radius: quantity('speed', 'Radius of the ring', { from: 0 }),
      width: quantity('velocity', 'Width of the ring', { above: 0 }),
      parallel: quantity('temperature', 'Temperature T_par along the axis b', { above: 0 }),
      axis: axis(dimension),
      drift: drift(dimension),
    }),
  create: createGyrotropic,
} as const satisfies DistributionKind<GyrotropicParameters>;

function createGyrotropic(parameters: GyrotropicParameters, species: DistributionSpecies): Distribution {
  const { dimension: d, mass, density } = species;
  const { radius, width, parallel } = parameters;
  if (d !== 3)
    throw new InputError('gyrotropic: expected dimension 3, got 2; take shell, which is a ring in dimension 2');
  if (!(radius >= 0 && radius < Infinity))
    throw new InputError(`gyrotropic.radius: expected a number >= 0, got ${radius}`);
  expectPositive('gyrotropic.width', width);
  expectPositive('gyrotropic.parallel', parallel);
  const [b, e1, e2] = axisFrame('gyrotropic.axis', parameters.axis, d);
  const velocity = driftVelocity('gyrotropic.drift', parameters.drift, d);
  // Across the axis the distribution is a shell in two dimensions.
  const ring = shell.create({ radius, width }, { dimension: 2, mass, density });
  const thermal = Math.sqrt(parallel / mass);
  const peak = 1 / (Math.sqrt(2 * Math.PI) * thermal);
  const across = new Float64Array(2);
  return {
    dimension: d,
    density,
    velocity,
    covariance: covarianceOf([b, e1, e2], [thermal ** 2, ring.covariance[0], ring.covariance[0]]),
    extent: Math.max(boxWidths * thermal, ring.extent),
    value(v) {
      across[0] = along(e1, v, velocity);
      across[1] = along(e2, v, velocity);
      return peak * Math.exp(-((along(b, v, velocity) / thermal) ** 2) / 2) * ring.value(across);
    },
    uniforms: d,
    transform(u, v) {
      ring.transform(u, across);
      const z = thermal * normalFromUniform(u[2]);
      for (let l = 0; l < d; l++) v[l] = velocity[l] + across[0] * e1[l] + across[1] * e2[l] + z * b[l];
    },
  };
}

/** The key `axis`: a direction without units, whose components are pure numbers. */
export function axis(dimension: Dimension | undefined, of = '') {
  return optional(
    vector(`${of}${of === '' ? 'Direction' : 'direction'} of the axis b, of any length > 0`, dimension),
    'the last coordinate axis',
  );
}

/** d orthonormal vectors, the first along the axis. Throws InputError for an axis without a direction. */
export function axisFrame(
  where: string,
  given: readonly number[] | undefined,
  d: Dimension,
): readonly (readonly number[])[] {
  const direction = given ?? Array.from({ length: d }, (_, k) => (k === d - 1 ? 1 : 0));
  const length = Math.hypot(...direction);
  if (direction.length !== d || !(length > 0 && length < Infinity))
    throw new InputError(`${where}: expected ${d} numbers that are not all 0, got [${direction.join(', ')}]`);
  const b = direction.map((component) => component / length);
  return [b, ...acrossAxis(b)];
}

/** sum_k variance_k e_k e_k^T, d x d in row order. */
export function covarianceOf(frame: readonly (readonly number[])[], variances: readonly number[]): number[] {
  const d = frame.length;
  return Array.from({ length: d * d }, (_, kl) =>
    frame.reduce((sum, e, n) => sum + variances[n] * e[Math.floor(kl / d)] * e[kl % d], 0),
  );
}

export function along(e: readonly number[], v: ArrayLike<number>, velocity: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < e.length; k++) sum += e[k] * (v[k] - velocity[k]);
  return sum;
}
