import * as z from 'zod';
import { map } from '../fields.ts';
import { regularisation } from './regularisation.ts';

/** Options of the linear Fokker-Planck variant. */
export function linearFokkerPlanckMethod() {
  return map(
    'Linear Fokker-Planck relaxation to the common equilibrium in place of collisions (every strength must be 0).',
    {
      name: z
        .literal('linear-fokker-planck', { error: 'linear-fokker-planck' })
        .describe('The method (linear-fokker-planck).'),
      ...regularisation(),
    },
  );
}
