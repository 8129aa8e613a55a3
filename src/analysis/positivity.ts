import type { SpeciesSnapshot } from '../methods/snapshot.ts';
import type { Analyzer, Quantity } from './analyzer.ts';

/**
 * How far f is from being nonnegative, for methods that evolve f itself and know its errors: the smallest f relative to the largest, the
 * density of the negative values relative to the total, -int min(f, 0) dv / int f dv, and the number of nodes with f < 0. For an expansion
 * also the smallest f that it resolves, and the fraction of the largest f in its last terms, which shows how far the coefficients decay.
 */
export const positivity: Analyzer = {
  name: 'positivity',
  prepare({ initial }) {
    const { species } = initial.mixture;
    const measured = species.flatMap((_, i) => (isGrid(initial.species[i]) ? [i] : []));
    return {
      quantities: measured.flatMap((i): Quantity[] => {
        const { name } = species[i];
        return [
          { name: `minimum.${name}`, label: `smallest f of ${name} over the largest`, unit: '1' },
          { name: `negative_density.${name}`, label: `part of the density of ${name} that is negative`, unit: '1' },
          { name: `negative_nodes.${name}`, label: `nodes at which f of ${name} is negative`, unit: '1' },
          ...(initial.species[i].integrals === undefined
            ? []
            : [
                {
                  name: `smallest_resolved.${name}`,
                  label: `smallest f of ${name} that the expansion resolves, over the largest`,
                  unit: '1',
                },
                {
                  name: `unresolved.${name}`,
                  label: `part of the largest f of ${name} in the last terms of the expansion`,
                  unit: '1',
                },
              ]),
        ];
      }),
      measure(now, row) {
        let at = 0;
        for (const i of measured) for (const value of positivityOf(now.species[i])) row[at++] = value;
      },
    };
  },
};

/** Returns the columns of one species, in order. */
function positivityOf(species: SpeciesSnapshot): readonly number[] {
  const { integrals } = species;
  if (integrals !== undefined) {
    const { least, negativeDensity, density, negativePoints, smallestResolved, unresolved } = integrals;
    return [least, negativeDensity / density, negativePoints, smallestResolved, unresolved];
  }
  let smallest = Infinity;
  let largest = -Infinity;
  let negative = 0;
  let total = 0;
  let nodes = 0;
  for (const f of species.values) {
    smallest = Math.min(smallest, f);
    largest = Math.max(largest, f);
    negative -= Math.min(f, 0);
    total += f;
    if (f < 0) nodes++;
  }
  return [smallest / largest, negative / total, nodes];
}

function isGrid({ noise, integrals }: SpeciesSnapshot): boolean {
  return noise !== undefined || integrals !== undefined;
}
