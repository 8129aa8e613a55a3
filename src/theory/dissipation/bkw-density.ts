import { InputError } from '../../core/errors.ts';
import type { LogDensity } from './log-density.ts';
import { radialDensity } from './radial-density.ts';

/** One state of the BKW family. */
export interface BkwShape {
  readonly mass: number;
  readonly density: number;
  readonly velocity: readonly number[];
  readonly temperature: number;
  /** K <= T, the temperature of the Gaussian factor. */
  readonly kernelTemperature: number;
}

/**
 * f = n (m / 2 pi K)^{d/2} exp(-x) (b + a x) with x = m |v-u|^2 / 2K, a = (T-K)/K and b = 1 - (d/2) a; see bkwSolution.
 * Throws InputError unless b > 0, that is (d+2) K > d T: at b = 0 the density vanishes at its centre and log f has no
 * derivatives there.
 */
export function bkwDensity({ mass, density, velocity, temperature, kernelTemperature }: BkwShape): LogDensity {
  const d = velocity.length;
  const K = kernelTemperature;
  const a = (temperature - K) / K;
  const b = 1 - (d / 2) * a;
  if (!(K > 0 && K <= temperature && b > 0))
    throw new InputError(
      `BKW density: expected a kernel temperature in (${(d * temperature) / (d + 2)}, ${temperature}], got ${K}; take a later time`,
    );
  const rate = mass / K;
  const peak = Math.log(density) + (d / 2) * Math.log(rate / (2 * Math.PI));
  return radialDensity(
    (e, g) => {
      const x = rate * e;
      const y = (rate * a) / (b + a * x);
      g[0] = peak - x + Math.log(b + a * x);
      g[1] = y - rate;
      g[2] = -y * y;
      g[3] = 2 * y * y * y;
    },
    velocity,
    K / mass,
  );
}
