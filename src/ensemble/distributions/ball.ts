import type { Distribution, DistributionSpecies } from '../distribution.ts';
import { driftVelocity, expectPositive } from './parameters.ts';
import { radialDistribution } from './radial.ts';

export interface BallParameters {
  readonly radius: number;
  /** Mean velocity u; zero when absent. */
  readonly drift?: readonly number[] | undefined;
}

/** Uniform distribution on the ball |v - u| <= radius, scaled to the species' density. */
export function ball(parameters: BallParameters, species: DistributionSpecies): Distribution {
  const { radius } = parameters;
  expectPositive('ball.radius', radius);
  const velocity = driftVelocity('ball.drift', parameters.drift, species.dimension);
  return radialDistribution({ profile: (r) => (r <= radius ? 1 : 0), knots: [0, radius], velocity }, species);
}
