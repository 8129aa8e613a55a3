import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createAdvance, type StepHalving } from '../../src/integration/advance.ts';
import { type Flow, projected, split } from '../../src/integration/composed-integrators.ts';
import { fail, type Integrator, type System } from '../../src/integration/integrator.ts';
import { integrators } from '../../src/integration/integrators.ts';
import { relaxation } from './exact-systems.ts';
import { createLandauGas, type LandauGas } from './landau-gas.ts';

const registered = [...integrators.values()];
const explicit = registered.filter(({ conserves }) => !conserves.includes('quadratic'));
const implicit = registered.filter(({ conserves }) => conserves.includes('quadratic'));
const heun = integrators.get('heun')!;

/** Relative change of the energy, and of the momentum relative to the largest that mass and energy allow. */
function changes(gas: LandauGas, y0: Float64Array, y: Float64Array) {
  const energy = gas.energy(y0);
  const scale = Math.sqrt(2 * energy * gas.weights.reduce((sum, w) => sum + w, 0));
  const [before, after] = [y0, y].map((state) => gas.momentum(state));
  return {
    energy: Math.abs(gas.energy(y) / energy - 1),
    momentum: Math.max(...after.map((P, k) => Math.abs(P - before[k]))) / scale,
  };
}

test('any step of any size keeps momentum and energy to round-off', () => {
  const dimension = fc.constantFrom(2 as const, 3 as const);
  const size = fc.integer({ min: 2, max: 8 });
  const exponent = fc.double({ min: -4, max: 1, noNaN: true });
  fc.assert(
    fc.property(dimension, size, fc.nat(), exponent, fc.constantFrom(...explicit), (d, n, seed, log, integrator) => {
      const gas = createLandauGas(d, n, `${seed}`);
      const y = gas.initial.slice();
      const { converged } = projected(integrator)
        .prepare(gas, {})
        .step(0, 10 ** log, y);
      fc.pre(converged);
      const { energy, momentum } = changes(gas, gas.initial, y);
      // The test's own sums round 8 * 3 times.
      expect(energy).toBeLessThan(4e-15);
      expect(momentum).toBeLessThan(2e-15);
    }),
    { seed: 5 },
  );
});

test('the correction of a step shrinks at least as dt^(p+1), so that the order stays', () => {
  const gas = createLandauGas(2, 6, 'correction');
  for (const integrator of explicit) {
    const correction = (dt: number) => {
      const [plain, corrected] = [integrator, projected(integrator)].map((each) => {
        const y = gas.initial.slice();
        each.prepare(gas, {}).step(0, dt, y);
        return y;
      });
      return Math.hypot(...plain.map((value, k) => value - corrected[k]));
    };
    const order = Math.log2(correction(0.04) / correction(0.02));
    expect(order).toBeGreaterThan(integrator.order + 1 - 0.1);
  }
});

test('a gas at one velocity, without thermal energy, stays as it is', () => {
  const gas = createLandauGas(3, 4, 'cold');
  const y = gas.initial.map((_, k) => [0.3, -0.7, 0.1][gas.axis![k]]);
  projected(heun).prepare(gas, {}).step(0, 0.1, y);
  y.forEach((value, k) => {
    expect(value).toBeCloseTo([0.3, -0.7, 0.1][gas.axis![k]], 15);
  });
});

describe('projected steps', () => {
  const gas = createLandauGas(2, 6, 'paces');

  it('keep the energy when their size follows the error', () => {
    const y = gas.initial.slice();
    const driver = createAdvance(gas, projected(heun), { step: 0.3, adaptive: { tolerance: 1e-4 } });
    driver.advance(0, 4, y);
    expect(driver.counts.rejections).toBeGreaterThan(0);
    const { energy, momentum } = changes(gas, gas.initial, y);
    expect(energy).toBeLessThan(1e-14);
    expect(momentum).toBeLessThan(1e-14);
  });

  it('keep the energy through steps that are halved', () => {
    // No particle gets twice as fast as the fastest at the start: only a step that overshoots comes to this fence.
    const fastest = 2 * Math.max(...gas.initial.map(Math.abs));
    const fenced: System = {
      ...gas,
      rate(t, y, dydt) {
        gas.rate(t, y, dydt);
        if (y.some((value) => Math.abs(value) > fastest)) dydt[0] = Number.NaN;
      },
    };
    const events: StepHalving[] = [];
    const driver = createAdvance(fenced, projected(heun), { step: 4, onHalving: (event) => events.push(event) });
    const y = gas.initial.slice();
    driver.advance(0, 4, y);
    expect(events.length).toBeGreaterThan(0);
    expect(events[0].reason).toBe('not-finite');
    expect(changes(gas, gas.initial, y).energy).toBeLessThan(1e-14);
  });
});

test.each(implicit)('$name, which keeps the energy by itself, is refused', (integrator) => {
  expect(() => projected(integrator)).toThrow(
    `time.projection: expected an explicit integrator, got ${integrator.name}, which already conserves energy; remove the key`,
  );
});

test('a system that keeps neither momentum nor energy is refused', () => {
  expect(() => projected(heun).prepare(relaxation, {})).toThrow(
    'time.projection: expected particles that conserve momentum and energy',
  );
});

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
