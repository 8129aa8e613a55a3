import { describe, expect, it } from 'vitest';
import { discreteGradient, implicitMidpoint } from '../../src/integration/implicit-integrators.ts';
import type { System } from '../../src/integration/integrator.ts';
import { distance, relaxation, rigidBody } from './exact-systems.ts';
import { createLandauGas } from './landau-gas.ts';

const gas = createLandauGas(2, 4, 'a');

/** The gas with a potential known to 1e-9 only: every bit of y changes the error. */
const uncertain = (noise?: number): System => ({
  ...gas,
  gradientFlow: {
    ...gas.gradientFlow,
    potential: (y) => gas.gradientFlow.potential(y) * (1 + 1e-9 * Math.sin(1e15 * y[0])),
    ...(noise !== undefined && { noise }),
  },
});

describe('the discrete gradient', () => {
  it('loses exactly dt <gbar, L gbar> of potential: on the relaxation, |dy|^2/dt', () => {
    const y = Float64Array.of(-3, 1, 2);
    const before = y.slice();
    const dt = 0.8;
    expect(discreteGradient.prepare(relaxation, {}).step(0, dt, y).converged).toBe(true);
    const { potential } = relaxation.gradientFlow;
    const loss = potential(before) - potential(y);
    expect(Math.abs(loss * dt - distance(relaxation, y, before) ** 2)).toBeLessThan(1e-12 * loss);
  });

  it('costs as few evaluations as the implicit midpoint rule', () => {
    const cost = (integrator: typeof discreteGradient) => {
      const stepper = integrator.prepare(gas, {});
      const y = gas.initial.slice();
      let evaluations = 0;
      for (let i = 0; i < 100; i++) evaluations += stepper.step(i * 0.1, 0.1, y).evaluations;
      return evaluations;
    };
    expect(cost(discreteGradient)).toBeLessThanOrEqual(1.05 * cost(implicitMidpoint));
  });

  it('relaxes to equilibrium and rests there: at most 3 evaluations a step, the potential constant to round-off', () => {
    const stepper = discreteGradient.prepare(gas, {});
    const y = gas.initial.slice();
    const { potential } = gas.gradientFlow;
    let last = potential(y);
    for (let i = 0; i < 600; i++) {
      const outcome = stepper.step(i * 0.5, 0.5, y);
      expect(outcome.converged).toBe(true);
      const now = potential(y);
      expect(now - last).toBeLessThanOrEqual(2 ** -49 * now);
      last = now;
    }
    expect(stepper.step(300, 0.5, y).evaluations).toBeLessThanOrEqual(3);
  });

  it('takes a step of zero size where the gradient vanishes', () => {
    const y = Float64Array.of(0, 0, 0);
    const outcome = discreteGradient.prepare(relaxation, {}).step(0, 1, y);
    expect(outcome).toMatchObject({ converged: true, evaluations: 1, residual: 0 });
    expect(y).toEqual(Float64Array.of(0, 0, 0));
  });

  it('does not chase an error of the potential that is declared as its noise', () => {
    const exact = gas.initial.slice();
    const y = gas.initial.slice();
    const reference = discreteGradient.prepare(gas, {});
    const stepper = discreteGradient.prepare(uncertain(4e-9), {});
    for (let i = 0; i < 50; i++) {
      reference.step(i * 0.02, 0.02, exact);
      expect(stepper.step(i * 0.02, 0.02, y).converged).toBe(true);
    }
    expect(distance(gas, exact, y)).toBeLessThan(1e-6);
  });

  it('finds no solution when it has to chase it', () => {
    const y = gas.initial.slice();
    const outcome = discreteGradient.prepare(uncertain(), {}).step(0, 0.02, y);
    expect(outcome).toMatchObject({ converged: false, failure: 'iterations' });
    expect(y).toEqual(gas.initial);
  });

  it('refuses a system without potential and says what to take instead', () => {
    expect(() => discreteGradient.prepare(rigidBody, {})).toThrow('take implicit-midpoint');
  });

  it('reports a potential that is not finite', () => {
    const y = Float64Array.of(1, 1, 1);
    const system = { ...relaxation, gradientFlow: { ...relaxation.gradientFlow, potential: () => Number.NaN } };
    const outcome = discreteGradient.prepare(system, {}).step(0, 0.1, y);
    expect(outcome).toMatchObject({ converged: false, failure: 'not-finite', component: -1 });
    expect(y).toEqual(Float64Array.of(1, 1, 1));
  });
});
