import type { Analyzer, Quantity } from './analyzer.ts';
import { latticeFisher, stamCorrected } from './fisher-information.ts';
import { speciesMoments } from './species-moments.ts';

/**
 * The mass-weighted Fisher information I = sum_i (1/m_i) int |grad f_i|^2 / f_i of the reconstructed f_i, per species and in
 * total; the same corrected for the mollifier by Stam's inequality (a lower bound of I of the unmollified f); and the
 * Cramer-Rao floor d n_i / T_i, below which no f_i with its temperature can fall.
 */
export const fisher: Analyzer = {
  name: 'fisher',
  reference:
    'Y. Zhu, Fisher information for the multi-species Landau system (2025); A. J. Stam, Inf. Control 2 (1959) 101',
  prepare({ initial, exact }) {
    const { mixture } = initial;
    const d = mixture.dimension;
    const kappas = initial.species.map(({ smoothing }, i) => smoothing * mixture.species[i].mass);
    const each = (name: string, label: string): Quantity[] => [
      { name, label: `${label}, total`, unit: 'n/(m v^2)' },
      ...mixture.species.map((species) => ({
        name: `${name}.${species.name}`,
        label: `${label} of ${species.name}`,
        unit: 'n/(m v^2)',
      })),
    ];
    return {
      quantities: [
        ...each('fisher', 'Fisher information'),
        ...each('fisher_corrected', 'Fisher information corrected for smoothing'),
        ...each('fisher_floor', 'Cramer-Rao floor of the Fisher information'),
        ...(exact === undefined ? [] : each('fisher_exact', 'Fisher information of the exact solution')),
      ],
      measure(now, row) {
        let at = 0;
        const put = (values: readonly number[]) => {
          row[at++] = values.reduce((sum, value) => sum + value, 0);
          for (const value of values) row[at++] = value;
        };
        const moments = speciesMoments(now);
        const raw = now.species.map((species, i) => latticeFisher(mixture.species[i].mass, species));
        put(raw);
        put(raw.map((value, i) => stamCorrected(value, d, moments[i].density, kappas[i])));
        put(moments.map(({ density, temperature }) => (d * density) / temperature));
        if (exact !== undefined) put(now.species.map((_, i) => exact.at(i, now.t).fisher));
      },
    };
  },
};
