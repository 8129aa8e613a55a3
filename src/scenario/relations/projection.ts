import { explicitIntegrators } from '../../integration/integrators.ts';
import { findMethod } from '../../methods/methods.ts';
import { oneOf } from '../../schema/fields.ts';
import type { Problem } from '../../schema/problem.ts';
import type { Draft } from '../relations.ts';
import { defaultIntegrator } from '../scenario.ts';

/** Explicit integrators need a projection to keep the energy; whatever else advances a state keeps it by itself. */
export function projectionProblems({ method, time = {} }: Draft): Problem[] {
  const { projection, integrator = defaultIntegrator } = time;
  if (projection === undefined) return [];
  const refuse = (expected: string, wayOut: string): Problem[] => [
    { path: ['time', 'projection'], at: 'key', expected, got: projection, wayOut },
  ];
  if (findMethod(method?.name)?.integrator === 'none')
    return refuse(`no projection with ${method?.name}, which does not use the integrator`, 'take it away');
  const explicit = explicitIntegrators();
  if (explicit.includes(integrator)) return [];
  return refuse(
    `no projection with ${integrator}, which keeps the energy by itself`,
    `take it away or use ${oneOf(explicit)}`,
  );
}
