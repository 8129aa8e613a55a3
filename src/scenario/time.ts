import { choice, integer, map, number, optional, withDefault } from './fields.ts';

export const explicitIntegrators = ['euler', 'heun', 'ssp-rk3', 'rk4', 'rkc'] as const;
const integrators = [...explicitIntegrators, 'implicit-midpoint', 'discrete-gradient'] as const;
export const defaultIntegrator = 'implicit-midpoint';

/** Start of a run whose scenario does not say. */
export const defaultStart = 0;

export function time() {
  const own = 'chosen by the integrator';
  const tolerance = number('Implicit integrators: relative size of the last update of the iteration', {
    above: 0,
    below: 1,
  });
  const iterations = integer('Implicit integrators: largest number of iterations in a step', { from: 1 });
  const depth = integer('Implicit integrators: depth of the Anderson acceleration; 0 is plain iteration', { from: 0 });
  const projection = choice('Explicit integrators: what every step is brought back to, with the momentum', ['energy']);
  return map('How time is advanced.', {
    integrator: withDefault(choice('Time integrator', integrators), defaultIntegrator),
    step: number('Time step, no longer than the run; the first one when steps are adaptive', { above: 0 }),
    start: withDefault(number('Time at the start'), defaultStart),
    until: number('Time at the end, after start'),
    tolerance: optional(tolerance, own),
    iterations: optional(iterations, own),
    depth: optional(depth, own),
    projection: optional(projection, 'none'),
    adaptive: optional(adaptive(), 'all steps are equal'),
  });
}

function adaptive() {
  return map('Steps of varying length, each with a local error below the tolerance.', {
    tolerance: number('Largest local error of a step, relative to the size of the state', { above: 0, below: 1 }),
    minimum: optional(number('Shortest step', { above: 0 }), 'no limit'),
    maximum: optional(number('Longest step', { above: 0 }), 'no limit'),
  });
}
