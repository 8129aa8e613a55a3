import fc from 'fast-check';
import { linearRegression } from 'simple-statistics';
import { describe, expect, it, test } from 'vitest';
import { projected } from '../../src/integration/composed-integrators.ts';
import type { Integrator, Invariant, System } from '../../src/integration/integrator.ts';
import { integrators } from '../../src/integration/integrators.ts';
import { distance, relaxation, relaxed, rigidBody, rigidBodyInvariants } from './exact-systems.ts';
import { createLandauGas, type LandauGas } from './landau-gas.ts';

const registered = [...integrators.values()];
const projections = registered.filter(({ conserves }) => !conserves.includes('quadratic')).map(projected);
const all = [...registered, ...projections];
const claiming = (invariant: Invariant) => all.filter((integrator) => integrator.conserves.includes(invariant));
const notClaiming = (invariant: Invariant) => all.filter((integrator) => !integrator.conserves.includes(invariant));

/** y(0) -> y(n dt); calls `after` with the state after every step. */
function march(
  integrator: Integrator,
  system: System,
  y0: Float64Array,
  dt: number,
  n: number,
  after: (y: Float64Array) => void = () => {},
): Float64Array {
  const stepper = integrator.prepare(system, {});
  const y = y0.slice();
  for (let i = 0; i < n; i++) {
    expect(stepper.step(i * dt, dt, y)).toMatchObject({ converged: true, failure: 'none' });
    after(y);
  }
  return y;
}

/** Slope of log(error) against log(dt) for the given numbers of steps over `duration`. */
function measuredOrder(
  integrator: Integrator,
  system: System,
  y0: Float64Array,
  duration: number,
  exact: Float64Array,
  counts: readonly number[],
): number {
  return linearRegression(
    counts.map((n) => [
      Math.log(duration / n),
      Math.log(distance(system, march(integrator, system, y0, duration / n, n), exact)),
    ]),
  ).m;
}

/** Largest relative deviations of momentum and energy from their first values over n steps. */
function drift(integrator: Integrator, gas: LandauGas, dt: number, n: number) {
  const momentum = gas.momentum(gas.initial);
  const energy = gas.energy(gas.initial);
  const scale = Math.sqrt(2 * energy * gas.weights.reduce((sum, w) => sum + w, 0));
  const worst = { momentum: 0, energy: 0 };
  march(integrator, gas, gas.initial, dt, n, (y) => {
    worst.energy = Math.max(worst.energy, Math.abs(gas.energy(y) / energy - 1));
    for (const [k, p] of gas.momentum(y).entries())
      worst.momentum = Math.max(worst.momentum, Math.abs(p - momentum[k]) / scale);
  });
  return worst;
}

/** Largest increase of the potential in one of n steps, relative to its first value; negative when it always fell. */
function largestIncrease(
  integrator: Integrator,
  system: LandauGas | typeof relaxation,
  y0: Float64Array,
  dt: number,
  n: number,
) {
  const { potential } = system.gradientFlow;
  let last = potential(y0);
  const scale = Math.abs(last);
  let worst = -Infinity;
  march(integrator, system, y0, dt, n, (y) => {
    const now = potential(y);
    worst = Math.max(worst, (now - last) / scale);
    last = now;
  });
  return worst;
}

const gas2 = createLandauGas(2, 5, 'plane');
const gas3 = createLandauGas(3, 5, 'space');

describe.each(registered)('$name', (integrator) => {
  it('is in the registry under its own name, with a reference', () => {
    expect(integrators.get(integrator.name)).toBe(integrator);
    expect(integrator.reference).toMatch(/\(\d{4}\)/);
  });

  it('has the order it claims on a relaxation with a known solution', () => {
    const y0 = Float64Array.of(-1, 0.5, 1);
    const order = measuredOrder(integrator, relaxation, y0, 1, relaxed(1, y0), [32, 64, 128]);
    expect(Math.abs(order - integrator.order)).toBeLessThan(0.1);
  });
});

describe.each(all)('$name', (integrator) => {
  it.each([gas2, gas3])('has the order it claims on a Landau gas of $length components', (gas) => {
    const reference = march(integrators.get('rk4')!, gas, gas.initial, 0.5 / 1024, 1024);
    const order = measuredOrder(integrator, gas, gas.initial, 0.5, reference, [32, 64, 128]);
    expect(Math.abs(order - integrator.order)).toBeLessThan(0.1);
  });

  it('continues bit for bit after save and restore, also in another stepper', () => {
    const stepper = integrator.prepare(gas2, {});
    const y = gas2.initial.slice();
    for (let i = 0; i < 6; i++) stepper.step(i * 0.1, 0.1, y);
    const copy = y.slice();
    const other = integrator.prepare(gas2, {});
    other.step(7, 0.3, gas2.initial.slice());
    other.restore(stepper.save());
    for (let i = 6; i < 10; i++)
      expect({ ...other.step(i * 0.1, 0.1, copy) }).toEqual({ ...stepper.step(i * 0.1, 0.1, y) });
    expect(copy).toEqual(y);
    expect(() => other.restore(new Float64Array(2))).toThrow('resume with the integrator');
  });

  it.each([0, 1, 2])('reports the component %i whose rate is not finite and leaves the state alone', (component) => {
    const broken: System = {
      ...relaxation,
      axis: new Uint8Array(3),
      rate(t, y, dydt) {
        relaxation.rate(t, y, dydt);
        dydt[component] = Number.NaN;
      },
      gradientFlow: {
        ...relaxation.gradientFlow,
        gradient(y, g) {
          relaxation.gradientFlow.gradient(y, g);
          g[component] = Infinity;
        },
      },
    };
    const y = Float64Array.of(1, 2, 3);
    const outcome = integrator.prepare(broken, {}).step(0, 0.1, y);
    expect(outcome).toMatchObject({ converged: false, failure: 'not-finite', component, evaluations: 1 });
    expect(y).toEqual(Float64Array.of(1, 2, 3));
  });
});

