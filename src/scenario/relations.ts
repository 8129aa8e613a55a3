import { findMethod } from '../methods/methods.ts';
import { type ForcingKind, forcings } from '../physics/forcing.ts';
import { isBySpecies } from '../schema/fields.ts';
import type { Path } from '../schema/path.ts';
import { describeValue, didYouMean, type Problem, plain } from '../schema/problem.ts';
import { collisionProblems } from './relations/collisions.ts';
import { particleProblems, perturbedProblems } from './relations/particles.ts';
import { expectationProblems, projectionProblems, scheduleProblems } from './relations/schedule.ts';
import type { ScenarioInput } from './scenario.ts';

/** Conditions that involve several fields. Every check uses only the valid fields of a draft. */
export const relations: readonly ((draft: Draft) => Problem[])[] = [
  nameProblems,
  methodProblems,
  particleProblems,
  collisionProblems,
  perturbedProblems,
  forcingProblems,
  scheduleProblems,
  projectionProblems,
  expectationProblems,
];

/** Conditions on the combined options of a method, as defined by the method. */
function methodProblems({ method }: Draft): Problem[] {
  const problems = findMethod(method?.name)?.problems?.(method ?? {}) ?? [];
  return problems.map((problem) => ({ ...problem, path: ['method', ...problem.path] }));
}

/** Names of species and baths must be unique, and every name that is mentioned must exist. */
function nameProblems({ species = [], baths = [], collisions, method, reference, expect }: Draft): Problem[] {
  const names = species.flatMap((one) => one?.name ?? []);
  const bathNames = baths.flatMap((one) => one?.name ?? []);
  const mentions: { path: Path; at?: 'key'; name: string }[] = [];
  collisions?.pairs?.forEach((pair, k) => {
    pair?.between?.forEach((name, side) => {
      const isBath = name !== undefined && bathNames.includes(name);
      if (name !== undefined && !isBath) mentions.push({ path: ['collisions', 'pairs', k, 'between', side], name });
    });
  });
  collisions?.background?.forEach((partners, k) => {
    const name = partners?.species;
    if (name !== undefined) mentions.push({ path: ['collisions', 'background', k, 'species'], name });
  });
  const ofSpecies = optionsBySpecies(method?.name);
  for (const [key, value] of Object.entries(method ?? {}))
    if (typeof value === 'object' && ofSpecies.has(key))
      for (const name of Object.keys(value)) mentions.push({ path: ['method', key, name], at: 'key', name });
  for (const column of Object.keys(typeof reference === 'object' ? (reference.columns ?? {}) : {}))
    for (const name of speciesOf(column)) mentions.push({ path: ['reference', 'columns', column], at: 'key', name });
  for (const column of Object.keys(expect ?? {}))
    for (const name of speciesOf(column)) mentions.push({ path: ['expect', column], at: 'key', name });

  const problems: Problem[] = [];
  species.forEach((one, i) => {
    if (one?.name !== undefined && species.findIndex((other) => other?.name === one.name) < i)
      problems.push({
        path: ['species', i, 'name'],
        expected: 'a unique name for each species',
        got: `${describeValue(one.name)} a second time`,
      });
  });
  baths.forEach((one, i) => {
    if (one?.name !== undefined && (names.includes(one.name) || bathNames.indexOf(one.name) < i))
      problems.push({
        path: ['baths', i, 'name'],
        expected: 'a unique name for each bath, different from the names of the species',
        got: `${describeValue(one.name)} a second time`,
      });
  });
  // A species without a valid name may be the one that is mentioned.
  if (problems.length > 0 || names.length < species.length) return problems;
  for (const { path, at, name } of mentions) {
    if (names.includes(name)) continue;
    const wayOut = didYouMean(name, names);
    const expected = `${names.length > 1 ? 'one of the species' : 'the species'} ${names.join(', ')}`;
    problems.push({ path, ...(at && { at }), expected, got: plain(name), ...(wayOut && { wayOut }) });
  }
  return problems;
}

/** The options of a method that accept a map by species. Cached, because making them takes half as long as a whole validation. */
function optionsBySpecies(method: string | undefined): ReadonlySet<string> {
  const options = findMethod(method)?.options;
  if (options === undefined) return new Set();
  const keys =
    bySpecies.get(options) ??
    new Set(Object.entries(options()).flatMap(([key, field]) => (isBySpecies(field) ? [key] : [])));
  bySpecies.set(options, keys);
  return keys;
}

const bySpecies = new Map<() => object, ReadonlySet<string>>();

/** The species in a column's name: all words after the base, except the last word of a dissipation, which names a part. */
function speciesOf(column: string): readonly string[] {
  const [base, ...words] = column.split('.');
  // In these columns the words are givers of momentum or energy, or may be baths.
  if (base.endsWith('_from') || base === 'coulomb_logarithm') return [];
  return base === 'fisher_dissipation' ? words.slice(0, -1) : words;
}

/** T with all keys optional: the rest of a value after its invalid parts are removed. */
type Remains<T> = T extends object ? { readonly [K in keyof T]?: Remains<T[K]> | undefined } : T;

/** A scenario as written, without its invalid parts. Relations between fields are checked on the rest. */
export type Draft = Remains<ScenarioInput>;

/** Checks the dimension and the species of every forcing, and that no species is heated twice. */
function forcingProblems({ dimension, species = [], forcing = [] }: Draft): Problem[] {
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
            wayOut: 'remove it',
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
          ...{ path, expected: 'the temperature at which the heating rate equals power, since the exponent is not 0' },
          got: 'no temperature',
        });
      return problems;
    }),
  );
}
