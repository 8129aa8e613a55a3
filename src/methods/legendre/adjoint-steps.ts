import { solveLu, solveTransposedLu } from '../../kernels/dense-algebra.ts';
import { usualMachine } from '../../kernels/machine.ts';
import { couplings, gamma, stages } from './rodas5p.ts';
import type { LegendreSystem } from './system.ts';

/** A few steps of Rodas5P in fixed proportions, and their reverse. */
export interface AdjointSteps {
  /** The state after all steps from y at 0 to `until`; keeps what `reverse` needs. NaN if a step has no solution. */
  advance(y: Float64Array, until: number): Float64Array;
  /**
   * After `advance`: turns `slope`, the gradient of a function of the last state, into its gradient with respect to the first state. Returns
   * the derivative with respect to log `until`.
   */
  reverse(slope: Float64Array): number;
}

/** Data of one step for its reverse. */
interface Step {
  readonly h: number;
  readonly y: Float64Array;
  readonly k: readonly Float64Array[];
  readonly factors: Float64Array;
  readonly exchanges: Int32Array;
}

/**
 * The discrete adjoint of Rodas5P for a Legendre system without baths and forcings: the derivative of the computed steps, exact to
 * round-off, not an approximation of the adjoint equation. A step is
 *
 *     W k_s = F(Y_s) + (1/h) M sum_j c_sj k_j,    Y_s = y + sum_j a_sj k_j,    W = M/(gamma h) - J(y),    y' = Y_8 + k_8.
 *
 * In reverse, with K_s the gradients with respect to k_s from all later stages and steps, W^T u_s = K_s, and u_s contributes
 *
 *     to Y_s   J(Y_s)^T u_s       to k_j   (c_sj/h) M u_s       to y   the derivative of u_s . J(y) k_s = J_2(k_s)^T u_s,
 *
 * with J_2 the Jacobian of the quadratic part of F. The matrices are dense, and one is stored per step.
 */
export function adjointSteps(system: LegendreSystem, proportions: readonly number[]): AdjointSteps {
  const n = system.length;
  const whole = proportions.reduce((sum, part) => sum + part, 0);
  const { decomposeLu } = usualMachine().kernels;
  const assemble = system.shiftedBlock(system.layout.modes.map((_, m) => m));
  const vector = () => new Float64Array(n);
  const kept: Step[] = proportions.map(() => ({
    ...{ h: 0, y: vector(), k: stages.map(vector) },
    ...{ factors: new Float64Array(n * n), exchanges: new Int32Array(n) },
  }));
  const [stage, sum, part, none] = [vector(), vector(), vector(), vector()];

  /** Writes Y_s to `stage` and sum_j c_sj k_j to `sum`. */
  function combine({ y, k }: Step, s: number) {
    stage.set(y);
    sum.fill(0);
    for (let j = 0; j < s; j++) {
      add(stages[s][j], k[j], stage);
      add(couplings[s][j], k[j], sum);
    }
  }

  return {
    advance(start, until) {
      const now = start.slice();
      proportions.forEach((proportion, number) => {
        const step = { ...kept[number], h: (until * proportion) / whole };
        kept[number] = step;
        const { h, y, k, factors, exchanges } = step;
        y.set(now);
        system.linearise(y);
        assemble(1 / (gamma * h), factors);
        if (!decomposeLu(n, factors, exchanges)) now.fill(Number.NaN);
        for (let s = 0; s < stages.length; s++) {
          combine(step, s);
          system.rate(stage, k[s]);
          system.applyMass(sum, part);
          add(1 / h, part, k[s]);
          solveLu(n, factors, exchanges, k[s]);
        }
        now.set(stage);
        add(1, k[stages.length - 1], now);
      });
      return now;
    },
    reverse(slope) {
      let onLogarithm = 0;
      for (const step of [...kept].reverse()) {
        const { h, k, factors, exchanges } = step;
        const last = stages.length - 1;
        // y' = Y_8 + k_8
        const onStages = stages[last].map((a) => slope.map((x) => a * x));
        const onK = [...onStages, slope.slice()];
        const all = vector();
        for (let s = last; s >= 0; s--) {
          const u = onK[s];
          solveTransposedLu(n, factors, exchanges, u);
          combine(step, s);
          system.transposedDerivative(stage, u, part);
          add(1, part, slope);
          for (let j = 0; j < s; j++) add(stages[s][j], part, onK[j]);
          // h d/dh of the equation of k_s
          system.applyMass(u, part);
          for (let j = 0; j < s; j++) add(couplings[s][j] / h, part, onK[j]);
          onLogarithm += (dot(part, k[s]) / gamma - dot(part, sum)) / h;
          system.transposedDerivative(k[s], u, part);
          add(1, part, slope);
          add(1, u, all);
        }
        // The Jacobian of the linear part of F, by immobile partners, was included with every k_s.
        system.transposedDerivative(none, all, part);
        add(-1, part, slope);
      }
      return onLogarithm;
    },
  };
}

/** y += factor x */
function add(factor: number, x: Float64Array, y: Float64Array) {
  for (let a = 0; a < x.length; a++) y[a] += factor * x[a];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
