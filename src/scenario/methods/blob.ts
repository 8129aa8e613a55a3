import * as z from 'zod';
import { choice, either, map, number, optional, withDefault } from '../fields.ts';

const scores = ['plain', 'extrapolated'] as const;

const summations = ['auto', 'direct', 'moments'] as const;

/** Options of the deterministic blob particle method. */
export function blobMethod() {
  const tolerance = number('Where the mollifier is cut off, relative to its largest value', { above: 0, below: 1 });
  const summation = choice(
    'Sum over particle pairs: direct, or moments (linear in the particles, exact for exponent 0), or auto (the faster one)',
    summations,
  );
  return map('Deterministic particles that move with the score of their mollified density.', {
    name: z.literal('blob', { error: 'blob' }).describe('The method (blob).'),
    smoothing: withDefault(smoothing(), { rule: 'spacing' }),
    spacing: optional(spacing(), 'chosen from the particles'),
    tolerance: withDefault(tolerance, 1e-10),
    score: withDefault(
      choice(
        'How the entropy is regularised: plain is its mollified value, with a bias of first order in the smoothing temperature; extrapolated removes that order at two to three times the cost of a score',
        scores,
      ),
      'plain',
    ),
    summation: withDefault(summation, 'auto'),
  });
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

function spacing() {
  const perSpecies = z.record(z.string(), number('Spacing of one species', { above: 0 }), {
    error: 'a map from species to numbers > 0',
  });
  return either(
    'Spacing h of the lattice on which f is reconstructed',
    [number('One spacing for all species', { above: 0 }), perSpecies.describe('Spacings by species.')],
    'a number > 0 or a map from species to numbers > 0',
  );
}
