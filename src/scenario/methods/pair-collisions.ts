import * as z from 'zod';
import { choice, either, map, number, optional, withDefault } from '../fields.ts';
import { spacing } from './spacing.ts';

const rules = ['silverman', 'scott', 'nearest-neighbours'] as const;

const schemes = ['sphere-diffusion', 'takizuka-abe', 'nanbu'] as const;

/** Options of the stochastic pair collisions; the time integrator is not used, equal steps of `time.step` are. */
export function pairCollisionsMethod() {
  const scheme = choice(
    'How the relative velocity of a pair turns: sphere-diffusion is Brownian motion on its sphere, takizuka-abe and nanbu (d = 3) are its classical approximations',
    schemes,
  );
  const tolerance = number('Where the mollifier is cut off, relative to its largest value', { above: 0, below: 1 });
  return map(
    'Random pairs of particles whose relative velocity diffuses on its sphere (Monte Carlo), in equal steps of time.step; the time integrator is not used.',
    {
      name: z.literal('pair-collisions', { error: 'pair-collisions' }).describe('The method (pair-collisions).'),
      scheme: withDefault(scheme, 'sphere-diffusion'),
      smoothing: withDefault(smoothing(), { rule: 'silverman' }),
      spacing: optional(spacing(), '1.25 standard deviations of the mollifier'),
      tolerance: withDefault(tolerance, 1e-6),
    },
  );
}

function smoothing() {
  return either(
    'Variance eps of the Gaussian mollifier of the reconstruction',
    [
      map('One smoothing temperature for all species: eps_i = kappa / m_i.', {
        temperature: number('Smoothing temperature kappa', { above: 0 }),
      }),
      map('From the particles: kappa is factor^2 times what the rule finds.', {
        rule: choice(
          "silverman and scott take the temperature and the number of particles (optimal for Maxwellians), nearest-neighbours the median distance to the k-th one (narrower where f's core is)",
          rules,
        ),
        factor: withDefault(number("Width of the mollifier in units of the rule's", { above: 0 }), 1),
      }),
    ],
    'a map with the key temperature or the key rule',
  );
}
