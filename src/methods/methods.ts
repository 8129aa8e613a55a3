import { InputError } from '../core/errors.ts';
import type { ForcingPart } from '../physics/forcing.ts';
import { baths, collidingPairs, type Mixture } from '../physics/mixture.ts';
import type { Equation } from '../theory/exact.ts';
import { blob } from './blob.ts';
import { closedMoments } from './closed-moments.ts';
import { legendre } from './legendre.ts';
import { linearFokkerPlanck } from './linear-fokker-planck.ts';
import type { Method } from './method.ts';
import { pairCollisions } from './pair-collisions.ts';
import { spectralGrid } from './spectral-grid.ts';

/** All methods, in the order in which users see them. A new method is one file here and one line in this list. */
export const methods = [blob, linearFokkerPlanck, pairCollisions, spectralGrid, legendre, closedMoments] as const;

/** Returns the method with this name, or undefined. */
export function findMethod(name: string | undefined): Method | undefined {
  const all: readonly Method[] = methods;
  return all.find((method) => method.name === name);
}

/** Returns the method with a name that the schema has checked. */
export function methodNamed(name: string): Method {
  const found = findMethod(name);
  if (found === undefined) throw new TypeError(`no method ${name}`);
  return found;
}

/** Throws InputError if a method cannot apply a bath or forcing of the mixture. */
export function checkDrive({ name, drives }: Method, mixture: Mixture): void {
  const needed: readonly { readonly what: string; readonly able: (one: Method) => boolean }[] = [
    ...(baths(mixture).length === 0 ? [] : [{ what: 'baths', able: (one: Method) => one.drives?.baths === true }]),
    ...mixture.forcing.flatMap(({ name: what, ...parts }) => {
      const acting = Object.keys(parts) as ForcingPart[];
      const able = (one: Method) => acting.every((part) => one.drives?.forcing.includes(part));
      return [{ what, able }];
    }),
  ];
  const all: readonly Method[] = methods;
  const problems = needed.flatMap(({ what, able }) => {
    if (able({ drives } as Method)) return [];
    const suitable = all.filter(able).map((one) => one.name);
    const wayOut = suitable.length === 0 ? 'remove it' : `take the method ${suitable.join(' or ')}`;
    return [
      `${what === 'baths' ? what : `forcing: ${what}`}: expected none with the method ${name}, which has no such part; ${wayOut}`,
    ];
  });
  if (problems.length > 0) throw new InputError(problems);
}

/** Throws InputError if a method cannot follow the Coulomb logarithms of the mixture. */
export function checkFollowing({ name, follows }: Method, mixture: Mixture): void {
  if (mixture.following === undefined || follows === true) return;
  const all: readonly Method[] = methods;
  const suitable = all.filter((one) => one.follows === true).map((one) => one.name);
  throw new InputError(
    `collisions: lnLambda: expected a constant one with the method ${name}, whose strengths stay at their initial values; ` +
      `take auto, or the method ${suitable.join(' or ')}`,
  );
}

/** Throws InputError if a method cannot use the kernel of a colliding pair. */
export function checkKernels({ name, kernels }: Method, mixture: Mixture): void {
  const able = (shapes: readonly string[] | undefined, shape: string) => shape === 'power' || shapes?.includes(shape);
  const problems = collidingPairs(mixture).flatMap(([i, j]) => {
    const { shape } = mixture.kernel(i, j);
    if (able(kernels, shape)) return [];
    const all: readonly Method[] = methods;
    const suitable = all.filter((one) => able(one.kernels, shape)).map((one) => one.name);
    return [
      `collisions of ${mixture.species[i].name} and ${mixture.species[j].name}: expected an exponent with the method ${name}, got the kernel ${shape}; ` +
        `take the method ${suitable.join(' or ')}`,
    ];
  });
  if (problems.length > 0) throw new InputError(problems);
}

/** The equation that a method with valid options solves. */
export function equationOf(method: { readonly name: string }): Equation {
  return methodNamed(method.name).equation?.(method) ?? 'landau';
}
