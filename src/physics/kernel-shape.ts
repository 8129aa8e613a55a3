import type * as z from 'zod';
import type { Dimension } from '../core/vector-field.ts';
import { number } from '../schema/fields.ts';
import type { PairKernel } from './pair-kernel.ts';

/** A family of collision kernels for scenarios. A new one is a file in kernel-shapes and a line in kernel-shapes.ts. */
export interface KernelShape<Parameters extends z.ZodType = z.ZodType> {
  /** One sentence that describes alpha. */
  readonly summary: string;
  /** The schema of its parameters. */
  parameters(dimension: Dimension | undefined): Parameters;
  create(parameters: Immutable<z.output<Parameters>>): PairKernel;
}

type Immutable<T> = { readonly [K in keyof T]: Immutable<T[K]> };

/** Returns the shape unchanged; ties the type of the argument of `create` to the schema. */
export function defineShape<Parameters extends z.ZodType>(shape: KernelShape<Parameters>): KernelShape<Parameters> {
  return shape;
}

/** An exponent gamma in (-d-2, 1]; if the dimension is unknown, in the range of d = 3. */
export function kernelExponent(text: string, dimension: Dimension | undefined) {
  return number(dimension === undefined ? `${text}; above -d-2` : text, { above: -(dimension ?? 3) - 2, to: 1 });
}
