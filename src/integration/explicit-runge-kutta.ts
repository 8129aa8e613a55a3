import { checkMemory, createOutcome, fail, firstNonFinite, type Integrator, settle } from './integrator.ts';

/** The integrator of an explicit tableau. It conserves linear invariants, because y changes only by a sum of rates. */
export function explicitRungeKutta(tableau: Tableau): Integrator {
  const { name, reference, order, a, b, c } = tableau;
  const stages = b.length;
  let interval: number | undefined;
  return {
    name,
    reference,
    order,
    kind: 'explicit',
    conserves: ['linear'],
    get stability() {
      interval ??= stabilityInterval(tableau);
      return interval;
    },
    vectors: () => ({ held: stages + 1, saved: 0 }),
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

/** The largest x up to which |R(-x)| <= 1, R(z) = 1 + z sum_i b_i k_i(z) with the stages k_i = 1 + z sum_j a_ij k_j. */
function stabilityInterval({ a, b }: Tableau): number {
  const factor = (z: number) => {
    const k: number[] = [];
    for (const row of a) k.push(1 + z * row.reduce((sum, entry, j) => sum + entry * k[j], 0));
    return 1 + z * b.reduce((sum, weight, i) => sum + weight * k[i], 0);
  };
  // No consistent method of s stages is stable beyond 2 s^2; a step of 1/64 is shorter than any gap of the methods in use.
  const [step, end] = [1 / 64, 2 * b.length ** 2];
  let inside = 0;
  while (inside < end && Math.abs(factor(-inside - step)) <= 1) inside += step;
  let outside = inside + step;
  while (outside - inside > 1e-13 * outside) {
    const middle = (inside + outside) / 2;
    if (middle === inside || middle === outside) break;
    if (Math.abs(factor(-middle)) <= 1) inside = middle;
    else outside = middle;
  }
  return inside;
}

/** y := y + factor x. */
function addScaled(factor: number, x: Float64Array, y: Float64Array): void {
  if (factor === 0) return;
  for (let k = 0; k < y.length; k++) y[k] += factor * x[k];
}

/**
 * A consistent explicit Runge-Kutta method as data (Butcher's notation):
 *
 *     k_i = F(t + c_i dt, y + dt sum_{j < i} a_ij k_j),     y(t + dt) = y + dt sum_i b_i k_i
 */
export interface Tableau {
  readonly name: string;
  readonly reference: string;
  readonly order: number;
  /** Row i has the i entries a_i0 ... a_i,i-1. */
  readonly a: readonly (readonly number[])[];
  readonly b: readonly number[];
  readonly c: readonly number[];
}

export const euler = {
  name: 'euler',
  reference: 'L. Euler, Institutionum calculi integralis I (1768), sec. 650',
  order: 1,
  a: [[]],
  b: [1],
  c: [0],
} as const satisfies Tableau;

/** The explicit trapezoidal rule, which is the optimal second-order strong-stability-preserving method with two stages. */
export const heun = {
  name: 'heun',
  reference: 'K. Heun, Z. Math. Phys. 45, 23-38 (1900)',
  order: 2,
  a: [[], [1]],
  b: [1 / 2, 1 / 2],
  c: [0, 1],
} as const satisfies Tableau;

export const sspRk3 = {
  name: 'ssp-rk3',
  reference: 'C.-W. Shu and S. Osher, J. Comput. Phys. 77, 439-471 (1988)',
  order: 3,
  a: [[], [1], [1 / 4, 1 / 4]],
  b: [1 / 6, 1 / 6, 2 / 3],
  c: [0, 1, 1 / 2],
} as const satisfies Tableau;

export const rk4 = {
  name: 'rk4',
  reference: 'W. Kutta, Z. Math. Phys. 46, 435-453 (1901)',
  order: 4,
  a: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
  b: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
  c: [0, 1 / 2, 1 / 2, 1],
} as const satisfies Tableau;
