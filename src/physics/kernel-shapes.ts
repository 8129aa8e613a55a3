import type * as z from 'zod';
import type { KernelShape } from './kernel-shape.ts';
import { powers, screened, softened } from './kernel-shapes/powers.ts';
import { table } from './kernel-shapes/table.ts';
import type { PairKernel } from './pair-kernel.ts';

/** The shapes of collision kernels other than the power r^gamma, by their names in scenarios, in the order of their listing. */
export const kernelShapes = { powers, screened, softened, table } as const satisfies Readonly<
  Record<string, KernelShape>
>;

type Shapes = typeof kernelShapes;

/** A kernel in a scenario: a map with the shape as the only key and the parameters as its value. */
export type KernelChoice = {
  [Name in keyof Shapes]: { readonly [Key in Name]: z.output<ReturnType<Shapes[Name]['parameters']>> };
}[keyof Shapes];

/** Makes the kernel of a scenario. */
export function createKernel(choice: Readonly<Record<string, unknown>>): PairKernel {
  const [name, parameters] = Object.entries(choice)[0];
  return (kernelShapes as Readonly<Record<string, KernelShape>>)[name].create(parameters as object);
}
