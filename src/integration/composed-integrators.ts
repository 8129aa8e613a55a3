import { InputError } from '../core/errors.ts';
import { sumOf } from '../core/sum.ts';
import type { Integrator, System } from './integrator.ts';

/**
 * An explicit integrator that restores the momentum and energy of y0 after every step from y0 to y1: in the metric of
 * the weights, with V_a the weighted mean of the entries of axis a,
 *
 *     y1 <- V(y0) + lambda (y1 - V(y1)),     lambda = |y0 - V(y0)| / |y1 - V(y1)|,
 *
 * to round-off and in O(length). Both corrections are as small as the step's own errors of momentum and energy, O(dt^(p+1)),
 * which preserves the order p. Throws InputError if the integrator already conserves energy, and on preparation if the system
 * does not conserve both.
 */
export function projected(integrator: Integrator): Integrator {
  if (integrator.conserves.includes('quadratic'))
    throw new InputError(
      `time.projection: expected an explicit integrator, got ${integrator.name}, which already conserves energy; remove the key`,
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
          'time.projection: expected particles that conserve momentum and energy, got a system that does not; remove the key',
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

/** Prepares mean := V(y), one entry per axis; the function returns |y - V(y)|^2. The sums are compensated. */
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

/** The order of Strang's splitting. */
const strangOrder = 2;

/**
 * Strang splitting: half a step of an exact flow, a step of the integrator for the rest of the equation, half a step of the flow,
 *
 *     y(t + dt) = Phi(t + dt/2, dt/2) . Psi(dt) . Phi(t, dt/2) y(t).
 *
 * The order is at most 2. Invariants of both parts are conserved. The rest of the equation must not depend on t.
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
