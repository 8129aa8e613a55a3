import * as z from 'zod';
import type { Dimension } from '../core/vector-field.ts';
import { type Measure, measured, withArticle } from './quantities.ts';

/*
 * The vocabulary of the schema. Every field is made here, so that its check, the phrase `expected ...` of an error and
 * its help text come from the same data. The message of an error is always that phrase, except for an unknown key,
 * where it is the list of the known keys.
 */

// A compiled schema takes twice the time on first use, and no less time later.
z.config({ jitless: true });

/** Bounds of a number: x > above, x >= from, x < below, x <= to. */
export interface Range {
  readonly above?: number;
  readonly from?: number;
  readonly below?: number;
  readonly to?: number;
}

export function number(text: string, range: Range = {}): z.ZodNumber {
  const error = `a number${inWords(range)}`;
  return described(z.number({ error, checks: bounds(range, error) }), `${text} (${error}).`);
}

/** A number that may have a unit of its kind if the scenario has units: `1 keV`. */
export function quantity(measure: Measure, text: string, range: Range = {}): z.ZodNumber {
  const kind = measure === 'speed' ? 'velocity' : measure === 'column' ? 'value' : measure;
  const words = `${text} (a number${inWords(range)}, or ${withArticle(kind)} with its unit).`;
  return measured(measure, described(number(text, range), words));
}

export function integer(text: string, range: Range = {}): z.ZodNumber {
  const error = `an integer${inWords(range)}`;
  return described(z.int({ error }).check(...bounds(range, error)), `${text} (${error}).`);
}

/** An even integer; the error for an odd one carries the range, see nearestEven. */
export function evenInteger(text: string, { from, to }: { readonly from: number; readonly to: number }): z.ZodNumber {
  const error = `an even integer in [${from}, ${to}]`;
  const even = { error, params: { even: { from, to } } };
  return integer(text, { from, to }).refine((n) => n % 2 === 0, even);
}

/** `take 46 or 48` for an odd number where an even one is expected; undefined for every other problem. */
export function nearestEven(params: unknown, value: unknown): string | undefined {
  const { even } = (params ?? {}) as { readonly even?: { readonly from: number; readonly to: number } };
  if (even === undefined || typeof value !== 'number') return undefined;
  const neighbours = [value - 1, value + 1].filter((n) => n >= even.from && n <= even.to);
  return neighbours.length === 0 ? undefined : `take ${neighbours.join(' or ')}`;
}

export function flag(text: string): z.ZodBoolean {
  return described(z.boolean({ error: 'true or false' }), `${text} (true or false).`);
}

/** Non-empty text. */
export function text(about: string): z.ZodString {
  return described(z.string({ error: 'text', checks: [z.minLength(1, { error: 'text' })] }), `${about} (text).`);
}

export function choice<const Values extends readonly string[]>(text: string, values: Values) {
  return described(z.enum(values, { error: oneOf(values) }), `${text} (${oneOf(values)}).`);
}

/** One component per dimension; if the dimension is unknown, lists of 2 and of 3 both pass. */
export function vector(text: string, dimension: Dimension | undefined, measure?: Measure, range: Range = {}) {
  const error = `a list of ${dimension ?? '2 or 3'} numbers${inWords(range)}, one per dimension`;
  const component = measure === undefined ? number('A component', range) : quantity(measure, 'A component', range);
  return described(
    z.array(component, { error }).check(z.minLength(dimension ?? 2, { error }), z.maxLength(dimension ?? 3, { error })),
    `${text} (${error}${measure === undefined ? '' : ', each may carry a unit'}).`,
  );
}

/** A list of at least one item; `items` is its name in messages: `species`. */
export function list<T extends z.ZodType>(text: string, item: T, items: string) {
  const error = `a list of ${items}, at least one`;
  return described(z.array(item, { error }).min(1, { error }), text);
}

