import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPredictor } from '../../src/integration/predictor.ts';

const dt = fc.double({ min: 0.1, max: 0.2, noNaN: true });

describe('the predicted increment', () => {
  it('is exact for rates that are cubic polynomials of the time, at any step sizes', () => {
    const coefficients = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(coefficients, fc.array(dt, { minLength: 5, maxLength: 8 }), (c, steps) => {
        const rate = (t: number) => c[0] + t * (c[1] + t * (c[2] + t * c[3]));
        const predictor = createPredictor(2, 'test');
        const d = new Float64Array(2);
        let t = 1;
        steps.forEach((step, i) => {
          const middle = rate(t + step / 2);
          predictor.predict(t, step, d);
          // A sum of at most 64 in absolute weights, of rates up to 40.
          if (i >= 4) expect(Math.abs(d[0] - step * middle)).toBeLessThan(64 * 40 * 1e-15);
          d.set([step * middle, -step * middle]);
          predictor.remember(t, step, d);
          t += step;
        });
      }),
      { seed: 5 },
    );
  });

  it('is zero without a past', () => {
    const d = Float64Array.of(1, 2);
    createPredictor(2, 'test').predict(3, 0.1, d);
    expect(d).toEqual(Float64Array.of(0, 0));
  });

  it('makes nothing of attempts that reach beyond the start of the step', () => {
    const predictor = createPredictor(1, 'test');
    predictor.remember(0, 1, Float64Array.of(2));
    predictor.remember(1, 1, Float64Array.of(1e6));
    const d = new Float64Array(1);
    predictor.predict(1, 0.5, d);
    expect(d[0]).toBe(1);
    // One whose middle is the start of the step too.
    predictor.remember(0.5, 1, Float64Array.of(1e6));
    predictor.predict(1, 0.5, d);
    expect(d[0]).toBe(1);
  });

  it('stays within 64 times the largest past rate when the step grows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        (rates, growth) => {
          const predictor = createPredictor(1, 'test');
          for (const [i, rate] of rates.entries()) predictor.remember(i, 1, Float64Array.of(rate));
          const d = new Float64Array(1);
          predictor.predict(4, growth, d);
          expect(Math.abs(d[0])).toBeLessThanOrEqual(64.001 * growth * Math.max(...rates.map(Math.abs)));
        },
      ),
      { seed: 5 },
    );
  });
});
