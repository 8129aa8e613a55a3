import { velocityCorrection } from '../correction/velocity-correction.ts';
import { equalWeights } from './equal-weights.ts';
import type { SamplingRule } from './sampling-rule.ts';

/** Independent particles of equal weight; the error of an average falls like N^{-1/2}. */
export const monteCarlo: SamplingRule = {
  name: 'monte-carlo',
  reference: 'L. Devroye, Non-Uniform Random Variate Generation, Springer (1986)',
  correction: velocityCorrection,
  correctedByDefault: false,
  sample(distribution, options) {
    const { stream } = options;
    return equalWeights(distribution, options, (u) => {
      for (let k = 0; k < u.length; k++) u[k] = stream.next();
    });
  },
};
