import * as z from 'zod';
import { choice, flag, integer, map, number, optional, withDefault } from '../fields.ts';
import { regularisation } from './regularisation.ts';

const summations = ['auto', 'direct', 'moments', 'mesh', 'random-batch'] as const;

/** Options of the deterministic blob particle method. */
export function blobMethod() {
  const summation = choice(
    'Sum over particle pairs: direct, or moments (linear in the particles, exact for exponent 0), mesh (linear in the particles, the power of the relative speed smoothed over a mesh), random-batch (pairs within random batches, redrawn every step: right on average only), or auto (the fastest, but never random)',
    summations,
  );
  return map('Deterministic particles that move with the score of their mollified density.', {
    name: z.literal('blob', { error: 'blob' }).describe('The method (blob).'),
    ...regularisation(),
    summation: withDefault(summation, 'auto'),
    mesh: optional(mesh(), 'the values below'),
    batch: optional(batch(), 'batches of 64, with summation random-batch'),
  });
}

function batch() {
  return map('Random batches (summation random-batch only).', {
    size: integer('Particles of a batch, at least; the variance of a force goes as 1/(size - 1), the cost as size', {
      from: 2,
    }),
  });
}

function mesh() {
  const spacing = number("Mesh spacing in units of the particles' own; the error goes as its fourth power", {
    from: 0.5,
    to: 4,
  });
  const softening = number('Radius in mesh spacings within which the power is softened', { from: 1, to: 8 });
  const order = z
    .literal([4, 6], { error: '4 or 6' })
    .describe('Order of the splines between particles and mesh, 4 (cubic) or 6 (quintic).');
  const torus = z
    .literal([1.5, 2], { error: '1.5 or 2' })
    .describe('Length of the periodic box in lengths of the mesh; with 1.5 pairs in opposite tails see an image.');
  return map('The mesh (summation mesh, or auto where it takes it).', {
    spacing: withDefault(spacing, 1.35),
    softening: optional(softening, 'the first of 2, 3 and 4 with which the smoothed power is positive everywhere'),
    order: withDefault(order, 4),
    torus: withDefault(torus, 1.5),
    nearField: withDefault(flag('Whether pairs within the radius get the exact power, one by one'), false),
  });
}
