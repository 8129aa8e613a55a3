import * as z from 'zod';
import { choice, either, map, number, optional, withDefault } from '../fields.ts';
import { spacing } from './spacing.ts';

const scores = ['plain', 'extrapolated'] as const;

/** The keys of every method whose particles follow the score of a regularised entropy. */
export function regularisation() {
  const tolerance = number('Where the mollifier is cut off, relative to its largest value', { above: 0, below: 1 });
  const score = choice(
    'How the entropy is regularised: plain (mollified; biased to first order in the smoothing temperature) or extrapolated (to second order, at two to three times the cost of a score)',
    scores,
  );
  return {
    smoothing: withDefault(smoothing(), { rule: 'spacing' }),
    spacing: optional(spacing(), 'chosen from the particles'),
    tolerance: withDefault(tolerance, 1e-10),
    score: withDefault(score, 'plain'),
  };
}

function smoothing() {
  return either(
    'Variance eps of the Gaussian mollifier',
    [
      map('One smoothing temperature for all species: eps_i = kappa / m_i.', {
        temperature: number('Smoothing temperature kappa', { above: 0 }),
      }),
      map('From the spacing h of the lattice: eps = factor h^power.', {
        rule: z.literal('spacing', { error: 'spacing' }).describe('The rule (spacing).'),
        factor: withDefault(number('Factor of the rule', { above: 0 }), 0.64),
        power: withDefault(number('Power of the rule', { above: 0 }), 1.98),
      }),
    ],
    'a map with the key temperature or the key rule',
  );
}
