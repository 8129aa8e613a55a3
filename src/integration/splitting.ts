import type { Integrator } from './integrator.ts';

/** The exact solution of a part of an equation over [t, t + dt], in place. */
export type Flow = (t: number, dt: number, y: Float64Array) => void;

/** Of the order of the splitting. */
const strangOrder = 2;

/**
 * Strang's splitting: half a step of an exact flow, a step of the integrator for the rest of the equation, half a step of the flow,
 *
 *     y(t + dt) = Phi(t + dt/2, dt/2) . Psi(dt) . Phi(t, dt/2) y(t).
 *
 * Of order 2 at most, and what both parts keep is kept. The integrator's own step solves the rest alone, which must not depend on t.
 * Source: G. Strang, On the construction and comparison of difference schemes, SIAM J. Numer. Anal. 5 (1968) 506.
 */
export function split(integrator: Integrator, flow: Flow): Integrator {
  return {
    ...integrator,
    reference: `${integrator.reference}; splitting: G. Strang, SIAM J. Numer. Anal. 5 (1968) 506`,
    order: Math.min(strangOrder, integrator.order),
    vectors(options) {
      const { held, saved } = integrator.vectors(options);
      return { held: held + 1, saved };
    },
    prepare(system, options) {
      const stepper = integrator.prepare(system, options);
      const before = new Float64Array(system.length);
      return {
        step(t, dt, y) {
          before.set(y);
          flow(t, dt / 2, y);
          const outcome = stepper.step(t, dt, y);
          if (outcome.converged) flow(t + dt / 2, dt / 2, y);
          else y.set(before);
          return outcome;
        },
        save: stepper.save,
        restore: stepper.restore,
      };
    },
  };
}
