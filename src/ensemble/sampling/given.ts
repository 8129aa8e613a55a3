import { InputError } from '../../core/errors.ts';
import type { Particles } from '../../core/particles.ts';
import { trace } from '../../core/sum.ts';
import { boxWidths, type Distribution } from '../distribution.ts';
import { merged, thinned as thin } from '../merging.ts';
import { velocityCorrection } from '../moment-correction.ts';
import type { Sample, SamplingOptions, SamplingRule } from './sampling-rule.ts';

/** The particles of a file, merged if there are more than `count`. */
export const given: SamplingRule = {
  name: 'given',
  summary: 'particles of a file unchanged; merged if there are more than count',
  reference:
    'M. Vranic, T. Grismayer, J. L. Martins, R. A. Fonseca & L. O. Silva, Particle merging algorithm for PIC codes, Comput. Phys. Commun. 191 (2015) 65',
  correction: velocityCorrection,
  onLattice: false,
  ofFile: true,
  correctedByDefault: false,
  sample: (distribution, options) => fewer('given', distribution, options, merged),
};

/** The particles of a file, or a random selection of about `count` if there are more. */
export const thinned: SamplingRule = {
  name: 'thinned',
  summary: 'particles of a file; a random selection of about count if there are more',
  reference:
    'P. Fearnhead & P. Clifford, On-line inference for hidden Markov models via particle filters, J. R. Stat. Soc. B 65 (2003) 887',
  correction: velocityCorrection,
  onLattice: false,
  ofFile: true,
  correctedByDefault: false,
  sample: (distribution, options) =>
    fewer('thinned', distribution, options, (particles, count) => thin(particles, count, options.stream)),
};

function fewer(
  name: string,
  distribution: Distribution,
  { count }: SamplingOptions,
  reduce: (particles: Particles, count: number) => Particles,
): Sample {
  const { dimension: d, particles, covariance, velocity } = distribution;
  if (particles === undefined)
    throw new InputError(
      `particles.sampling: expected particles of a file with ${name} sampling, got a distribution without particles; take sampling: lattice`,
    );
  const least = 2 * (d + 1);
  if (count < particles.weights.length && !(count >= least))
    throw new InputError(`particles.count: expected an integer >= ${least}, got ${count}`);
  const { weights, velocities } = reduce(particles, count);
  // The width of a Maxwellian's box, independent of outliers, because it sets the spacing of reconstructions.
  const halfWidth = boxWidths * Math.sqrt(trace(covariance, d) / d);
  return {
    // Methods move their particles in place.
    particles: { weights, velocities: { ...velocities, data: velocities.data.slice() } },
    spacing: (2 * halfWidth) / weights.length ** (1 / d),
    anchor: velocity,
    lostDensity: 0,
  };
}
