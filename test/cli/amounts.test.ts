import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatNumber } from '../../src/cli/texts.ts';

describe('an amount for people', () => {
  test('keeps six digits of a number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Math.abs(Number(formatNumber(value)) - value)).toBeLessThanOrEqual(5.0000001e-6 * Math.abs(value));
      }),
    );
    expect([0.1 + 0.2, 1e-13 / 3, -1234567, 0].map(formatNumber)).toEqual(['0.3', '3.33333e-14', '-1.23457e+6', '0']);
    expect([null, undefined, Number.NaN].map(formatNumber)).toEqual(['-', '-', '-']);
  });

  test.each([
    [0.0421, '0.042 s'],
    [59, '59 s'],
    [59.96, '60 s'],
    [250, '4 min 10 s'],
    [3 * 3600 + 5 * 60 + 59, '3 h 5 min'],
    [86400, '1 day'],
    [12 * 86400, '12 days'],
    [31 * 365 * 86400, '31 years'],
    [1e20, '3.17e12 years'],
  ])('tells %d seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test.each([
    [0, '0 bytes'],
    [1023, '1023 bytes'],
    [1536, '1.5 KiB'],
    [1.5e8, '143 MiB'],
    [1e18, '888 PiB'],
    [1e24, '8.88e8 PiB'],
  ])('tells %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  test('counts to a million', () => {
    expect([0, 999999, 1e6, 1.2345e9].map(formatCount)).toEqual(['0', '999999', '1e6', '1.23e9']);
  });
});
