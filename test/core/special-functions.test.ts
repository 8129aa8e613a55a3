import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ascendingInverseLowerGamma,
  erf,
  gamma,
  inverseLowerGamma,
  inverseNormal,
} from '../../src/core/special-functions.ts';

test('the error function has the values of DLMF table 7.23 and is odd', () => {
  expect(erf(0.5)).toBeCloseTo(0.5204998778130465, 15);
  expect(erf(1)).toBeCloseTo(0.8427007929497149, 15);
  expect(erf(2)).toBeCloseTo(0.9953222650189527, 15);
  fc.assert(fc.property(fc.double({ noNaN: true }), (x) => erf(-x) === -erf(x) && Math.abs(erf(x)) <= 1));
  expect(erf(Infinity)).toBe(1);
  expect(erf(Number.NaN)).toBeNaN();
});

test('the normal quantile inverts Phi(x) = (1 + erf(x / sqrt 2)) / 2 to round-off', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1 - 1e-3, noNaN: true }), (p) => {
      const x = inverseNormal(p);
      expect(Math.abs((1 + erf(x / Math.SQRT2)) / 2 - p)).toBeLessThan(1e-15);
    }),
  );
});

test('the normal quantile stays accurate at the ends of the uniform grid', () => {
  // Mills' asymptotic series of the tail: Phi(-x) = phi(x) (1/x - 1/x^3 + 3/x^5 - 15/x^7 + ...).
  const x = -inverseNormal(2 ** -54);
  let series = 0;
  for (let k = 0, term = 1 / x; k < 20; k++, term *= -(2 * k - 1) / x ** 2) series += term;
  const tail = (Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
  expect(Math.abs(tail / 2 ** -54 - 1)).toBeLessThan(1e-12);
});

test('the Gamma function is the factorial, has Gamma(1/2) = sqrt(pi) and obeys Gamma(x + 1) = x Gamma(x)', () => {
  expect(gamma(11)).toBe(3628800);
  expect(gamma(1 / 2)).toBeCloseTo(Math.sqrt(Math.PI), 15);
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), (x) => {
      // Stirling's x^x turns one rounding of its exponent into x log x roundings of the value
      const roundOff = 2 ** -52 * (20 + x * Math.log(x + 1));
      expect(Math.abs(gamma(x + 1) / (x * gamma(x)) - 1)).toBeLessThan(roundOff);
    }),
  );
});

test.each([1, 1.5, 2])(
  'the inverse of P(%s, x) is the same one by one and in ascending order, near both ends too',
  (a) => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -18, max: 18, noNaN: true }), { minLength: 1, maxLength: 30 }), (z) => {
        const inverse = ascendingInverseLowerGamma(a);
        for (const t of z.toSorted((s, t) => s - t)) {
          const [p, q] = [1 / (1 + Math.exp(-t)), 1 / (1 + Math.exp(t))];
          expect(Math.abs(inverse(p, q) / inverseLowerGamma(a, p, q) - 1)).toBeLessThan(1e-12);
        }
      }),
    );
  },
);