describe('linear invariants', () => {
  // 50 steps add some 50 * 15 values with a rounding error of 1e-16 each, at random.
  test.each(claiming('linear'))('are kept to round-off by $name', (integrator) => {
    expect(drift(integrator, gas2, 0.1, 50).momentum).toBeLessThan(1e-14);
    expect(drift(integrator, gas3, 0.1, 50).momentum).toBeLessThan(1e-14);
  });
});

describe('quadratic invariants', () => {
  // Solver tolerance 1e-13 times the relative increment (below 0.1) times 50 steps is 5e-13 at worst.
  test.each(claiming('quadratic'))('are kept to the solver tolerance by $name', (integrator) => {
    expect(drift(integrator, gas2, 0.1, 50).energy).toBeLessThan(1e-13);
    expect(drift(integrator, gas3, 0.1, 50).energy).toBeLessThan(1e-13);
  });

  test.each(notClaiming('quadratic'))('are not kept by $name', (integrator) => {
    expect(drift(integrator, gas2, 0.1, 50).energy).toBeGreaterThan(1e-8);
    expect(drift(integrator, gas3, 0.1, 50).energy).toBeGreaterThan(1e-8);
  });

  const general = registered.filter((integrator) => !integrator.conserves.includes('potential'));
  test.each(general)('of the rigid body are both kept by $name exactly when it claims so', (integrator) => {
    const y0 = Float64Array.of(0.6, -0.8, 1);
    const before = rigidBodyInvariants(y0);
    const after = rigidBodyInvariants(march(integrator, rigidBody, y0, 0.2, 100));
    const kept = integrator.conserves.includes('quadratic');
    for (const [k, value] of after.entries()) {
      const change = Math.abs(value / before[k] - 1);
      if (kept) expect(change).toBeLessThan(1e-12);
      else expect(change).toBeGreaterThan(1e-7);
    }
  });
});

describe('the potential of a gradient flow', () => {
  // One step of 12 from far out on the gentle side overshoots the minimum to the steep side.
  const gentle = Float64Array.of(-8, -8, -8);

  test.each(claiming('potential'))('never increases with $name, whatever the step', (integrator) => {
    expect(largestIncrease(integrator, relaxation, gentle, 12, 1)).toBeLessThan(-0.5);
    for (const dt of [0.1, 1]) expect(largestIncrease(integrator, relaxation, gentle, dt, 60)).toBeLessThan(2 ** -46);
    for (const gas of [gas2, gas3])
      for (const dt of [0.01, 0.1, 0.4])
        expect(largestIncrease(integrator, gas, gas.initial, dt, 100)).toBeLessThan(2 ** -46);
  });

  const withoutClaim = registered.filter(({ conserves }) => !conserves.includes('potential'));
  test.each(withoutClaim)('increases in that step of $name', (integrator) => {
    expect(largestIncrease(integrator, relaxation, gentle, 12, 1)).toBeGreaterThan(0.5);
  });
});

test('any Landau gas keeps momentum and energy and loses potential in any converged discrete-gradient step', () => {
  const dimension = fc.constantFrom(2 as const, 3 as const);
  const size = fc.integer({ min: 2, max: 6 });
  const integrator = integrators.get('discrete-gradient')!;
  fc.assert(
    fc.property(dimension, size, fc.nat(), fc.double({ min: -3, max: 0, noNaN: true }), (d, n, seed, exponent) => {
      const gas = createLandauGas(d, n, `${seed}`);
      const y = gas.initial.slice();
      const { converged } = integrator.prepare(gas, {}).step(0, 10 ** exponent, y);
      fc.pre(converged);
      const before = gas.gradientFlow.potential(gas.initial);
      expect(gas.gradientFlow.potential(y) - before).toBeLessThanOrEqual(2 ** -46 * before);
      expect(Math.abs(gas.energy(y) / gas.energy(gas.initial) - 1)).toBeLessThan(4e-13);
      const momentum = gas.momentum(gas.initial);
      for (const [k, p] of gas.momentum(y).entries()) expect(Math.abs(p - momentum[k])).toBeLessThan(1e-14);
    }),
    { numRuns: 200, seed: 7 },
  );
});
