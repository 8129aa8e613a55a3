import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAnderson } from '../../src/integration/fixed-point.ts';
import { integrators } from '../../src/integration/integrators.ts';
import { createLandauGas } from './landau-gas.ts';

const size = (values: Float64Array) => Math.hypot(...values);

test('at depth m a linear map of R^m, contracting or not, is solved in m + 1 evaluations', () => {
  const m = 4;
  const entry = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(entry, { minLength: m * m, maxLength: m * m }),
      fc.array(entry, { minLength: m, maxLength: m }),
      (entries, offset) => {
        // G(x) = 4 (I + B/8) x + offset: every direction is repelling, and I - G' is well conditioned.
        const residual = (x: Float64Array) =>
          x.map((value, i) => {
            let image = 4 * value + offset[i];
            for (let j = 0; j < m; j++) image += (entries[i * m + j] / 2) * x[j];
            return image - value;
          });
        const anderson = createAnderson(new Float64Array(m).fill(1), m);
        const x = new Float64Array(m);
        const first = size(residual(x));
        fc.pre(first > 1e-3);
        for (let i = 0; i <= m; i++) anderson.advance(residual(x), x);
        // Differences closer to dependence than 1e-5 are left out, at the price of this much of the first residual.
        expect(size(residual(x))).toBeLessThanOrEqual(1e-3 * first);
        for (let i = 0; i <= m; i++) anderson.advance(residual(x), x);
        expect(size(residual(x))).toBeLessThanOrEqual(1e-8 * first);
      },
    ),
    { seed: 3, numRuns: 200 },
  );
});

test('the first step, and every step at depth 0, is the plain one', () => {
  for (const depth of [0, 3]) {
    const anderson = createAnderson(Float64Array.of(1, 1), depth);
    const x = Float64Array.of(1, 2);
    anderson.advance(Float64Array.of(0.5, -0.25), x);
    expect(x).toEqual(Float64Array.of(1.5, 1.75));
    if (depth > 0) anderson.restart();
    anderson.advance(Float64Array.of(1, 1), x);
    expect(x).toEqual(Float64Array.of(2.5, 2.75));
  }
});

test('residuals that do not change, or change along one line only, leave finite steps', () => {
  const anderson = createAnderson(Float64Array.of(1, 1, 1), 3);
  const x = Float64Array.of(0, 0, 0);
  const r = Float64Array.of(1, 2, 3);
  anderson.advance(r, x);
  anderson.advance(r, x);
  expect(x).toEqual(Float64Array.of(2, 4, 6));
  for (const factor of [1, 1 / 2, 1 / 4, 1 / 8]) {
    anderson.advance(
      r.map((value) => factor * value),
      x,
    );
    expect(x.every(Number.isFinite)).toBe(true);
  }
});

test('a heavy component decides the fit: the norm is the weighted one', () => {
  // Two scalar maps x <- x + r with slopes of r of -2 and -3; one coefficient solves only one of them.
  for (const [weights, solved] of [
    [Float64Array.of(1e12, 1), 0],
    [Float64Array.of(1, 1e12), 1],
  ] as const) {
    const anderson = createAnderson(weights, 1);
    const x = Float64Array.of(1, 1);
    for (let i = 0; i < 2; i++) anderson.advance(Float64Array.of(-2 * x[0], -3 * x[1]), x);
    expect(Math.abs(x[solved])).toBeLessThan(1e-11);
    expect(Math.abs(x[1 - solved])).toBeGreaterThan(0.1);
  }
});

test.each(['implicit-midpoint', 'discrete-gradient'])(
  'a stiff step of %s takes less than half the evaluations of plain iteration',
  (name) => {
    const gas = createLandauGas(3, 10, 'stiff');
    const evaluations = (depth: number) => {
      const stepper = integrators.get(name)!.prepare(gas, { andersonDepth: depth, iterations: 200 });
      const outcome = stepper.step(0, 0.15, gas.initial.slice());
      expect(outcome.converged).toBe(true);
      return outcome.evaluations;
    };
    expect(evaluations(4)).toBeLessThan(evaluations(0) / 2);
  },
);
