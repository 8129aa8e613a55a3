import * as z from 'zod';
import { map } from '../fields.ts';

/** Options of the closed moment equations: there are none, nor are particles and time integrator used. */
export function momentsMethod() {
  return map(
    'Density, mean velocity and temperature tensor of every species in closed form, for exponent 0 in every pair that collides; entropy and Fisher information are lower bounds, those of the Gaussians with these moments. Particles and time integrator are not used.',
    { name: z.literal('moments', { error: 'moments' }).describe('The method (moments).') },
  );
}
