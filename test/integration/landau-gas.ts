import seedrandom from 'seedrandom';
import type { Dimension } from '../../src/core/vector-field.ts';
import type { GradientFlow, System } from '../../src/integration/integrator.ts';

export interface LandauGas extends System {
  readonly gradientFlow: GradientFlow;
  /** An initial state. */
  readonly initial: Float64Array;
  /** sum_p w_p v_p, one entry a component. */
  momentum(y: Float64Array): number[];
  /** sum_p w_p |v_p|^2 / 2. */
  energy(y: Float64Array): number;
}

/**
 * A small gas with the structure of the Landau equation, y[k*n + p] = component k of v_p, and an explicit potential:
 *
 *     U(v) = sum_p w_p e(v_p) + (1/2) sum_pq w_p w_q exp(-|v_p - v_q|^2 / 2),    e(v) = |v|^2/2 + sum_k exp(tilt v_k),
 *     dv_p/dt = - sum_q w_q alpha(|z|) A(z) (g_p - g_q),   z = v_p - v_q,  A(z) = |z|^2 I - z z^T,  alpha = (1 + |z|^2)^(-3/2)
 *
 * with g the gradient of U in the metric of the weights. The exponentials make U far from quadratic and from even.
 */
export function createLandauGas(d: Dimension, n: number, seed: string, tilt = 1.3, spread = 1): LandauGas {
  const random = seedrandom.alea(`${seed}\0`).double;
  const masses = Float64Array.from({ length: n }, () => 0.5 + random());
  const weights = Float64Array.from({ length: d * n }, (_, k) => masses[k % n]);
  const initial = Float64Array.from({ length: d * n }, () => spread * (2 * random() - 1));

  const squaredDistance = (y: Float64Array, p: number, q: number) => {
    let r2 = 0;
    for (let k = 0; k < d; k++) r2 += (y[k * n + p] - y[k * n + q]) ** 2;
    return r2;
  };

  const gradientFlow: GradientFlow = {
    potential(y) {
      let potential = 0;
      for (let p = 0; p < n; p++) {
        for (let k = 0; k < d; k++) potential += masses[p] * (y[k * n + p] ** 2 / 2 + Math.exp(tilt * y[k * n + p]));
        for (let q = 0; q < p; q++) potential += masses[p] * masses[q] * Math.exp(-squaredDistance(y, p, q) / 2);
      }
      return potential;
    },
    gradient(y, g) {
      for (let k = 0; k < d; k++)
        for (let p = 0; p < n; p++) g[k * n + p] = y[k * n + p] + tilt * Math.exp(tilt * y[k * n + p]);
      for (let p = 0; p < n; p++)
        for (let q = 0; q < n; q++) {
          const force = masses[q] * Math.exp(-squaredDistance(y, p, q) / 2);
          for (let k = 0; k < d; k++) g[k * n + p] -= force * (y[k * n + p] - y[k * n + q]);
        }
    },
    apply(y, g, dydt) {
      dydt.fill(0);
      for (let p = 0; p < n; p++)
        for (let q = 0; q < p; q++) {
          const r2 = squaredDistance(y, p, q);
          const alpha = (1 + r2) ** -1.5;
          let along = 0;
          for (let k = 0; k < d; k++) along += (y[k * n + p] - y[k * n + q]) * (g[k * n + p] - g[k * n + q]);
          for (let k = 0; k < d; k++) {
            const z = y[k * n + p] - y[k * n + q];
            const force = alpha * (r2 * (g[k * n + p] - g[k * n + q]) - z * along);
            dydt[k * n + p] -= masses[q] * force;
            dydt[k * n + q] += masses[p] * force;
          }
        }
    },
  };
  const scratch = new Float64Array(d * n);
  return {
    length: d * n,
    weights,
    axis: Uint8Array.from({ length: d * n }, (_, k) => Math.floor(k / n)),
    initial,
    gradientFlow,
    rate(_t, y, dydt) {
      gradientFlow.gradient(y, scratch);
      gradientFlow.apply(y, scratch, dydt);
    },
    momentum: (y) => Array.from({ length: d }, (_, k) => masses.reduce((sum, mass, p) => sum + mass * y[k * n + p], 0)),
    energy: (y) => y.reduce((sum, v, k) => sum + (weights[k] * v * v) / 2, 0),
  };
}
