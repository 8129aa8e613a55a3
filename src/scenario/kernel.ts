import type * as z from 'zod';
import type { Dimension } from '../core/vector-field.ts';
import { kernelShapes } from '../physics/kernel-shapes.ts';
import { either, map } from '../schema/fields.ts';

/** A collision kernel alpha(r) beside the powers: a map with exactly one key, its shape. */
export function kernel(text: string, dimension: Dimension | undefined) {
  const shapes = Object.entries(kernelShapes).map(([name, { summary, parameters }]) =>
    map(summary, { [name]: parameters(dimension) }),
  );
  return either(
    text,
    shapes as unknown as readonly Schema[],
    `a map with exactly one of the keys ${Object.keys(kernelShapes).join(', ')}`,
  );
}

type Shapes = typeof kernelShapes;

/** The schemas of the shapes, each a map with its name as the only key. */
type Schema = {
  [Name in keyof Shapes & string]: z.ZodObject<
    { [Key in Name]: ReturnType<Shapes[Name]['parameters']> },
    z.core.$strict
  >;
}[keyof Shapes & string];
