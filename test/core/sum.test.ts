import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sumOf } from '../../src/core/sum.ts';

it('a compensated sum keeps what plain addition loses', () => {
  const terms = [1, 1e100, 1, -1e100];
  expect(sumOf(4, (p) => terms[p])).toBe(2);
});

it('a compensated sum of dyadic numbers is exact in any order', () => {
  const dyadic = fc.integer({ min: -(2 ** 50), max: 2 ** 50 }).map((k) => k / 2 ** 20);
  fc.assert(
    fc.property(fc.array(dyadic, { maxLength: 200 }), (terms) => {
      const exact = Number(terms.reduce((sum, x) => sum + BigInt(x * 2 ** 20), 0n)) / 2 ** 20;
      expect(sumOf(terms.length, (p) => terms[p])).toBe(exact);
      expect(sumOf(terms.length, (p) => terms[terms.length - 1 - p])).toBe(exact);
    }),
  );
});

it('a million tenths sum to a hundred thousand', () => {
  expect(sumOf(1e6, () => 0.1)).toBe(1e5);
});
