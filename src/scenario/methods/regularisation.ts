import * as z from 'zod';
import { choice, either, map, number, optional, withDefault } from '../fields.ts';
import { spacing } from './spacing.ts';

const scores = ['plain', 'extrapolated'] as const;

const reconstructions = ['moment-preserving', 'mollified'] as const;

/** The keys of every method whose particles follow the score of a regularised entropy. */
export function regularisation() {
  const tolerance = number('Where the mollifier is cut off, relative to its largest value', { above: 0, below: 1 });
  const score = choice(
    'How the entropy is regularised: plain (by one mollifier) or extrapolated (to no smoothing, from several mollifiers; with the two levels 1 and 2 at two to three times the cost of a score)',
    scores,
  );
  const reconstruction = choice(
    'How f is made of the particles: moment-preserving (drawn in before they are mollified, so that f has exactly their mean and temperature tensor) or mollified (where they are, so that f is hotter by the smoothing temperature)',
    reconstructions,
  );
  return {
    reconstruction: withDefault(reconstruction, 'mollified'),
    smoothing: withDefault(smoothing(), { rule: 'spacing' }),
    spacing: optional(spacing(), 'chosen from the particles'),
    tolerance: withDefault(tolerance, 1e-10),
    score: withDefault(score, 'plain'),
    levels: optional(
      levels(),
      '[1, 1.25, 1.5] with the moment-preserving reconstruction, [1, 2] with the mollified one',
    ),
  };
}

function smoothing() {
  return either(
    'Variance eps of the Gaussian mollifier',
    [
      map('One smoothing temperature for all species: eps_i = kappa / m_i.', {
        temperature: number('Smoothing temperature kappa', { above: 0 }),
      }),
      map(
        'From the spacing h of the lattice: eps = factor h^power, in units of the thermal speed where moments are preserved.',
        {
          rule: z.literal('spacing', { error: 'spacing' }).describe('The rule (spacing).'),
          factor: optional(
            number('Factor of the rule', { above: 0 }),
            '0.64, or less where a moment-preserving mollifier has to be narrower than its species',
          ),
          power: withDefault(number('Power of the rule', { above: 0 }), 1.98),
        },
      ),
    ],
    'a map with the key temperature or the key rule',
  );
}

/** Levels of the extrapolated score. */
function levels() {
  const error = 'a list of 2 to 4 numbers that rise from 1, the largest at most 16';
  return z
    .array(number('Variance of a mollifier in units of the narrowest one', { from: 1, to: 16 }), { error })
    .min(2, { error })
    .max(4, { error })
    .refine((ratios) => ratios[0] === 1 && ratios.every((r, k) => k === 0 || r > ratios[k - 1]), { error })
    .describe(
      `Variances of the mollifiers from which the extrapolated score is extrapolated, in units of the narrowest one (${error}).`,
    );
}
