import * as z from 'zod';
import { integer, map, number, optional, withDefault } from '../fields.ts';

/** Options of the Legendre method; particles and time integrator are not used. */
export function legendreMethod() {
  return map(
    'Isotropic or axisymmetric f in harmonics of the angle to one axis, on spectral elements in the speed: of reference accuracy at any mass and temperature ratio, with steps of its own. Particles, time.integrator and time.step are not used.',
    {
      name: z.literal('legendre', { error: 'legendre' }).describe('The method (legendre).'),
      degree: optional(
        integer('Largest degree of the harmonics (Legendre polynomials, or cos(l theta) in d = 2); 0 is isotropic f', {
          from: 0,
          to: 64,
        }),
        'chosen from the start',
      ),
      elements: optional(
        number('Elements per thermal speed', { from: 0.1, to: 100 }),
        '0.9, and halved wherever the start needs it',
      ),
      order: withDefault(integer('Polynomial order of the elements', { from: 2, to: 16 }), 8),
      tolerance: withDefault(
        number('Largest error of a time step relative to the largest f of its species', { from: 1e-13, to: 1e-2 }),
        1e-9,
      ),
    },
  );
}
