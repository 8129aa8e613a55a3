import type { Scenario } from '../scenario/scenario.ts';

/** The value of every species, from one for all or a map from their names; undefined where there is none. */
export function bySpecies(
  { species }: Pick<Scenario, 'species'>,
  value: number | Readonly<Record<string, number>> | undefined,
): readonly (number | undefined)[] {
  return species.map(({ name }) => (typeof value === 'object' ? value[name] : value));
}
