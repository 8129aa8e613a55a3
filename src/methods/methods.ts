import type { Equation } from '../theory/exact.ts';
import { blob } from './blob.ts';
import { closedMoments } from './closed-moments.ts';
import { legendre } from './legendre.ts';
import { linearFokkerPlanck } from './linear-fokker-planck.ts';
import type { Method } from './method.ts';
import { pairCollisions } from './pair-collisions.ts';
import { spectralGrid } from './spectral-grid.ts';

/** Every method, in the order in which they are listed to users. A new one is a file here and a line in this list. */
export const methods = [blob, linearFokkerPlanck, pairCollisions, spectralGrid, legendre, closedMoments] as const;

/** The method of a name, if there is one. */
export function findMethod(name: string | undefined): Method | undefined {
  const all: readonly Method[] = methods;
  return all.find((method) => method.name === name);
}

/** The method of a name that the schema has checked. */
export function methodNamed(name: string): Method {
  const found = findMethod(name);
  if (found === undefined) throw new TypeError(`no method ${name}`);
  return found;
}

/** What a method with valid options solves. */
export function equationOf(method: { readonly name: string }): Equation {
  return methodNamed(method.name).equation?.(method) ?? 'landau';
}
