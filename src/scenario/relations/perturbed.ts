import type { Draft } from '../draft.ts';
import { perturbedDefaults } from '../initial.ts';
import { describeValue, type Problem } from '../problem.ts';

type Species = NonNullable<NonNullable<Draft['species']>[number]>;

/** The perturbation is one of the whole mixture: every species takes part in it with the same parameters, on a lattice. */
export function perturbedProblems({ species = [], collisions }: Draft): Problem[] {
  const first = species.findIndex((one) => one !== undefined && parametersOf(one) !== undefined);
  const common = species[first] && parametersOf(species[first]);
  if (common === undefined) return [];
  const problems = species.flatMap((one, i) => [
    ...(one === undefined ? [] : [...kindProblems(one, i, first), ...differences(one, i, common, first)]),
    ...samplingProblems(one?.particles?.sampling, i, first),
  ]);
  const partners = collisions?.background ?? [];
  if (partners.length > 0)
    problems.push({
      path: ['collisions', 'background'],
      expected: `no immobile partners, since species[${first}] starts from perturbed`,
      got: describeValue(partners),
    });
  return problems;
}

/** With the defaults filled in; undefined for a species that starts from something else. */
function parametersOf({ initial }: Species): Readonly<Record<string, number | undefined>> | undefined {
  return initial !== undefined && 'perturbed' in initial ? { ...perturbedDefaults, ...initial.perturbed } : undefined;
}

function kindProblems({ initial }: Species, i: number, first: number): Problem[] {
  const kind = Object.keys(initial ?? {})[0];
  if (kind === undefined || kind === 'perturbed') return [];
  return [
    {
      path: ['species', i, 'initial', kind],
      at: 'key',
      expected: `perturbed, since species[${first}] starts from it and all take part`,
      got: kind,
      wayOut: 'give every species the same perturbed',
    },
  ];
}

function differences(
  one: Species,
  i: number,
  common: NonNullable<ReturnType<typeof parametersOf>>,
  first: number,
): Problem[] {
  return Object.entries(parametersOf(one) ?? {}).flatMap(([name, value]) =>
    value === undefined || common[name] === undefined || value === common[name]
      ? []
      : [
          {
            path: ['species', i, 'initial', 'perturbed', name],
            expected: `${common[name]}, as of species[${first}]`,
            got: describeValue(value),
          },
        ],
  );
}

function samplingProblems(sampling: string | undefined, i: number, first: number): Problem[] {
  if (sampling === undefined || sampling === 'lattice') return [];
  return [
    {
      path: ['species', i, 'particles', 'sampling'],
      expected: `lattice, since species[${first}] starts from perturbed`,
      got: sampling,
    },
  ];
}
