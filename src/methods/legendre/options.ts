import { choice, integer, number, optional, quantity, withDefault } from '../../schema/fields.ts';
import type { OptionsOf } from '../method.ts';

export type LegendreOptions = OptionsOf<ReturnType<typeof legendreOptions>>;

/** The largest allowed degree. */
export const degreeLimit = 64;

export function legendreOptions() {
  const degree = integer(
    'Largest degree of the harmonics (Legendre polynomials, or cos(l theta) in d = 2); 0 is isotropic f',
    { from: 0, to: degreeLimit },
  );
  const tolerance = number('Largest error of a time step relative to the largest f of its species', {
    from: 1e-13,
    to: 1e-2,
  });
  return {
    equation: withDefault(
      choice(
        'The equation to solve: the Landau system, or the linear Fokker-Planck equation with the same equilibrium (every strength 0)',
        ['landau', 'linear-fokker-planck'],
      ),
      'landau',
    ),
    degree: optional(degree, 'chosen from the start'),
    elements: optional(
      number('Elements per thermal speed', { from: 0.1, to: 100 }),
      '0.9, halved if the initial f requires it',
    ),
    coldest: optional(
      quantity('temperature', 'Lowest temperature of any species during the run; sets the length of the elements', {
        above: 0,
      }),
      'that of the initial state and the equilibrium; with heating, sources or losses a quarter of it',
    ),
    hottest: optional(
      quantity('temperature', 'Highest temperature of any species during the run; sets the largest speed', {
        above: 0,
      }),
      'that of the initial state and the equilibrium; with heating, sources or losses four times it',
    ),
    order: withDefault(integer('Polynomial order of the elements', { from: 2, to: 16 }), 8),
    tolerance: withDefault(tolerance, 1e-9),
    steps: withDefault(
      choice('Time steps: own (adaptive), or given by time.integrator, which must be explicit, and time.step', [
        'own',
        'given',
      ]),
      'own',
    ),
  };
}
