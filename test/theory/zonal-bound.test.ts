import { describe, expect, it } from 'vitest';
import { sphereConstant } from '../../src/theory/sphere/sphere-constant.ts';
import { encloseQuotient, zonalBound, zonalQuotient } from '../../src/theory/sphere/zonal-bound.ts';

describe('the quotient of a function of one angle', () => {
  it('lies in its enclosure, which has 15 digits and more, in every dimension', () => {
    for (const [d, coefficients] of [
      [3, [0.7, -0.1]],
      [3, [1.5, 0.4, -0.3]],
      [4, [0.3]],
      [5, [-0.8, 0.05, 0.01]],
      [12, [0.2, 0.1]],
    ] as const) {
      const value = zonalQuotient(d, coefficients, new Float64Array(coefficients.length));
      const [low, high] = encloseQuotient(
        d,
        coefficients.map((a) => BigInt(Math.round(a * 1e12))),
      ).map(Number);
      expect(low / value).toBeCloseTo(1, 12);
      expect(high / value).toBeCloseTo(1, 12);
      expect(high - low).toBeLessThan(1e-15 * value);
    }
  });

  it('is 2 d in the limit of small second harmonics, and to first order in their size as the closed form has it', () => {
    // int h (Gamma_2(h) - 2d Gamma(h)) of h = cos 2 theta, over int Gamma(h), by exact moments of x = cos^2 theta.
    const at = (units: bigint) => Number(encloseQuotient(3, [units])[0]);
    expect(at(1n)).toBeCloseTo(6, 10);
    const slope = (at(1_000_000n) - at(-1_000_000n)) / 2e-6;
    const rule = (k: number) => 1 / (2 * k + 1);
    const moment = (poly: readonly number[]) => poly.reduce((all, c, k) => all + c * rule(k), 0);
    const times = (a: readonly number[], b: readonly number[]) => {
      const out = new Array<number>(a.length + b.length - 1).fill(0);
      a.forEach((x, i) => {
        b.forEach((y, j) => {
          out[i + j] += x * y;
        });
      });
      return out;
    };
    // p = 2: Gamma = 16 x (1-x), Gamma_2 = (4 - 8 x)^2 + 16 x.
    const [h, first, second] = [[-1, 2], [0, 16, -16], times([4, -8], [4, -8]).map((c, k) => c + (k === 1 ? 16 : 0))];
    const excess = moment(times(h, second)) - 6 * moment(times(h, first));
    expect(slope).toBeCloseTo(excess / moment(first), 6);
  });

  it('has the gradient that differences have', () => {
    const a = Float64Array.of(0.5, -0.2, 0.1);
    const gradient = new Float64Array(3);
    zonalQuotient(4, a, gradient);
    a.forEach((_, k) => {
      const at = (h: number) => zonalQuotient(4, a.with(k, a[k] + h), new Float64Array(3));
      expect((at(1e-5) - at(-1e-5)) / 2e-5 / gradient[k]).toBeCloseTo(1, 7);
    });
  });
});

describe('the bound of the constant of even functions', () => {
  it('in d = 3 is below 5.729970889, and what the search over all functions finds', () => {
    const { enclosure, proven, perturbative, coefficients } = zonalBound(3, 12);
    const [low, high] = enclosure.map(Number);
    expect(high).toBeLessThan(5.729970889);
    expect(low).toBeGreaterThan(5.729970887);
    expect([proven, perturbative, coefficients.length]).toEqual([5.5, 6, 12]);
    const search = { symmetric: true, axisymmetric: true, bandLimit: 16, starts: 1, seed: 1, dimension: 3 } as const;
    expect(Number(zonalBound(3, 8).enclosure[1])).toBeCloseTo(sphereConstant(search).constant, 8);
  });

  it('lies between what is proved and the limit of small perturbations in every dimension', () => {
    for (const d of [3, 4, 5, 8]) {
      const { enclosure, proven, perturbative } = zonalBound(d, 4);
      expect(Number(enclosure[0])).toBeGreaterThan(proven);
      expect(Number(enclosure[1])).toBeLessThan(perturbative);
    }
  });
});
