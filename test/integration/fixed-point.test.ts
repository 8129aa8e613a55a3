import { describe, expect, it } from 'vitest';
import { createFixedPoint, type FixedPointMap } from '../../src/integration/fixed-point.ts';

const weights = Float64Array.of(1, 4);

/** Component by component x -> f(x). */
const map =
  (f: (x: number) => number): FixedPointMap =>
  (x, image) => {
    for (let k = 0; k < x.length; k++) image[k] = f(x[k]);
    return true;
  };

/** x -> x/2 + 1 (fixed point 2) with deterministic noise of the given size. */
function noisy(noise: number): FixedPointMap {
  let calls = 0;
  return map((x) => x / 2 + 1 + noise * Math.sin(1e3 * ++calls));
}

describe('the fixed point', () => {
  it('is returned as an image of the map, with a residual within the tolerance', () => {
    for (const depth of [0, 1, 4]) {
      const x = Float64Array.of(0, 5);
      const outcome = createFixedPoint(weights, { andersonDepth: depth, tolerance: 1e-10 }).solve(map(Math.cos), 1, x);
      expect(outcome).toMatchObject({ converged: true, failure: 'none', component: -1 });
      expect(outcome.residual).toBeLessThanOrEqual(1e-10);
      for (const value of x) expect(Math.abs(value - Math.cos(value))).toBeLessThan(1e-9);
      expect(x.every((value) => Math.abs(value) <= 1)).toBe(true);
    }
  });

  it('costs one evaluation from a guess that is already good', () => {
    expect(
      createFixedPoint(weights, {}).solve(
        map((x) => x / 2 + 1),
        1,
        Float64Array.of(2, 2),
      ).evaluations,
    ).toBe(1);
  });

  it('is accepted at round-off when the tolerance asks for more than the arithmetic gives', () => {
    const outcome = createFixedPoint(weights, { tolerance: 1e-30 }).solve(noisy(1e-14), 1, Float64Array.of(0, 0));
    expect(outcome.converged).toBe(true);
    expect(outcome.residual).toBeLessThan(1024 * Number.EPSILON);
    expect(outcome.evaluations).toBeLessThan(30);
  });

  it('is accepted at round-off once four iterations have not halved the smallest residual, and not while they do', () => {
    let sign = 1;
    const constant = map((x) => x + 1e-14 * sign);
    const alternating: FixedPointMap = (x, image) => {
      sign = -sign;
      return constant(x, image);
    };
    const options = { andersonDepth: 0, tolerance: 1e-30 };
    const outcome = createFixedPoint(weights, options).solve(alternating, 1, Float64Array.of(0, 0));
    expect(outcome).toMatchObject({ converged: true, evaluations: 5 });
    const shrinking = createFixedPoint(weights, { ...options, tolerance: 1e-20 }).solve(
      map((x) => x / 4),
      1,
      Float64Array.of(1, 1),
    );
    expect(shrinking.converged).toBe(true);
    expect(shrinking.residual).toBeLessThanOrEqual(1e-20);
  });

  it('is not accepted when the noise of the map is above round-off', () => {
    const outcome = createFixedPoint(weights, {}).solve(noisy(1e-10), 1, Float64Array.of(0, 0));
    expect(outcome).toMatchObject({ converged: false, failure: 'iterations', evaluations: 60 });
    expect(outcome.residual).toBeGreaterThan(1e-13);
  });

  it('is given up early when the iteration diverges', () => {
    const outcome = createFixedPoint(weights, { andersonDepth: 0 }).solve(
      map((x) => -10 * x - 1),
      1,
      Float64Array.of(1, 1),
    );
    expect(outcome).toMatchObject({ converged: false, failure: 'diverged' });
    expect(outcome.evaluations).toBeLessThan(10);
  });

  it('is found by the accelerated iteration where the plain one diverges', () => {
    const x = Float64Array.of(1, 3);
    const outcome = createFixedPoint(weights, {}).solve(
      map((value) => 2 - 3 * value + Math.cos(value)),
      1,
      x,
    );
    expect(outcome.converged).toBe(true);
    expect(Math.abs(x[0] - x[1])).toBeLessThan(1e-12);
  });

  it('names the offending component of a map that is not finite', () => {
    const broken: FixedPointMap = (_x, image) => {
      image.set([1, Number.NaN]);
      return false;
    };
    const outcome = createFixedPoint(weights, {}).solve(broken, 1, Float64Array.of(0, 0));
    expect(outcome).toMatchObject({ converged: false, failure: 'not-finite', component: 1, evaluations: 1 });
  });

  it('refuses options that make no sense', () => {
    const options = { tolerance: 0, iterations: 0, andersonDepth: -1 };
    expect(() => createFixedPoint(weights, options)).toThrow(
      'integrator.tolerance: expected a number in (0, 1), got 0\n' +
        'integrator.iterations: expected a positive integer, got 0\n' +
        'integrator.andersonDepth: expected an integer >= 0 (0 is the plain iteration), got -1',
    );
  });
});
