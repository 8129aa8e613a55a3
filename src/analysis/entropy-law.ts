import type { Analyzer } from './analyzer.ts';
import { latticeFisher, stamCorrected } from './fisher-information.ts';
import { speciesMoments } from './species-moments.ts';

/**
 * For the linear Fokker-Planck variant the entropy falls at a rate that the Fisher information gives, dH/dt = -I + (d/theta) sum n_i:
 * that rate from the corrected I, to be compared with `entropy_rate`.
 */
export const entropyLaw: Analyzer = {
  name: 'entropy-law',
  reference:
    'Y. Zhu, Fisher information for the multi-species Landau system (2025), section 1.2.1, with the sign corrected',
  prepare({ initial, equilibrium }) {
    if (initial.entropyLaw === undefined) return { quantities: [], measure() {} };
    const { mixture } = initial;
    const d = mixture.dimension;
    return {
      quantities: [
        { name: 'entropy_rate_fisher', label: 'rate of the entropy that the Fisher information gives', unit: 'n/t' },
      ],
      measure(now, row) {
        const moments = speciesMoments(now);
        row[0] = now.species.reduce((sum, species, i) => {
          const { mass } = mixture.species[i];
          const { density } = moments[i];
          const corrected = stamCorrected(latticeFisher(mass, species), d, density, species.smoothing * mass);
          return sum - corrected + (d * density) / equilibrium.temperature;
        }, 0);
      },
    };
  },
};