/** A value that fits one of several schemas; `expected` names all of them. */
export function either<const Branches extends readonly z.ZodType[]>(
  text: string,
  branches: Branches,
  expected: string,
) {
  return described(z.union(branches, { error: expected }), `${text} (${expected}).`);
}

/** A field whose value is converted by `read`, with the same help text. */
export function readAs<T extends z.ZodType, Read>(field: T, read: (given: z.output<T>) => Read) {
  return described(field.transform(read), field.description ?? '');
}

/** A map with exactly these keys. */
export function map<Shape extends z.core.$ZodLooseShape>(text: string, shape: Shape) {
  const keys = Object.keys(shape).join(', ');
  const error = (issue: { readonly code?: string | undefined }) =>
    issue.code === 'unrecognized_keys' ? keys : `a map with the keys ${keys}`;
  return described(z.strictObject(shape, { error }), text);
}

/** A key that may be absent, with a default value, which is added to the help text. */
export function withDefault<T extends z.ZodType>(
  field: T,
  value: z.core.util.NoUndefined<z.input<T>>,
): z.ZodPrefault<T> {
  return described(z.prefault(field, value), `${field.description} Default: ${JSON.stringify(value)}.`);
}

/** A key that may be absent; `absent` describes the default in the help text. */
export function optional<T extends z.ZodType>(field: T, absent: string): z.ZodExactOptional<T> {
  return described(z.exactOptional(field), `${field.description} Default: ${absent}.`);
}

/** A choice among the entries of a registry by name; the help text ends with the summary of each entry. */
export function choiceOf<Name extends string>(
  text: string,
  kinds: Readonly<Record<Name, { readonly summary?: string }>>,
) {
  const names = Object.keys(kinds) as Name[];
  return choice(`${text}: ${explained(Object.entries(kinds))}`, names);
}

/** `a (its summary), b or c (its summary)` for entries of a registry. */
export function explained(kinds: readonly (readonly [name: string, kind: { readonly summary?: string }])[]): string {
  const words = kinds.map(([name, { summary }]) => (summary === undefined ? name : `${name} (${summary})`));
  return [...(words.length > 1 ? [words.slice(0, -1).join(', ')] : []), ...words.slice(-1)].join(' or ');
}

/** `one of a, b, c`, or the word itself if there is only one. */
export function oneOf(words: readonly string[]): string {
  return words.length === 1 ? words[0] : `one of ${words.join(', ')}`;
}

function inWords({ above, from, below, to }: Range): string {
  const low = above ?? from;
  const high = below ?? to;
  if (low !== undefined && high !== undefined)
    return ` in ${above === undefined ? '[' : '('}${low}, ${high}${below === undefined ? ']' : ')'}`;
  if (low !== undefined) return ` ${above === undefined ? '>=' : '>'} ${low}`;
  if (high !== undefined) return ` ${below === undefined ? '<=' : '<'} ${high}`;
  return '';
}

/**
 * Adds a help text to a new schema. Unlike `describe`, this does not copy the schema, which would take as long as making it;
 * the schema of scenarios has 800 parts.
 */
function described<T extends z.ZodType>(fresh: T, description: string): T {
  z.globalRegistry.add(fresh, { description });
  return fresh;
}

/** The checks that are passed to a schema when it is made; `check` would make it a second time. */
function bounds({ above, from, below, to }: Range, error: string) {
  return [
    above === undefined ? [] : z.gt(above, { error }),
    from === undefined ? [] : z.gte(from, { error }),
    below === undefined ? [] : z.lt(below, { error }),
    to === undefined ? [] : z.lte(to, { error }),
  ].flat();
}

/** The key type of maps from species to values, which distinguishes them from other maps. */
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

/** The value of every species, from one value for all or a map by name; undefined for species without a value. */
export function bySpecies(
  species: readonly { readonly name: string }[],
  value: number | Readonly<Record<string, number>> | undefined,
): readonly (number | undefined)[] {
  return species.map(({ name }) => (typeof value === 'object' ? value[name] : value));
}
