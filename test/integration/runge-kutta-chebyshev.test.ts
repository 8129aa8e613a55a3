import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { System } from '../../src/integration/integrator.ts';
import { prepareSpectralRadius, rkc, stabilityOf, stagesFor } from '../../src/integration/runge-kutta-chebyshev.ts';

/** dy/dt = -lambda_k y_k, with the bound of its spectral radius or without. */
function decay(lambda: readonly number[], stiffness?: number): System {
  return {
    length: lambda.length,
    weights: new Float64Array(lambda.length).fill(1),
    rate(_t, y, dydt) {
      for (const [k, value] of lambda.entries()) dydt[k] = -value * y[k];
    },
    ...(stiffness === undefined ? {} : { stiffness }),
  };
}

/** What one step of dt = 1 makes of y = 1 with dy/dt = z y, with as many stages as a stiffness of x asks for. */
function factor(z: number, x: number): number {
  const y = Float64Array.of(1);
  rkc.prepare(decay([-z], x), {}).step(0, 1, y);
  return y[0];
}

/** The heat equation on [0, pi] with n inner points, u = sin x. */
function heat(n: number) {
  const h = Math.PI / (n + 1);
  const system: System = {
    length: n,
    weights: new Float64Array(n).fill(h),
    rate(_t, y, dydt) {
      for (let k = 0; k < n; k++) dydt[k] = ((y[k - 1] ?? 0) - 2 * y[k] + (y[k + 1] ?? 0)) / h ** 2;
    },
  };
  const slowest = (2 - 2 * Math.cos(h)) / h ** 2;
  const start = Float64Array.from({ length: n }, (_, k) => Math.sin((k + 1) * h));
  return { system, slowest, start, stiffness: 4 / h ** 2 };
}

describe('rkc', () => {
  it.each([2, 3, 5, 8, 20, 100, 400])('with %i stages damps all of its interval and has about 0.65 s^2 of it', (s) => {
    const end = stabilityOf(s);
    expect(end / (s ** 2 - 1)).toBeGreaterThan(0.64);
    expect(end / (s ** 2 - 1)).toBeLessThan(0.67);
    // the stiffness that just asks for s stages
    const x = 0.9499 * end;
    expect(stagesFor(x)).toBe(s);
    for (let k = 1; k <= 200; k++) expect(Math.abs(factor((-end * k) / 200, x))).toBeLessThanOrEqual(1 + 1e-12);
    expect(Math.abs(factor(-1.5 * end, x))).toBeGreaterThan(1);
  });

  it('agrees with exp(z) to the third order', () => {
    for (const x of [1, 30, 1000]) {
      const [coarse, fine] = [0.02, 0.01].map((z) => Math.abs(factor(-z, x) - Math.exp(-z)));
      expect(Math.log2(coarse / fine)).toBeGreaterThan(2.9);
    }
  });

  it('solves a stiff heat equation with the square root of the evaluations of an explicit method', () => {
    const { system, slowest, start, stiffness } = heat(200);
    const errors = [10, 20, 40].map((steps) => {
      const stepper = rkc.prepare(system, {});
      const y = start.slice();
      let evaluations = 0;
      for (let k = 0; k < steps; k++) evaluations += stepper.step(k / steps, 1 / steps, y).evaluations;
      // heun would need 2 stiffness / 2 evaluations to t = 1
      expect(evaluations).toBeLessThan(0.2 * stiffness * Math.sqrt(10 / steps));
      return Math.max(...y.map((value, k) => Math.abs(value - start[k] * Math.exp(-slowest))));
    });
    expect(Math.log2(errors[0] / errors[1])).toBeCloseTo(2, 1);
    expect(Math.log2(errors[1] / errors[2])).toBeCloseTo(2, 1);
  });

  it('takes no evaluations for a stiffness that the system knows', () => {
    const outcome = rkc.prepare(decay([1, 100], 100), {}).step(0, 1, Float64Array.of(1, 1));
    expect(outcome.evaluations).toBe(stagesFor(100));
  });

  it('remembers nothing of a stiffness that the system knows', () => {
    const memory = rkc.prepare(decay([1, 100], 100), {}).save();
    expect(memory).toHaveLength(0);
    const stepper = rkc.prepare(decay([1, 100], 100), {});
    stepper.restore(memory);
    expect(stepper.step(0, 1, Float64Array.of(1, 1)).converged).toBe(true);
    expect(() => stepper.restore(rkc.prepare(decay([1, 100]), {}).save())).toThrow('checkpoint: expected');
  });

  it('gives up where it would need more than 500 stages, and leaves the state alone', () => {
    expect(stagesFor(0.949 * stabilityOf(500))).toBe(500);
    expect(stagesFor(0.951 * stabilityOf(500))).toBe(501);
    const most = 0.949 * stabilityOf(500);
    expect(rkc.prepare(decay([most], most), {}).step(0, 1, Float64Array.of(1)).converged).toBe(true);
    const y = Float64Array.of(1);
    expect(rkc.prepare(decay([1e6], 1e6), {}).step(0, 1, y)).toMatchObject({ converged: false, failure: 'iterations' });
    expect(y).toEqual(Float64Array.of(1));
  });
});

describe('the spectral radius by power iteration', () => {
  it('is found to within its margin for any diagonal system with a gap', () => {
    const rates = fc.array(fc.double({ min: 0.001, max: 0.5, noNaN: true }), { minLength: 1, maxLength: 20 });
    const scale = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(rates, scale, (small, largest) => {
        const lambda = [...small, 1].map((rate) => rate * largest);
        const system = decay(lambda);
        const y = new Float64Array(lambda.length).fill(1);
        const rate = new Float64Array(lambda.length);
        system.rate(0, y, rate);
        const radius = prepareSpectralRadius(system).at(0, y, rate);
        expect(radius).toBeGreaterThan(largest);
        expect(radius).toBeLessThan(1.21 * largest);
      }),
      { seed: 3 },
    );
  });

  it.each([1e-8, 1, 1e8])('is that of the Jacobian at a state of any size: dy/dt = -y^3 at |y| = %f', (size) => {
    const cubic: System = {
      length: 2,
      weights: Float64Array.of(1, 1),
      rate(_t, y, dydt) {
        for (let k = 0; k < 2; k++) dydt[k] = -(y[k] ** 3);
      },
    };
    const y = Float64Array.of(size, size / 10);
    const rate = new Float64Array(2);
    cubic.rate(0, y, rate);
    const found = prepareSpectralRadius(cubic);
    expect(found.at(0, y, rate) / (1.2 * 3 * size ** 2)).toBeCloseTo(1, 3);
    // The eigenvalues differ by a factor of 100: two or three powers tell the larger one.
    expect(found.evaluations).toBeLessThan(6);
  });

  it('is found where the state is zero', () => {
    const found = prepareSpectralRadius(decay([1, 100])).at(0, new Float64Array(2), new Float64Array(2));
    expect(found).toBeCloseTo(120, 3);
  });

  it('is 0 where nothing changes', () => {
    const system = decay([0, 0]);
    expect(prepareSpectralRadius(system).at(0, Float64Array.of(1, 2), new Float64Array(2))).toBe(0);
  });
});
