import * as z from 'zod';
import { choice, map, withDefault } from '../fields.ts';
import { regularisation } from './regularisation.ts';

const summations = ['auto', 'direct', 'moments'] as const;

/** Options of the deterministic blob particle method. */
export function blobMethod() {
  const summation = choice(
    'Sum over particle pairs: direct, or moments (linear in the particles, exact for exponent 0), or auto (the faster one)',
    summations,
  );
  return map('Deterministic particles that move with the score of their mollified density.', {
    name: z.literal('blob', { error: 'blob' }).describe('The method (blob).'),
    ...regularisation(),
    summation: withDefault(summation, 'auto'),
  });
}
