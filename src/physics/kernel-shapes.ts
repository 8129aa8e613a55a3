import type * as z from 'zod';
import type { KernelShape } from './kernel-shape.ts';
import { powers, screened, softened } from './kernel-shapes/powers.ts';
import { table } from './kernel-shapes/table.ts';
import type { PairKernel } from './pair-kernel.ts';

/** Every shape of a collision kernel beside the power r^gamma, by its name in scenarios, in the order of their listing. */
export const kernelShapes = { powers, screened, softened, table } as const satisfies Readonly<
  Record<string, KernelShape>
>;

type Shapes = typeof kernelShapes;

/** A kernel as a scenario has it: one key, its shape, with the parameters. */
export type KernelChoice = {
  [Name in keyof Shapes]: { readonly [Key in Name]: z.output<ReturnType<Shapes[Name]['parameters']>> };
}[keyof Shapes];

/** The kernel that a scenario asks for. */
export function createKernel(choice: Readonly<Record<string, unknown>>): PairKernel {
  const [name, parameters] = Object.entries(choice)[0];
  return (kernelShapes as Readonly<Record<string, KernelShape>>)[name].create(parameters as object);
}
