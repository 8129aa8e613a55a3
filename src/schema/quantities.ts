import * as z from 'zod';
import { children, type Path } from './path.ts';

/** The kind of a physical quantity, which determines its units. A speed may also be given as the kinetic energy of a particle. */
export type QuantityKind =
  | 'mass'
  | 'charge'
  | 'density'
  | 'temperature'
  | 'velocity'
  | 'speed'
  | 'time'
  | 'electric field'
  | 'magnetic field'
  | 'acceleration'
  | 'frequency'
  | 'power density'
  | 'density rate';

/** `a time`, `an electric field`. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** The measure of a number. For the numbers of `expect`, the key above them determines it: they have the unit of a column. */
export type Measure = QuantityKind | 'column';

const measures = z.registry<{ readonly measure: Measure }>();

/** Registers the field as one that accepts numbers with units. */
export function measured<T extends z.ZodType>(measure: Measure, field: T): T {
  measures.add(field, { measure });
  return field;
}

/** The places of numbers with units within a value: the value itself, keys, or every key or index. */
export interface MeasureTree {
  readonly measure?: Measure;
  readonly keys: ReadonlyMap<string, MeasureTree>;
  readonly each?: MeasureTree;
}

const nowhere: MeasureTree = { keys: new Map() };

/** The tree of a schema; alternatives are merged. */
export function measureTree(schema: z.ZodType): MeasureTree {
  const own = measures.get(schema)?.measure;
  if (own !== undefined) return { measure: own, keys: new Map() };
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodExactOptional || schema instanceof z.ZodOptional)
    return measureTree(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodPipe) return measureTree(schema.in as z.ZodType);
  if (schema instanceof z.ZodUnion) return (schema.options as readonly z.ZodType[]).map(measureTree).reduce(merged);
  if (schema instanceof z.ZodArray) return { keys: new Map(), each: measureTree(schema.element as z.ZodType) };
  if (schema instanceof z.ZodTuple)
    return {
      keys: new Map(),
      each: (schema.def.items as readonly z.ZodType[]).map(measureTree).reduce(merged, nowhere),
    };
  if (schema instanceof z.ZodRecord) return { keys: new Map(), each: measureTree(schema.valueType as z.ZodType) };
  if (schema instanceof z.ZodObject) {
    const shape = Object.entries(schema.shape as Readonly<Record<string, z.ZodType>>);
    return { keys: new Map(shape.map(([key, field]) => [key, measureTree(field)])) };
  }
  return nowhere;
}

function merged(a: MeasureTree, b: MeasureTree): MeasureTree {
  const keys = new Map(a.keys);
  for (const [key, tree] of b.keys) keys.set(key, merged(keys.get(key) ?? nowhere, tree));
  const measure = a.measure ?? b.measure;
  const each = a.each && b.each ? merged(a.each, b.each) : (a.each ?? b.each);
  return { ...(measure && { measure }), keys, ...(each && { each }) };
}

/** A copy of `data` in which every text at a place for a number with a unit is replaced by `replace`. */
export function replaceQuantities(
  data: unknown,
  tree: MeasureTree,
  replace: (text: string, measure: Measure, path: Path) => unknown,
  path: Path = [],
): unknown {
  if (typeof data === 'string') return tree.measure === undefined ? data : replace(data, tree.measure, path);
  const inside = children(data);
  if (inside === undefined || (tree.keys.size === 0 && tree.each === undefined)) return data;
  const below = (step: string | number, value: unknown) => {
    const subtree = tree.keys.get(String(step)) ?? tree.each;
    return subtree === undefined ? value : replaceQuantities(value, subtree, replace, [...path, step]);
  };
  if (Array.isArray(data)) return data.map((value, k) => below(k, value));
  const copy = Object.entries(inside).map(([key, value]) => [key, below(key, value)] as const);
  return Object.fromEntries(copy);
}

/** A number followed by other text. The parser of quantities checks the units. */
const withUnit = '^\\s*[-+]?\\.?\\d.*\\D';

/** The schema of a measured number for editors: a number in its range, or a text with a unit. */
export function orText(schema: z.core.JSONSchema.BaseSchema, field: z.core.$ZodType): void {
  if (measures.get(field as z.ZodType) === undefined) return;
  const { description, ...rest } = schema;
  for (const key of Object.keys(schema)) delete schema[key];
  Object.assign(schema, { description, anyOf: [rest, { type: 'string', pattern: withUnit }] });
}
