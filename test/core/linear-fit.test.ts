import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { lineFit, logLogSlope } from '../../src/core/statistics.ts';

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
