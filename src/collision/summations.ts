import { InputError } from '../core/errors.ts';
import type { Mixture } from '../physics/mixture.ts';
import { direct } from './direct.ts';
import { moments } from './moments.ts';
import type { Summation } from './summation.ts';

/** Every summation by name, the preferred ones first. */
export const summations: Readonly<Record<string, Summation>> = { moments, direct };

/** The summation asked for, or with `auto` the first that can sum the mixture's forces. */
export function chooseSummation(name: string, mixture: Mixture): Summation {
  if (name === 'auto') return Object.values(summations).find((each) => each.refusal(mixture) === null)!;
  const chosen = summations[name];
  if (chosen === undefined)
    throw new InputError(
      `method.summation: expected auto or one of ${Object.keys(summations).join(', ')}, got ${name}`,
    );
  const refusal = chosen.refusal(mixture);
  if (refusal !== null) throw new InputError(`method.summation: ${name} cannot be used: ${refusal}`);
  return chosen;
}
