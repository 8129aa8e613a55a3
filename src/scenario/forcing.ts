import * as z from 'zod';
import type { Dimension } from '../core/vector-field.ts';
import { type ForcingKind, forcings } from '../physics/forcing.ts';
import { either, map, optional, quantity, vector, withDefault } from '../schema/fields.ts';
import { charge, mass, particle, speciesName } from './species.ts';

/** The key `baths`: Maxwellians that species collide with and that never change. */
export function baths(dimension: Dimension | undefined) {
  const bath = map('A Maxwellian of fixed density, velocity and temperature.', {
    name: speciesName(
      'Name, different from those of the species; it labels columns and may be used in collisions.pairs',
    ),
    particle: optional(particle(), 'given by mass and charge'),
    mass: mass(),
    charge: charge(),
    density: quantity('density', 'Number density n', { above: 0 }),
    temperature: quantity('temperature', 'Temperature T', { above: 0 }),
    velocity: optional(vector('Mean velocity', dimension, 'velocity'), 'zero'),
  });
  return listOf(
    'Baths: constant Maxwellians that every species collides with, by the collision law of the pair. They exchange momentum and energy with the species',
    bath,
    'baths',
  );
}

/** The key `forcing`: each entry a map with exactly one key, the kind. */
export function forcing(dimension: Dimension | undefined) {
  const kinds: readonly (readonly [string, ForcingKind])[] = Object.entries(forcings);
  const each = kinds.map(([name, { summary, parameters }]) => map(summary, { [name]: parameters(dimension) }));
  const one = either(
    'One thing that acts from outside',
    each as unknown as readonly z.ZodType<Readonly<Record<string, object>>>[],
    `a map with exactly one of the keys ${kinds.map(([name]) => name).join(', ')}`,
  );
  return listOf('External actions on the species: fields, heating and cooling, sources and losses', one, 'forcings');
}

function listOf<T extends z.ZodType>(about: string, item: T, items: string) {
  return withDefault(z.array(item, { error: `a list of ${items}` }).describe(`${about}.`), [] as never);
}
