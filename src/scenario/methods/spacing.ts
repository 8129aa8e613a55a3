import * as z from 'zod';
import { either, number } from '../fields.ts';

/** Spacing of the lattice on which a particle method's f is reconstructed: one for all species, or by species. */
export function spacing() {
  const perSpecies = z.record(z.string(), number('Spacing of one species', { above: 0 }), {
    error: 'a map from species to numbers > 0',
  });
  return either(
    'Spacing h of the lattice on which f is reconstructed',
    [number('One spacing for all species', { above: 0 }), perSpecies.describe('Spacings by species.')],
    'a number > 0 or a map from species to numbers > 0',
  );
}
