import { describe, expect, it } from 'vitest';
import { rateAt } from '../../src/explore/linearised/growth-rate.ts';
import { splinePieces, splineSpace } from '../../src/explore/linearised/spline-space.ts';
import { createMixture } from '../../src/physics/mixture.ts';

const gas = (masses: readonly number[], exponent = -3) =>
  createMixture(
    3,
    masses.map((mass, i) => ({ name: String(i), mass, charge: 1 })),
    masses.map(() => masses.map(() => 1)),
    masses.map(() => masses.map(() => exponent)),
  );

describe('the splines of a species', () => {
  const ends = [0, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 4];
  const space = splineSpace(ends);

  it('vanish at its cut with two derivatives, and end there without the other ones', () => {
    const at = (x: number) => {
      const { first, derivatives } = space.evaluate(x);
      expect(first + derivatives[0].length).toBe(space.count);
      return derivatives.map((row) => Math.max(...row.map(Math.abs)));
    };
    const [value, slope, bend, third] = at(4);
    for (const one of [value, slope, bend]) expect(one).toBe(0);
    expect(third).toBeGreaterThan(1e-3);
    expect(at(3.9).every((one) => one > 0)).toBe(true);
  });

  it('sum to 1 where all splines are left', () => {
    // A partition of unity up to the pieces on which the last three live.
    for (const x of [0, 0.05, 0.7, 0.99]) {
      const { derivatives } = space.evaluate(x);
      const sums = derivatives.map((row) => row.reduce((sum, one) => sum + one, 0));
      expect(sums[0]).toBeCloseTo(1, 13);
      for (const other of sums.slice(1)) expect(Math.abs(other)).toBeLessThan(1e-9);
    }
  });

  it('have short pieces up to the cut', () => {
    for (const masses of [[1], [1, 2], [0.001, 1], [9.5, 10], [1, 1.1, 1.2]]) {
      const { species } = gas(masses);
      splinePieces(gas(masses), 1).forEach((own, i) => {
        const lengths = own.slice(1).map((end, k) => (end - own[k]) * Math.sqrt(species[i].mass));
        expect(Math.max(...lengths)).toBeLessThan(0.8 * 1.3 + 1e-9);
        expect(own[own.length - 1] * Math.sqrt(species[i].mass)).toBeCloseTo(9.5, 9);
      });
    }
  });
});

describe('the growth rate of nearly equal masses', () => {
  it('is 0: no perturbation may end at the cut and grow there', () => {
    expect(rateAt(gas([9.5, 10]), [1, 1], 1, 1)).toBe(0);
  });
});
