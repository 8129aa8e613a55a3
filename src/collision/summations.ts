import { InputError } from '../core/errors.ts';
import type { Mixture } from '../physics/mixture.ts';
import { direct } from './direct.ts';
import { mesh } from './mesh.ts';
import { moments } from './moments.ts';
import { randomBatch } from './random-batch.ts';
import type { Summation, SummationSetting } from './summation.ts';

/** Every summation by name. */
export const summations: Readonly<Record<string, Summation>> = {
  moments,
  mesh,
  direct,
  'random-batch': randomBatch,
};

/**
 * The summation asked for, or with `auto` the one with the least work, for so many particles of each species, that can
 * sum the mixture's forces. Throws InputError for an unknown one and for one that refuses.
 */
export function chooseSummation(
  name: string,
  mixture: Mixture,
  counts: readonly number[] = mixture.species.map(() => 1),
  setting: SummationSetting = {},
): Summation {
  if (name === 'auto')
    return Object.values(summations)
      .flatMap((each) => (each.work === undefined ? [] : [{ each, work: each.work(mixture, counts) }]))
      .sort((a, b) => a.work - b.work)
      .find(({ each }) => each.refusal(mixture, setting) === null)!.each;
  const chosen = summations[name];
  if (chosen === undefined)
    throw new InputError(
      `method.summation: expected auto or one of ${Object.keys(summations).join(', ')}, got ${name}`,
    );
  const refusal = chosen.refusal(mixture, setting);
  if (refusal !== null) throw new InputError(`method.summation: ${name} cannot be used: ${refusal}`);
  return chosen;
}
