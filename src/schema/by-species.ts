import * as z from 'zod';
import { either } from './fields.ts';

/** The key type of maps from species to values, by which they are told from other maps. */
const speciesName = z.string();

/** One value for all species, or a map from their names to values; `expected` names both. */
export function oneOrBySpecies<One extends z.ZodType, Each extends z.ZodType>(
  text: string,
  fields: { readonly one: One; readonly each: Each; readonly map: string },
  expected: { readonly either: string; readonly map: string },
) {
  const map = z.record(speciesName, fields.each, { error: expected.map }).describe(fields.map);
  return either(text, [fields.one, map], expected.either);
}

/** Whether the keys of a map in this field are names of species. */
export function isBySpecies(field: z.ZodType): boolean {
  if (field instanceof z.ZodPrefault || field instanceof z.ZodExactOptional || field instanceof z.ZodOptional)
    return isBySpecies(field.unwrap() as z.ZodType);
  if (field instanceof z.ZodUnion) return (field.options as readonly z.ZodType[]).some(isBySpecies);
  return field instanceof z.ZodRecord && field.keyType === speciesName;
}

/** The value of every species, from one for all or a map from their names; undefined where there is none. */
export function bySpecies(
  species: readonly { readonly name: string }[],
  value: number | Readonly<Record<string, number>> | undefined,
): readonly (number | undefined)[] {
  return species.map(({ name }) => (typeof value === 'object' ? value[name] : value));
}
