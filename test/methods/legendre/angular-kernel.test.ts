import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAngularKernel } from '../../../src/methods/legendre/angular-kernel.ts';

type Dimension = 2 | 3;

/** (a)_n */
const rising = (a: number, n: number) => {
  let product = 1;
  for (let k = 0; k < n; k++) product *= a + k;
  return product;
};

/** 2F1(a, b; c; x) by its series, |x| < 1. */
function hypergeometric(a: number, b: number, c: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 0; k < 20000 && term !== 0; k++) {
    term *= (((a + k) * (b + k)) / ((c + k) * (k + 1))) * x;
    sum += term;
    if (Math.abs(term) < 1e-18 * Math.abs(sum)) break;
  }
  return sum;
}

/**
 * int |v - v*|^p Y_l dn* over the sphere for |v| = 1, |v*| = t, from the expansion of the power in harmonics. Source: the
 * addition theorem with Gegenbauer's generating function; A. Erdelyi et al., Higher Transcendental Functions II, 10.9.
 */
function powerMoment(d: Dimension, p: number, l: number, t: number): number {
  const series =
    d === 3
      ? (rising(-p / 2, l) / rising(1 / 2, l)) * hypergeometric(l - p / 2, -(p + 1) / 2, l + 3 / 2, t * t)
      : (rising(-p / 2, l) / rising(1, l)) * hypergeometric(l - p / 2, -p / 2, l + 1, t * t);
  const area = d === 3 ? (4 * Math.PI) / (2 * l + 1) : 2 * Math.PI;
  return area * t ** l * series;
}

/** int (1 - mu^2) |v - v*|^p Y_l dn*: (1 - mu^2) Y_l is a sum of Y_{l-2}, Y_l and Y_{l+2}. */
function crossMoment(d: Dimension, p: number, l: number, t: number): number {
  const up = (k: number) => (d === 3 ? (k + 1) / (2 * k + 1) : k === 0 ? 1 : 1 / 2);
  const down = (k: number) => (d === 3 ? k / (2 * k + 1) : k === 0 ? 0 : 1 / 2);
  const moment = (k: number) => (k < 0 ? 0 : powerMoment(d, p, k, t));
  const same = up(l) * down(l + 1) + (l > 0 ? down(l) * up(l - 1) : 0);
  const below = l > 1 ? down(l) * down(l - 1) * moment(l - 2) : 0;
  return (1 - same) * moment(l) - up(l) * up(l + 1) * moment(l + 2) - below;
}

/** Exponents of (-d-2, 1], the special ones among them and near them. */
const exponents = (d: Dimension) =>
  fc.oneof(
    fc.double({ min: -d - 1.9, max: 1, noNaN: true }),
    fc.constantFrom(...[-4, -3, -2, -1, 0, 1].filter((p) => p > -d - 2)),
    fc
      .tuple(fc.constantFrom(-4, -3, -2, -1), fc.double({ min: -12, max: -4, noNaN: true }), fc.constantFrom(-1, 1))
      .map(([p, size, sign]) => Math.max(p + sign * 10 ** size, -d - 1.9)),
  );

describe('the moments of the collision kernel', () => {
  it.each([2, 3] as const)('are those of the expansion of the power in harmonics, at every exponent: d = %i', (d) => {
    const top = 24;
    fc.assert(
      fc.property(
        exponents(d),
        fc.array(fc.double({ min: 0.1, max: 0.999, noNaN: true }), { minLength: 3, maxLength: 5 }),
        (p, taus) => {
          const kernel = createAngularKernel(d, p, top);
          const moments = new Float64Array(kernel.count);
          for (const tau of taus) {
            kernel.evaluate(tau, moments, 1);
            // The largest moment sets the scale: those of high degree are as small as t^l.
            const scale = Math.abs(moments[0]);
            for (let l = 0; l <= top; l++)
              expect(Math.abs(moments[l] - crossMoment(d, p, l, 1 - tau))).toBeLessThan(2e-11 * scale);
            for (const l of [0, 1])
              expect(Math.abs(moments[top + 1 + l] - powerMoment(d, p + 2, l, 1 - tau))).toBeLessThan(
                2e-12 * moments[top + 1],
              );
          }
        },
      ),
      { numRuns: 8 },
    );
  });

  it('are continuous in the exponent where the singularity at r = s has a logarithm', () => {
    for (const [d, p] of [
      [3, -4],
      [3, -2],
      [2, -3],
      [2, -1],
    ] as const) {
      const kernels = [p, p + 1e-9].map((exponent) => createAngularKernel(d, exponent, 4));
      for (const tau of [1e-12, 1e-6, 0.01, 0.3]) {
        const [at, near] = kernels.map((kernel) => {
          const moments = new Float64Array(kernel.count);
          kernel.evaluate(tau, moments, 1);
          return moments;
        });
        at.forEach((value, k) => {
          expect(Math.abs(value - near[k])).toBeLessThan(1e-7 * Math.max(...at.map(Math.abs)));
        });
      }
    }
  });

  it.each([
    [2, -3.9],
    [2, -3],
    [3, -3.5],
    [3, -2],
    [3, 0.5],
  ] as const)('go on smoothly below the panels of the table: d = %i, exponent %d', (d, exponent) => {
    const kernel = createAngularKernel(d, exponent, 3);
    const at = (tau: number) => {
      const moments = new Float64Array(kernel.count);
      kernel.evaluate(tau, moments, 1);
      return moments;
    };
    // A difference over three points takes a + b tau^s away, whatever a and b are.
    const s = exponent + d + 1;
    const phi = (tau: number) => (s === 0 ? Math.log(tau) : tau ** s);
    const taus = [-2, 0.5, 3].map((power) => 2 ** (power - 26));
    const [below, near, above] = taus.map(at);
    const [x, y, z] = taus.map(phi);
    const scale = Math.max(...near.map(Math.abs));
    const [under, over] = [2 ** -26 * (1 - 1e-12), 2 ** -26].map(at);
    for (let k = 0; k < kernel.count; k++) {
      const predicted = near[k] + ((above[k] - near[k]) * (x - y)) / (z - y);
      expect(Math.abs(below[k] - predicted)).toBeLessThan(1e-6 * scale);
      expect(Math.abs(under[k] - over[k])).toBeLessThan(1e-11 * scale);
    }
  });
});
