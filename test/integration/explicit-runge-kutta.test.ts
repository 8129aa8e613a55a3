import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { euler, explicitRungeKutta, heun, rk4, sspRk3 } from '../../src/integration/explicit-runge-kutta.ts';
import type { System } from '../../src/integration/integrator.ts';

const coefficient = fc.double({ min: -10, max: 10, noNaN: true });

/** dy/dt = f(t, y) for one component. */
const scalar = (f: (t: number, y: number) => number): System => ({
  length: 1,
  weights: Float64Array.of(1),
  rate(t, y, dydt) {
    dydt[0] = f(t, y[0]);
  },
});

describe.each([euler, heun, sspRk3, rk4])('$name', (tableau) => {
  const integrator = explicitRungeKutta(tableau);

  it('integrates a polynomial rate of degree order - 1 exactly', () => {
    fc.assert(
      fc.property(
        fc.array(coefficient, { minLength: tableau.order, maxLength: tableau.order }),
        coefficient,
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        (coefficients, t, dt) => {
          const polynomial = (s: number) => coefficients.reduce((sum, c, k) => sum + c * s ** k, 0);
          const primitive = (s: number) => coefficients.reduce((sum, c, k) => sum + (c * s ** (k + 1)) / (k + 1), 0);
          const scale = coefficients.reduce((sum, c, k) => sum + Math.abs(c) * (Math.abs(t) + dt) ** (k + 1), 1);
          const y = Float64Array.of(0);
          integrator.prepare(scalar(polynomial), {}).step(t, dt, y);
          expect(Math.abs(y[0] - (primitive(t + dt) - primitive(t)))).toBeLessThan(1e-14 * scale);
        },
      ),
      { seed: 1 },
    );
  });

  it('multiplies a solution of dy/dt = -y by the Taylor polynomial of exp(-dt)', () => {
    const y = Float64Array.of(1);
    const dt = 0.7;
    integrator
      .prepare(
        scalar((_t, value) => -value),
        {},
      )
      .step(0, dt, y);
    let term = 1;
    let sum = 1;
    for (let k = 1; k <= tableau.order; k++) {
      term *= -dt / k;
      sum += term;
    }
    expect(Math.abs(y[0] - sum)).toBeLessThan(4 * Number.EPSILON);
  });

  it('evaluates its stages at the times the tableau says, where the rates are consistent: c_i = sum_j a_ij', () => {
    const times: number[] = [];
    const states: number[] = [];
    const system = scalar((t, y) => {
      times.push(t);
      states.push(y);
      return 1;
    });
    const y = Float64Array.of(2);
    const outcome = integrator.prepare(system, {}).step(2, 0.5, y);
    expect(outcome).toMatchObject({ converged: true, evaluations: tableau.b.length, residual: 0 });
    expect(times).toEqual(tableau.c.map((c) => 2 + c * 0.5));
    expect(states).toEqual(times);
    expect(y[0]).toBeCloseTo(2.5, 15);
  });
});
