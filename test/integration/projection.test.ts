import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createAdvance, type StepHalving } from '../../src/integration/advance.ts';
import type { System } from '../../src/integration/integrator.ts';
import { integrators } from '../../src/integration/integrators.ts';
import { projected } from '../../src/integration/projection.ts';
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
    `time.projection: expected an explicit integrator, got ${integrator.name}, which keeps the energy by itself; take the key away`,
  );
});

test('a system that keeps neither momentum nor energy is refused', () => {
  expect(() => projected(heun).prepare(relaxation, {})).toThrow(
    'time.projection: expected particles that keep momentum and energy',
  );
});
