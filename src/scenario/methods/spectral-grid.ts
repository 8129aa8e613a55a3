import * as z from 'zod';
import { either, integer, map, number, optional, withDefault } from '../fields.ts';

/** Nodes on every axis of a species that the scenario does not name. */
export const defaultNodes = 64;

/** Options of the spectral grid solver; the particles of the species are not used. */
export function spectralGridMethod() {
  return map(
    'f on grids, without particles: Fourier collocation with collision potentials of free space, for smooth f; steps no longer than stability allows.',
    {
      name: z.literal('spectral-grid', { error: 'spectral-grid' }).describe('The method (spectral-grid).'),
      nodes: withDefault(nodes(), defaultNodes),
      box: optional(box(), 'chosen from the start and the equilibrium'),
    },
  );
}

function nodes() {
  const even = (text: string) =>
    integer(text, { from: 8, to: 512 }).refine((n) => n % 2 === 0, { error: 'an even integer in [8, 512]' });
  const expected = 'an even integer in [8, 512] or a map from species to such integers';
  const perSpecies = z.record(z.string(), even('Nodes of one species'), { error: expected });
  return either(
    `Nodes of the grid on every axis; powers of two are the fastest; ${defaultNodes} for a species without an entry`,
    [even('One number for all species'), perSpecies.describe('Nodes by species.')],
    expected,
  );
}

function box() {
  const expected = 'a number > 0 or a map from species to numbers > 0';
  const perSpecies = z.record(z.string(), number('Half width of one species', { above: 0 }), { error: expected });
  return either(
    'Half width of the velocity box round the mean velocity of the mixture',
    [number('One half width for all species', { above: 0 }), perSpecies.describe('Half widths by species.')],
    expected,
  );
}
