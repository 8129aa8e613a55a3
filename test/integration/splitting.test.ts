import { describe, expect, it } from 'vitest';
import { createAdvance } from '../../src/integration/advance.ts';
import { fail, type Integrator, type System } from '../../src/integration/integrator.ts';
import { integrators } from '../../src/integration/integrators.ts';
import { type Flow, split } from '../../src/integration/splitting.ts';

const named = (name: string) => integrators.get(name)!;

/** dy/dt = (-y_0, -3 y_1), with the rotation of y as the other part of the equation; the two do not commute. */
const decay: System = {
  length: 2,
  weights: Float64Array.of(1, 1),
  rate(_t, y, dydt) {
    dydt[0] = -y[0];
    dydt[1] = -3 * y[1];
  },
};
const rotation: Flow = (_t, dt, y) => {
  const [c, s] = [Math.cos(dt), Math.sin(dt)];
  y.set([c * y[0] - s * y[1], s * y[0] + c * y[1]]);
};

/** The whole equation: (d/dt + 2)^2 y = 0, as the matrix (-1, -1; 1, -3) has the double eigenvalue -2. */
function exact(t: number): readonly number[] {
  const [a, b] = [1, 0.5];
  return [Math.exp(-2 * t) * (a + t * (a - b)), Math.exp(-2 * t) * (b + t * (a - b))];
}

function errorOf(integrator: Integrator, step: number): number {
  const y = Float64Array.of(1, 0.5);
  createAdvance(decay, split(integrator, rotation), { step }).advance(0, 1, y);
  const [a, b] = exact(1);
  return Math.hypot(y[0] - a, y[1] - b);
}

describe("Strang's splitting", () => {
  it.each([
    ['rk4', 2],
    ['heun', 2],
    ['euler', 1],
  ])('has the order of the integrator, and 2 at most: %s', (name, order) => {
    expect(split(named(name), rotation).order).toBe(order);
    const [coarse, fine] = [0.02, 0.01].map((step) => errorOf(named(name), step));
    expect(Math.log2(coarse / fine)).toBeCloseTo(order, 1);
  });

  it('gives the flow half a step before and half a step after, at their times', () => {
    const calls: number[][] = [];
    const stepper = split(named('euler'), (t, dt) => void calls.push([t, dt])).prepare(decay, {});
    stepper.step(3, 0.5, Float64Array.of(1, 1));
    expect(calls).toEqual([
      [3, 0.25],
      [3.25, 0.25],
    ]);
  });

  it('leaves the state alone where the integrator fails', () => {
    const failing: Integrator = {
      ...named('euler'),
      prepare: (system, options) => ({
        ...named('euler').prepare(system, options),
        step(_t, _dt, y) {
          y.fill(9);
          return fail({ ...named('euler').prepare(decay, {}).step(0, 0, Float64Array.of(1, 1)) }, 1, 0, 'iterations');
        },
      }),
    };
    const y = Float64Array.of(1, 2);
    expect(split(failing, rotation).prepare(decay, {}).step(0, 1, y).converged).toBe(false);
    expect(y).toEqual(Float64Array.of(1, 2));
  });

  it('holds one vector more', () => {
    for (const integrator of integrators.values()) {
      const { held, saved } = integrator.vectors({});
      expect(split(integrator, rotation).vectors({})).toEqual({ held: held + 1, saved });
    }
  });
});
