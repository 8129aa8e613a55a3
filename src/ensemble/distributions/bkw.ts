import type { ExactState } from '../../theory/exact-solution.ts';
import type { Distribution, DistributionSpecies } from '../distribution.ts';
import { equalPanels, radialDistribution } from './radial.ts';

/** What is needed of an exact state: f itself, its centre and its temperature. */
export type IsotropicState = Pick<ExactState, 'value' | 'velocity' | 'temperature'>;

/**
 * The distribution of an exact isotropic solution, such as the BKW solution, at one time. f must fall off like
 * exp(-m |v-u|^2 / 2T) or faster, T its temperature: every BKW state does, because its K never exceeds T.
 */
export function bkw(state: IsotropicState, species: DistributionSpecies): Distribution {
  const { velocity, temperature } = state;
  const v = Float64Array.from(velocity);
  const profile = (r: number) => {
    v[0] = velocity[0] + r;
    // Where f touches zero, as at v = u in the extreme BKW state, round-off may leave it at -1e-17.
    return Math.max(0, state.value(v));
  };
  // At ten thermal widths exp(-50) = 2e-22 is below round-off of f's integral.
  const width = Math.sqrt(temperature / species.mass);
  return radialDistribution({ profile, knots: equalPanels(0, 10 * width, 40), velocity }, species);
}
