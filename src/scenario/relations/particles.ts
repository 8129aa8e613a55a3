import { perturbedDefaults } from '../../ensemble/distributions/perturbed.ts';
import { samplingRules } from '../../ensemble/sampling-rules.ts';
import { describeValue, type Problem } from '../../schema/problem.ts';
import type { Draft } from '../relations.ts';
import { defaultSamplingOf } from '../species.ts';

/** The smallest number of particles per axis of a lattice. */
const fewestPerAxis = 4;

export function particleProblems({ dimension, species = [], method }: Draft): Problem[] {
  return species.flatMap((one, i) => {
    const { sampling, count, box, weightThreshold } = one?.particles ?? {};
    const path = ['species', i, 'particles'];
    const problems: Problem[] = [];
    const chosen = sampling ?? (one?.initial === undefined ? undefined : defaultSamplingOf(one.initial, method?.name));
    const rule = samplingRules.find(({ name }) => name === chosen);
    if (rule?.onLattice && dimension !== undefined && count !== undefined) {
      const expected = latticeCount(count, dimension);
      if (expected !== undefined) problems.push({ path: [...path, 'count'], expected, got: String(count) });
    }
    if (box?.[0] !== undefined && box[1] !== undefined && box[0] >= box[1])
      problems.push({ path: [...path, 'box'], expected: 'lower < upper', got: describeValue(box) });
    const ofFile = one?.initial !== undefined && 'particles' in one.initial;
    if (sampling !== undefined && rule?.ofFile === true && one?.initial !== undefined && !ofFile)
      problems.push({
        path: [...path, 'sampling'],
        expected: `particles of a file with ${sampling} sampling, such as initial: { particles: { file: beam.csv } }`,
        got: `a species that starts from ${Object.keys(one.initial)[0]}`,
        wayOut: 'take sampling: lattice',
      });
    if (box !== undefined && rule?.ofFile === true)
      problems.push({
        path: [...path, 'box'],
        at: 'key',
        expected: 'no box for particles of a file, which keep their velocities',
        got: describeValue(box),
        wayOut: 'remove it or use sampling: lattice',
      });
    if (weightThreshold !== undefined && rule?.onLattice === false)
      problems.push({
        path: [...path, 'weightThreshold'],
        at: 'key',
        expected: `no weight threshold with ${chosen} sampling`,
        got: String(weightThreshold),
        wayOut: 'remove it or use sampling: lattice',
      });
    return problems;
  });
}

/** The counts that a lattice accepts near `count`; undefined if `count` is a large enough d-th power. */
function latticeCount(count: number, dimension: 2 | 3): string | undefined {
  const power = (perAxis: number) => perAxis ** dimension;
  const nearest = Math.round(count ** (1 / dimension));
  if (power(nearest) === count && nearest >= fewestPerAxis) return undefined;
  const lower = Math.max(power(nearest) <= count ? nearest : nearest - 1, fewestPerAxis);
  const [a, b] = [lower, lower + 1].map((perAxis) => `${power(perAxis)} (${perAxis}^${dimension})`);
  const few = count < power(fewestPerAxis) ? ` with at least ${fewestPerAxis} per axis` : '';
  return `a perfect ${dimension === 2 ? 'square' : 'cube'}${few} such as ${a} or ${b}`;
}

type Species = NonNullable<NonNullable<Draft['species']>[number]>;

/** Checks a perturbed mixture: all species must be perturbed with the same parameters, on a lattice. */
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

/** The parameters of `perturbed` with defaults filled in; undefined for a species with a different initial distribution. */
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
      expected: `perturbed for every species, since species[${first}] starts from it`,
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
            expected: `${common[name]}, as in species[${first}]`,
            got: describeValue(value),
          },
        ],
  );
}

function samplingProblems(sampling: string | undefined, i: number, first: number): Problem[] {
  if (sampling === undefined || samplingRules.find(({ name }) => name === sampling)?.onLattice !== false) return [];
  return [
    {
      path: ['species', i, 'particles', 'sampling'],
      expected: `lattice, since species[${first}] starts from perturbed`,
      got: sampling,
    },
  ];
}
