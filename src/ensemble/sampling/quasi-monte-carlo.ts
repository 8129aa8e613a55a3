import { velocityCorrection } from '../correction/velocity-correction.ts';
import { equalWeights } from './equal-weights.ts';
import type { SamplingRule } from './sampling-rule.ts';
import { shiftedSobol } from './sobol.ts';

/**
 * Particles of equal weight at the images of randomly shifted Sobol' points; the error of a smooth average falls nearly
 * like 1/N. Counts that are powers of two are best.
 */
export const quasiMonteCarlo: SamplingRule = {
  name: 'quasi-monte-carlo',
  reference:
    "S. Joe & F. Y. Kuo, Constructing Sobol' sequences with better two-dimensional projections, SIAM J. Sci. Comput. 30 (2008) 2635",
  correction: velocityCorrection,
  correctedByDefault: false,
  sample: (distribution, options) =>
    equalWeights(distribution, options, shiftedSobol(distribution.uniforms, options.stream)),
};
