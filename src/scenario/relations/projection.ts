import { oneOf } from '../fields.ts';
import type { Problem } from '../problem.ts';
import type { Draft } from '../relations.ts';
import { defaultIntegrator, explicitIntegrators } from '../scenario.ts';

/** Methods that advance the state by themselves, exact in the invariants. */
const withoutIntegrator: readonly string[] = ['pair-collisions', 'moments'];

/** Explicit integrators need a projection to keep the energy; whatever else advances a state keeps it by itself. */
export function projectionProblems({ method, time = {} }: Draft): Problem[] {
  const { projection, integrator = defaultIntegrator } = time;
  if (projection === undefined) return [];
  const refuse = (expected: string, wayOut: string): Problem[] => [
    { path: ['time', 'projection'], at: 'key', expected, got: projection, wayOut },
  ];
  if (method?.name !== undefined && withoutIntegrator.includes(method.name))
    return refuse(`no projection with ${method.name}, which does not use the integrator`, 'take it away');
  const explicit: readonly string[] = explicitIntegrators;
  if (explicit.includes(integrator)) return [];
  return refuse(
    `no projection with ${integrator}, which keeps the energy by itself`,
    `take it away or use ${oneOf(explicit)}`,
  );
}
