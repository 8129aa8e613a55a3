import type { Analyzer } from './analyzer.ts';
import { speciesMoments } from './moments.ts';

/** The Coulomb logarithms that are followed along the run, by the present densities, temperatures and velocities. */
export const logarithms: Analyzer = {
  name: 'Coulomb logarithms',
  prepare({ initial }) {
    const { following } = initial.mixture;
    if (following === undefined) return { quantities: [], measure() {} };
    return {
      quantities: following.pairs.map(({ between: [a, b] }) => ({
        name: `coulomb_logarithm.${a}.${b}`,
        label: `Coulomb logarithm of ${a} and ${b}`,
        unit: '1',
      })),
      measure(now, row) {
        row.set(following.logarithms(speciesMoments(now)));
      },
    };
  },
};
