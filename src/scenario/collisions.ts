import * as z from 'zod';
import type { Dimension } from '../core/vector-field.ts';
import { kernelExponent } from '../physics/kernel-shape.ts';
import { kernelShapes } from '../physics/kernel-shapes.ts';
import { choice, either, map, number, optional, vector, withDefault } from '../schema/fields.ts';
import { speciesName } from './species.ts';

const unitMasses = ['electron', 'proton', 'amu'] as const;

export function collisions(dimension: Dimension | undefined) {
  const between = z
    .tuple([speciesName('One species'), speciesName('The other species, or the same')], {
      error: 'a list of two species names',
    })
    .describe('The two species of the pair; [a, a] means the collisions of a with itself.');
  const pair = map('The exponent or kernel, the strength, or both, of one pair of species.', {
    between,
    exponent: optional(kernelExponent('Exponent gamma of this pair', dimension), 'the common exponent or kernel'),
    kernel: optional(kernel('Kernel alpha(r) of this pair instead of r^gamma', dimension), 'the common one'),
    strength: optional(strength('Strength c of this pair'), 'the common strength'),
  });
  const pairs = z.array(pair, { error: 'a list of pairs' }).describe('The pairs that differ from the common law.');
  const partner = map('Immobile point-like partners of one species, all at one velocity (the Lorentz gas).', {
    species: speciesName('The species that collides with the partners'),
    strength: number('Strength times density of the partners, c n', { from: 0 }),
    exponent: kernelExponent('Exponent gamma of these collisions', dimension),
    velocity: optional(vector('Velocity of the partners', dimension, 'velocity'), '0'),
  });
  const background = z
    .array(partner, { error: 'a list of partners' })
    .describe('Infinitely heavy partners that never move; they absorb momentum but no energy.');
  return map('The collision law c_ij |v - v*|^gamma_ij, or c_ij alpha_ij(|v - v*|), of every pair of species.', {
    exponent: optional(
      kernelExponent(
        'Exponent gamma of the relative speed; 0 is Maxwell molecules, -3 with dimension 3 Coulomb',
        dimension,
      ),
      'none if a kernel is given instead',
    ),
    kernel: optional(
      kernel('Kernel alpha(r) of the relative speed r instead of r^gamma', dimension),
      'the power r^exponent',
    ),
    strength: withDefault(strength('Strength c of the collisions'), 1),
    pairs: withDefault(pairs, []),
    background: withDefault(background, []),
  });
}

function strength(text: string) {
  return either(
    text,
    [
      number('Strength in the units of the scenario', { from: 0 }),
      map('Strength from plasma data.', { coulomb: coulomb() }),
    ],
    'a number >= 0 or a map with the key coulomb',
  );
}

function coulomb() {
  const mass = either(
    'Mass 1 of the scenario',
    [choice('By name', unitMasses), number('In kg', { above: 0 })],
    `one of ${unitMasses.join(', ')} or a number > 0 in kg`,
  );
  return map(
    'c_ij = Z_i^2 Z_j^2 e^4 lnLambda / (8 pi eps0^2) in the units of the scenario; dimension 3 and exponent -3 only.',
    {
      lnLambda: either(
        'Coulomb logarithm; auto computes it for each pair by the NRL formulary from the initial densities and temperatures; followed updates it to the current ones during the run',
        [number('A number', { above: 0 }), z.enum(['auto', 'followed'], { error: 'auto or followed' })],
        'a number > 0, auto or followed',
      ),
      units: optional(
        map('The units of the scenario, if it has no key units.', {
          mass,
          density: number('Density 1 of the scenario in m^-3', { above: 0 }),
          temperature: number('Temperature 1 of the scenario in eV', { above: 0 }),
          time: number('Time 1 of the scenario in s', { above: 0 }),
        }),
        'the key units of the scenario, or else plasma units with time in collision times 8 pi (eps0 m0/e^2)^2 v0^3/(n0 lnLambda), so that c_ij = Z_i^2 Z_j^2',
      ),
    },
  );
}

/** A collision kernel alpha(r) other than a power: a map with the shape as the only key. */
export function kernel(text: string, dimension: Dimension | undefined) {
  const shapes = Object.entries(kernelShapes).map(([name, { summary, parameters }]) =>
    map(summary, { [name]: parameters(dimension) }),
  );
  return either(
    text,
    shapes as unknown as readonly Schema[],
    `a map with exactly one of the keys ${Object.keys(kernelShapes).join(', ')}`,
  );
}

type Shapes = typeof kernelShapes;

/** The schemas of the shapes, each a map with its name as the only key. */
type Schema = {
  [Name in keyof Shapes & string]: z.ZodObject<
    { [Key in Name]: ReturnType<Shapes[Name]['parameters']> },
    z.core.$strict
  >;
}[keyof Shapes & string];
