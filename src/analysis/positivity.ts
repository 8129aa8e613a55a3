import type { SpeciesSnapshot } from '../methods/snapshot.ts';
import type { Analyzer } from './analyzer.ts';

/**
 * How far f is from being nonnegative, for methods that evolve f itself and know its errors: the smallest f relative to the largest, and the
 * density of the negative values relative to that of all, -int min(f, 0) dv / int f dv.
 */
export const positivity: Analyzer = {
  name: 'positivity',
  prepare({ initial }) {
    const { species } = initial.mixture;
    const measured = species.flatMap((_, i) => (isGrid(initial.species[i]) ? [i] : []));
    return {
      quantities: measured.flatMap((i) => [
        { name: `minimum.${species[i].name}`, label: `smallest f of ${species[i].name} over the largest`, unit: '1' },
        {
          name: `negative_density.${species[i].name}`,
          label: `part of the density of ${species[i].name} that is negative`,
          unit: '1',
        },
      ]),
      measure(now, row) {
        measured.forEach((i, k) => {
          let smallest = Infinity;
          let largest = -Infinity;
          let negative = 0;
          let total = 0;
          const { integrals } = now.species[i];
          if (integrals !== undefined) {
            row[2 * k] = integrals.least;
            row[2 * k + 1] = integrals.negativeDensity / integrals.density;
            return;
          }
          for (const f of now.species[i].values) {
            smallest = Math.min(smallest, f);
            largest = Math.max(largest, f);
            negative -= Math.min(f, 0);
            total += f;
          }
          row[2 * k] = smallest / largest;
          row[2 * k + 1] = negative / total;
        });
      },
    };
  },
};

function isGrid({ noise, integrals }: SpeciesSnapshot): boolean {
  return noise !== undefined || integrals !== undefined;
}
