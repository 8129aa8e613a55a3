import { firstNonFinite } from './first-non-finite.ts';
import type { Integrator } from './integrator.ts';
import { checkMemory } from './memory.ts';
import { createOutcome, fail, settle } from './outcome.ts';
import type { Tableau } from './tableaux.ts';

/** The integrator of an explicit tableau. It keeps linear invariants because y changes by a sum of rates only. */
export function explicitRungeKutta(tableau: Tableau): Integrator {
  const { name, reference, order, a, b, c } = tableau;
  const stages = b.length;
  return {
    name,
    reference,
    order,
    conserves: ['linear'],
    prepare({ length, rate }) {
      const rates = b.map(() => new Float64Array(length));
      const state = new Float64Array(length);
      const outcome = createOutcome();
      return {
        step(t, dt, y) {
          for (let i = 0; i < stages; i++) {
            state.set(y);
            for (let j = 0; j < i; j++) addScaled(dt * a[i][j], rates[j], state);
            rate(t + c[i] * dt, state, rates[i]);
            const component = firstNonFinite(rates[i]);
            if (component >= 0) return fail(outcome, i + 1, 0, 'not-finite', component);
          }
          state.set(y);
          for (let i = 0; i < stages; i++) addScaled(dt * b[i], rates[i], state);
          const component = firstNonFinite(state);
          if (component >= 0) return fail(outcome, stages, 0, 'not-finite', component);
          y.set(state);
          return settle(outcome, stages, 0);
        },
        save: () => new Float64Array(0),
        restore: (memory) => checkMemory(memory, 0, name),
      };
    },
  };
}

/** y := y + factor x. */
function addScaled(factor: number, x: Float64Array, y: Float64Array): void {
  if (factor === 0) return;
  for (let k = 0; k < y.length; k++) y[k] += factor * x[k];
}
