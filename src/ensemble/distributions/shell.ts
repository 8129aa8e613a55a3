import { InputError } from '../../core/errors.ts';
import type { Distribution, DistributionSpecies } from '../distribution.ts';
import { driftVelocity, expectPositive } from './parameters.ts';
import { equalPanels, radialDistribution } from './radial.ts';

export interface ShellParameters {
  /** Radius of the shell's crest, >= 0. */
  readonly radius: number;
  /** Width of the shell, > 0. */
  readonly width: number;
  /** Mean velocity u; zero when absent. */
  readonly drift?: readonly number[] | undefined;
}

/** Gaussian shell f(v) ~ exp(-(|v - u| - radius)^2 / (2 width^2)), scaled to the species' density. */
export function shell(parameters: ShellParameters, species: DistributionSpecies): Distribution {
  const { radius, width } = parameters;
  if (!(radius >= 0 && radius < Infinity)) throw new InputError(`shell.radius: expected a number >= 0, got ${radius}`);
  expectPositive('shell.width', width);
  const velocity = driftVelocity('shell.drift', parameters.drift, species.dimension);
  const profile = (r: number) => Math.exp(-(((r - radius) / width) ** 2) / 2);
  // Ten widths from the crest exp(-50) = 2e-22 is below round-off; two panels a width keep the Gauss rule exact.
  const inner = Math.max(0, radius - 10 * width);
  const outer = radius + 10 * width;
  const knots = equalPanels(inner, outer, Math.ceil((2 * (outer - inner)) / width));
  return radialDistribution({ profile, knots, velocity }, species);
}
