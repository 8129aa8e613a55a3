import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { jackknife, lineFit, logLogSlope } from '../../src/core/statistics.ts';

const numbers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 20 });

const mean = (x: readonly number[]) => x.reduce((sum, y) => sum + y, 0) / x.length;
const without = (x: readonly number[], j: number) => x.filter((_, i) => i !== j);

describe('the jackknife', () => {
  it('of a mean is the mean, with its standard error', () => {
    fc.assert(
      fc.property(numbers, (x) => {
        const { value, error } = jackknife(
          mean(x),
          x.map((_, j) => mean(without(x, j))),
        );
        const squares = x.reduce((sum, y) => sum + (y - mean(x)) ** 2, 0);
        expect(value).toBeCloseTo(mean(x), 8);
        expect(error).toBeCloseTo(Math.sqrt(squares / (x.length * (x.length - 1))), 8);
      }),
    );
  });

  it('of the plug-in variance is the unbiased one', () => {
    const plugIn = (x: readonly number[]) => mean(x.map((y) => y * y)) - mean(x) ** 2;
    fc.assert(
      fc.property(numbers, (x) => {
        const { value } = jackknife(
          plugIn(x),
          x.map((_, j) => plugIn(without(x, j))),
        );
        // numbers up to 1000: their squares' round-off
        expect(Math.abs(value - (plugIn(x) * x.length) / (x.length - 1))).toBeLessThan(1e-7);
      }),
    );
  });

  it('takes a bias a/N away, whatever the blocks', () => {
    for (const J of [2, 5, 16]) {
      const t = (N: number) => 3 + 7 / N;
      const { value, error } = jackknife(
        t(160),
        Array.from({ length: J }, () => t(160 * (1 - 1 / J))),
      );
      expect(value).toBeCloseTo(3, 12);
      expect(error).toBe(0);
    }
  });
});

it('points on a line give the line', () => {
  const number = fc.double({ min: -5, max: 5, noNaN: true });
  fc.assert(
    fc.property(number, number, (slope, intercept) => {
      const x = [0, 1, 3, 4];
      const fit = lineFit(
        x,
        x.map((value) => intercept + slope * value),
      );
      expect(fit.slope).toBeCloseTo(slope, 12);
      expect(fit.intercept).toBeCloseTo(intercept, 12);
    }),
  );
});

it('a power law has its exponent as log-log slope', () => {
  const h = [0.1, 0.05, 0.025, 0.0125];
  expect(
    logLogSlope(
      h,
      h.map((value) => 3 * value ** 2.5),
    ),
  ).toBeCloseTo(2.5, 12);
});

it('a vanishing error is refused with its position', () => {
  expect(() => logLogSlope([1, 2], [1, 0])).toThrow(InputError);
  expect(() => logLogSlope([1, 2], [1, 0])).toThrow('got 0 at position 1');
  expect(() => lineFit([1], [1])).toThrow('at least 2');
});
