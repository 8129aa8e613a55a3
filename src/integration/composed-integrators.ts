import { InputError } from '../core/errors.ts';
import { sumOf } from '../core/sum.ts';
import type { Integrator, System } from './integrator.ts';

/**
 * An explicit integrator whose every step from y0 to y1 is brought back to the momentum and energy of y0: in the metric of
 * the weights, with V_a the weighted mean of the entries of axis a,
 *
 *     y1 <- V(y0) + lambda (y1 - V(y1)),     lambda = |y0 - V(y0)| / |y1 - V(y1)|,
 *
 * to round-off and in O(length). Both corrections are as small as the step's own errors of momentum and energy, O(dt^(p+1)),
 * so the order p stays. Throws InputError for an integrator that keeps the energy by itself, and when prepared for a system
 * that does not keep both.
 */
export function projected(integrator: Integrator): Integrator {
  if (integrator.conserves.includes('quadratic'))
    throw new InputError(
      `time.projection: expected an explicit integrator, got ${integrator.name}, which keeps the energy by itself; take the key away`,
    );
  return {
    name: `${integrator.name}+projection`,
    reference: `${integrator.reference}; projection: E. Hairer, C. Lubich and G. Wanner, Geometric Numerical Integration, 2nd ed. (2006), sec. IV.4`,
    order: integrator.order,
    kind: integrator.kind,
    conserves: [...integrator.conserves, 'quadratic'],
    vectors: (options) => integrator.vectors(options),
    prepare(system, options) {
      const { axis } = system;
      if (axis === undefined)
        throw new InputError(
          'time.projection: expected particles that keep momentum and energy, got a system that does not; take the key away',
        );
      const stepper = integrator.prepare(system, options);
      const measure = prepareMeasure(system, axis);
      const before = new Float64Array(axesOf(axis));
      const after = new Float64Array(axesOf(axis));
      return {
        ...stepper,
        step(t, dt, y) {
          const energy = measure(y, before);
          const outcome = stepper.step(t, dt, y);
          if (!outcome.converged) return outcome;
          const reached = measure(y, after);
          const lambda = reached > 0 ? Math.sqrt(energy / reached) : 1;
          for (let k = 0; k < y.length; k++) y[k] = before[axis[k]] + lambda * (y[k] - after[axis[k]]);
          return outcome;
        },
      };
    },
  };
}

/** Of a state y: mean := V(y), one entry an axis, and |y - V(y)|^2 returned. The sums are compensated. */
function prepareMeasure({ weights, length }: System, axis: Uint8Array) {
  const along = (a: number, term: (k: number) => number) => sumOf(length, (k) => (axis[k] === a ? term(k) : 0));
  const total = Array.from({ length: axesOf(axis) }, (_, a) => along(a, (k) => weights[k]));
  return (y: Float64Array, mean: Float64Array): number => {
    for (let a = 0; a < total.length; a++) mean[a] = along(a, (k) => weights[k] * y[k]) / total[a];
    return sumOf(length, (k) => weights[k] * (y[k] - mean[axis[k]]) ** 2);
  };
}

function axesOf(axis: Uint8Array): number {
  return 1 + axis.reduce((largest, a) => Math.max(largest, a), 0);
}

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
