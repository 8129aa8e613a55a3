import type { GradientFlow, System } from '../../src/integration/integrator.ts';

/**
 * dy_k/dt = 1 - exp(y_k), the gradient flow of U = sum_k w_k (exp(y_k) - y_k): steep on one side and gentle on the
 * other. exp(-y) relaxes linearly: y(t) = -log(1 + (exp(-y(0)) - 1) exp(-t)).
 */
export const relaxation: System & { readonly gradientFlow: GradientFlow } = {
  length: 3,
  weights: Float64Array.of(1, 2, 0.5),
  rate(_t, y, dydt) {
    for (let k = 0; k < y.length; k++) dydt[k] = -Math.expm1(y[k]);
  },
  gradientFlow: {
    potential: (y) => y.reduce((sum, value, k) => sum + relaxation.weights[k] * (Math.exp(value) - value), 0),
    gradient(y, g) {
      for (let k = 0; k < y.length; k++) g[k] = Math.expm1(y[k]);
    },
    apply(_y, g, dydt) {
      for (let k = 0; k < g.length; k++) dydt[k] = -g[k];
    },
  },
};

export function relaxed(t: number, y0: Float64Array): Float64Array {
  return y0.map((y) => -Math.log1p(Math.expm1(-y) * Math.exp(-t)));
}

/** Euler's equations of a free rigid body with moments of inertia 1, 2, 4: |y|^2 and sum y_k^2 / I_k are constant. */
export const rigidBody: System = {
  length: 3,
  weights: Float64Array.of(1, 1, 1),
  rate(_t, y, dydt) {
    dydt[0] = (1 / 4 - 1 / 2) * y[1] * y[2];
    dydt[1] = (1 - 1 / 4) * y[2] * y[0];
    dydt[2] = (1 / 2 - 1) * y[0] * y[1];
  },
};

export function rigidBodyInvariants(y: Float64Array): number[] {
  return [y[0] ** 2 + y[1] ** 2 + y[2] ** 2, y[0] ** 2 + y[1] ** 2 / 2 + y[2] ** 2 / 4];
}

/**
 * dy/dt = -s(t) (y - cos t) - sin t with y(t) = cos t for y(0) = 1, and stiffness s = `stiffness` for
 * 0.4 <= t <= 0.6, 1 elsewhere.
 */
export function stiffSpell(stiffness: number): System {
  return {
    length: 1,
    weights: Float64Array.of(1),
    rate(t, y, dydt) {
      const s = t >= 0.4 && t <= 0.6 ? stiffness : 1;
      dydt[0] = -s * (y[0] - Math.cos(t)) - Math.sin(t);
    },
  };
}

/** |a - b| in the norm of the system's weights. */
export function distance(system: System, a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value, k) => sum + system.weights[k] * (value - b[k]) ** 2, 0));
}
