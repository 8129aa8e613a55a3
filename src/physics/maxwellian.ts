import { InputError } from '../core/errors.ts';
import { maxwellianDensity } from './densities.ts';
import type { Density } from './density.ts';

/**
 * A drifting Maxwellian of one species,
 *
 *     f(v) = n (m / 2 pi T)^{d/2} exp( -m |v-u|^2 / 2T ),      d = length of u,
 *
 * and its functionals in closed form.
 */
export interface Maxwellian {
  readonly mass: number;
  readonly density: number;
  readonly velocity: readonly number[];
  readonly temperature: number;
  /** f(v), per velocity volume. */
  value(v: ArrayLike<number>): number;
  /** f with the derivatives of log f. */
  readonly smooth: Density;
  /** int |v|^4 f dv. */
  readonly fourthMoment: number;
  /** int f log f dv = n [ log(n (m/2 pi T)^{d/2}) - d/2 ]. */
  readonly entropy: number;
  /** (1/m) int |grad f|^2 / f dv = d n / T. */
  readonly fisher: number;
}

/** Throws InputError unless mass, density and temperature are positive. */
export function createMaxwellian(
  mass: number,
  density: number,
  velocity: ArrayLike<number>,
  temperature: number,
): Maxwellian {
  for (const [name, value] of Object.entries({ mass, density, temperature }))
    if (!(value > 0 && value < Infinity)) throw new InputError(`Maxwellian: expected a positive ${name}, got ${value}`);
  const u = Array.from(velocity);
  const d = u.length;
  const logPeak = Math.log(density) + (d / 2) * Math.log(mass / (2 * Math.PI * temperature));
  const smooth = maxwellianDensity({ mass, density, velocity: u, temperature });
  return {
    mass,
    density,
    velocity: u,
    temperature,
    value: smooth.value,
    smooth,
    fourthMoment: fourthMoment(density, u, temperature / mass, d * (d + 2) * (temperature / mass) ** 2),
    entropy: density * (logPeak - d / 2),
    fisher: (d * density) / temperature,
  };
}

/**
 * int |v|^4 f dv of an f that is isotropic about its mean velocity u, from its density, its variance <|v-u|^2>/d per
 * axis and its central fourth moment <|v-u|^4>.
 */
export function fourthMoment(density: number, u: readonly number[], variance: number, central: number): number {
  const u2 = u.reduce((sum, component) => sum + component * component, 0);
  return density * (central + (2 * u.length + 4) * u2 * variance + u2 * u2);
}
