import { type ForcingKind, forcings } from '../../physics/forcing.ts';
import { didYouMean } from '../../schema/nearest.ts';
import { describeValue, type Problem, plain } from '../../schema/problem.ts';
import type { Draft } from '../relations.ts';

/** What a forcing asks of the dimension and of the species, and that no species is heated twice. */
export function forcingProblems({ dimension, species = [], forcing = [] }: Draft): Problem[] {
  const names = species.flatMap((one) => one?.name ?? []);
  const heated = new Set<string>();
  return forcing.flatMap((entry, k) =>
    Object.entries(entry ?? {}).flatMap(([name, parameters]): Problem[] => {
      const path = ['forcing', k, name];
      const kind: ForcingKind | undefined = forcings[name as keyof typeof forcings];
      if (kind?.dimension !== undefined && dimension !== undefined && dimension !== kind.dimension)
        return [
          {
            ...{ path, at: 'key', expected: `dimension ${kind.dimension}`, got: `${name} in dimension ${dimension}` },
            wayOut: 'take it away',
          },
        ];
      const { species: of, exponent, temperature } = (parameters ?? {}) as Readonly<Record<string, unknown>>;
      if (typeof of !== 'string' || names.length < species.length) return [];
      const problems: Problem[] = [];
      if (!names.includes(of)) {
        const wayOut = didYouMean(of, names);
        const expected = `one of the species ${names.join(', ')}`;
        problems.push({ path: [...path, 'species'], expected, got: plain(of), ...(wayOut && { wayOut }) });
      } else if (name === 'heating' && heated.has(of))
        problems.push({
          path: [...path, 'species'],
          expected: 'one heating for each species',
          got: `${describeValue(of)} a second time`,
        });
      if (name === 'heating') heated.add(of);
      if (typeof exponent === 'number' && exponent !== 0 && temperature === undefined)
        problems.push({
          ...{ path, expected: 'the temperature at which the power is as given, as the exponent is not 0' },
          got: 'no temperature',
        });
      return problems;
    }),
  );
}
