import * as z from 'zod';
import type { Method, OptionShape } from '../methods/method.ts';
import { methods } from '../methods/methods.ts';
import { map, oneOf, withDefault } from '../schema/fields.ts';

/** What evolves the mixture of a scenario that does not say. */
export const defaultMethod = 'blob';

/** How the mixture is evolved: one of the registered methods with its options, told apart by `name`. */
export function method() {
  const all: readonly Method[] = methods;
  const expected = (issue: z.core.$ZodRawIssue) =>
    issue.code === 'invalid_union' ? oneOf(all.map(({ name }) => name)) : 'a map with the key name';
  const union = z
    .discriminatedUnion('name', all.map(optionsOf) as unknown as Schemas<typeof methods>, { error: expected })
    .describe('The method that evolves the mixture: its name and options.');
  return withDefault(union, { name: defaultMethod });
}

function optionsOf({ name, summary, options }: Method) {
  return map(summary, {
    name: z.literal(name, { error: name }).describe(`The method (${name}).`),
    ...options(),
  });
}

/** The schema of each registered method, which a list of methods cannot say by itself. */
type Schemas<All extends readonly Method[]> = {
  -readonly [K in keyof All]: All[K] extends Method<infer Name, infer Shape> ? SchemaOf<Name, Shape> : never;
};

type SchemaOf<Name extends string, Shape extends OptionShape> = z.ZodObject<
  { name: z.ZodLiteral<Name> } & { -readonly [K in keyof Shape]: Shape[K] },
  z.core.$strict
>;
