import { euler, explicitRungeKutta, heun, rk4, sspRk3 } from './explicit-runge-kutta.ts';
import { discreteGradient, implicitMidpoint } from './implicit-integrators.ts';
import type { Integrator } from './integrator.ts';
import { rkc } from './runge-kutta-chebyshev.ts';

/** The integrators by their names in scenarios. A new one is a file in this folder and a line in this list. */
export const integrators: ReadonlyMap<string, Integrator> = new Map(
  [
    explicitRungeKutta(euler),
    explicitRungeKutta(heun),
    explicitRungeKutta(sspRk3),
    explicitRungeKutta(rk4),
    rkc,
    implicitMidpoint,
    discreteGradient,
  ].map((integrator) => [integrator.name, integrator]),
);

/** The names of the explicit integrators. */
export function explicitIntegrators(): readonly string[] {
  return [...integrators.values()].flatMap(({ name, kind }) => (kind === 'explicit' ? [name] : []));
}
