import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairSettings } from '../../src/kernels/wasm-pair-forces.ts';
import { compiled } from './compiled.ts';

/** The kernel's values of two arguments. */
function both(
  run: (x: number, settings: number) => void,
  x: readonly [number, number],
  settings: readonly number[] = [],
) {
  const [argument, more] = compiled.arrays([2, 5])!;
  argument.data.set(x);
  more.data.set(settings);
  run(argument.address, more.address);
  return [...argument.data] as const;
}

/** |value/expected - 1| in units of 2^-52. */
const ulps = (value: number, expected: number) => (value === expected ? 0 : Math.abs(value / expected - 1) * 2 ** 52);

const settings = { numRuns: 20_000 };
const { logarithms, exponentials, powers } = compiled.run;

/** Positive doubles, their logarithms evenly spread over [from, to]. */
const spread = (from: number, to: number) => fc.double({ min: from, max: to, noNaN: true }).map((x) => 2 ** x);

describe('the elementary functions of the kernels', () => {
  it('take the logarithm of every positive finite number to 1 ulp, subnormal ones too', () => {
    fc.assert(
      fc.property(spread(-1074, 1023.9), spread(-2, 2), (x, y) => {
        const [a, b] = both(logarithms, [x, y]);
        return Math.max(ulps(a, Math.log(x)), ulps(b, Math.log(y))) <= 1;
      }),
      settings,
    );
    expect(both(logarithms, [1, Number.MIN_VALUE])).toEqual([0, Math.log(Number.MIN_VALUE)]);
  });

  it('take the exponential to 1 ulp', () => {
    const exponent = fc.double({ min: -700, max: 700, noNaN: true });
    fc.assert(
      fc.property(exponent, fc.double({ min: -1, max: 1, noNaN: true }), (x, y) => {
        const [a, b] = both(exponentials, [x, y]);
        return Math.max(ulps(a, Math.exp(x)), ulps(b, Math.exp(y))) <= 1;
      }),
      settings,
    );
    expect(both(exponentials, [0, -0])).toEqual([1, 1]);
  });

  it('raise numbers over 120 orders of magnitude to a real power within 4 ulp', () => {
    fc.assert(
      fc.property(spread(-200, 200), spread(-4, 4), fc.double({ min: -4.5, max: 1, noNaN: true }), (x, y, gamma) => {
        const values = both(powers, [x, y], pairSettings(gamma, true));
        return Math.max(ulps(values[0], x ** (gamma / 2)), ulps(values[1], y ** (gamma / 2))) <= 4;
      }),
      settings,
    );
  });

  it('give each number its own result, whatever stands beside it', () => {
    fc.assert(
      fc.property(spread(-100, 100), spread(-100, 100), (x, y) => {
        for (const run of [logarithms, powers]) {
          const [a, b] = both(run, [x, y], pairSettings(-2.5, true));
          expect(both(run, [y, x], pairSettings(-2.5, true))).toEqual([b, a]);
        }
      }),
    );
  });
});
