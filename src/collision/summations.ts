import { InputError } from '../core/errors.ts';
import type { Mixture } from '../physics/mixture.ts';
import { direct } from './direct.ts';
import { mesh } from './mesh.ts';
import { moments } from './moments.ts';
import { randomBatch } from './random-batch.ts';
import type { Summation, SummationSetting } from './summation.ts';

/** Every summation by its name in scenarios, in the order of listings. A new summation is a file here and a line in this list. */
export const summations = {
  direct,
  moments,
  mesh,
  'random-batch': randomBatch,
} as const satisfies Readonly<Record<string, Summation>>;

/** The registry without the types of its entries. */
const all: Readonly<Record<string, Summation>> = summations;

/**
 * Returns the summation `name` or, for `auto`, the one with the least work for so many particles of each species that can sum the
 * mixture's forces with its own options. Throws InputError for an unknown summation and for one that refuses the mixture.
 */
export function chooseSummation(
  name: string,
  mixture: Mixture,
  counts: readonly number[] = mixture.species.map(() => 1),
  settingOf: (summation: Summation) => SummationSetting = () => ({}),
): Summation {
  if (name === 'auto')
    return Object.values(all)
      .flatMap((each) =>
        each.work === undefined || each.isSafe?.(mixture) === false ? [] : [{ each, work: each.work(mixture, counts) }],
      )
      .sort((a, b) => a.work - b.work)
      .find(({ each }) => each.refusal(mixture, settingOf(each)) === null)!.each;
  const chosen = all[name];
  if (chosen === undefined)
    throw new InputError(
      `method.summation: expected auto or one of ${Object.keys(summations).join(', ')}, got ${name}`,
    );
  const refusal = chosen.refusal(mixture, settingOf(chosen));
  if (refusal !== null) throw new InputError(`method.summation: ${name} cannot be used: ${refusal}`);
  return chosen;
}
