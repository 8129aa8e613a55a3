import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKernel } from '../../src/physics/kernel-shapes.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { powerKernel, powerOf, radiiWithin } from '../../src/physics/pair-kernel.ts';
import { kernel } from './kernels.ts';

const radius = fc.double({ min: -12, max: 4, noNaN: true }).map(Math.exp);

describe('a collision kernel', () => {
  it('has the logarithmic derivative that it states, within the range that it states', () => {
    fc.assert(
      fc.property(kernel, radius, ({ value, slope, slopes }, r) => {
        const h = 1e-4;
        const difference = (Math.log(value(r * Math.exp(h))) - Math.log(value(r * Math.exp(-h)))) / (2 * h);
        // Of screened kernels far out the second difference is (r/L) h^2 / 6.
        expect(Math.abs(difference - slope(r))).toBeLessThan(1e-5 * (1 + Math.abs(slope(r))));
        expect(slope(r)).toBeGreaterThanOrEqual(slopes.least - 1e-9);
        expect(slope(r)).toBeLessThanOrEqual(slopes.largest + 1e-9);
      }),
    );
  });

  it.each([0, -1, -2, -3, -2.5, 1])('has the power %d by products', (exponent) => {
    for (const r of [1e-3, 0.7, 1, 40]) expect(Math.abs(powerOf(exponent)(r) / r ** exponent - 1)).toBeLessThan(1e-15);
  });

  it('comes as close as one likes to both ends of that range', () => {
    fc.assert(
      fc.property(kernel, ({ slope, slopes, turns, shape }) => {
        const all = [1e-140, ...turns, 1e140].map(slope);
        // Exponents that are nearly equal take longer to separate than there are powers of ten.
        if (shape === 'powers') return;
        expect(Math.max(...all)).toBeCloseTo(slopes.largest, 9);
        if (slopes.least > -Infinity) expect(Math.min(...all)).toBeCloseTo(slopes.least, 9);
        else expect(Math.min(...all)).toBeLessThan(-1e100);
      }),
    );
  });

  it('goes as the power that it states towards r = 0', () => {
    fc.assert(
      fc.property(kernel, ({ value, atZero: { strength, exponent }, shape }) => {
        if (shape === 'powers') return;
        expect(value(1e-9) / (strength * 1e-9 ** exponent)).toBeCloseTo(1, 6);
      }),
    );
    const { atZero } = createKernel({
      powers: [
        { strength: 2, exponent: -3 },
        { strength: 1, exponent: 0 },
        { strength: 3, exponent: -3 },
      ],
    });
    expect(atZero).toEqual({ strength: 5, exponent: -3 });
  });

  it('is within a bound exactly at the radii that are named', () => {
    fc.assert(
      fc.property(kernel, fc.double({ min: 0.1, max: 5, noNaN: true }), radius, (one, bound, r) => {
        const size = Math.abs(one.slope(r));
        if (Math.abs(size - bound) < 1e-9) return;
        expect(radiiWithin(one, bound).some(([from, to]) => from <= r && r <= to)).toBe(size < bound);
      }),
    );
    expect(radiiWithin(powerKernel(-3), 3)).toEqual([[0, Infinity]]);
    expect(radiiWithin(powerKernel(-3), 2.9)).toEqual([]);
    const [[from, to]] = radiiWithin(createKernel({ screened: { exponent: -3, length: 2 } }), 4);
    expect(from).toBe(0);
    expect(to).toBeCloseTo(2, 12);
  });
});

describe('a table', () => {
  it('goes through its points, and through two of them as a power', () => {
    const r = [0.1, 0.5, 2, 3];
    const alpha = [7, 2, 1.5, 0.1];
    const { value } = createKernel({ table: { r, alpha } });
    r.forEach((at, k) => {
      expect(value(at)).toBeCloseTo(alpha[k], 12);
    });
    const power = createKernel({ table: { r: [1, 2], alpha: [3, 3 / 8] } });
    for (const at of [0.01, 1, 1.5, 40]) expect(power.value(at) / (3 * at ** -3)).toBeCloseTo(1, 12);
  });

  it('follows kernels that are no power to the fourth order in the spacing of log r, and their slopes to the third', () => {
    for (const exact of [
      createKernel({ screened: { exponent: -3, length: 1 } }),
      createKernel({ softened: { exponent: -3, radius: 0.5 } }),
    ]) {
      const [coarse, fine] = [40, 80].map((count) => {
        const r = Array.from({ length: count + 1 }, (_, k) => 0.05 * 100 ** (k / count));
        const { value, slope } = createKernel({ table: { r, alpha: r.map(exact.value) } });
        // Away from the ends, where the second derivative is not 0.
        const within = Array.from({ length: 400 }, (_, k) => 0.2 * 6 ** (k / 400));
        return {
          value: Math.max(...within.map((at) => Math.abs(value(at) / exact.value(at) - 1))),
          slope: Math.max(...within.map((at) => Math.abs(slope(at) - exact.slope(at)))),
        };
      });
      expect(Math.log2(coarse.value / fine.value)).toBeGreaterThan(3.8);
      expect(Math.log2(coarse.slope / fine.slope)).toBeGreaterThan(2.8);
      expect(fine.value).toBeLessThan(1e-6);
    }
  });
});

describe('a mixture', () => {
  const species = ['a', 'b'].map((name) => ({ name, mass: 1, charge: 0 }));
  const ones = [
    [1, 1],
    [1, 1],
  ];
  const steep = createKernel({ table: { r: [1, 2], alpha: [1, 2 ** -6] } });
  const screened = createKernel({ screened: { exponent: -3, length: 1 } });
  const with01 = (one: ReturnType<typeof createKernel>) =>
    createMixture(3, species, ones, [
      [-3, one],
      [one, -3],
    ]);

  it('has an exponent where the kernel is a power, and says so where it is not', () => {
    const mixture = with01(screened);
    expect(mixture.exponent(1, 1)).toBe(-3);
    expect(() => mixture.exponent(1, 0)).toThrow(
      'collisions of b and a: expected one power of the relative speed, got r^-3 exp(-r/1)',
    );
    expect(mixture.kernel(1, 0)).toBe(screened);
  });

  it('refuses a kernel that is too steep at r = 0', () => {
    expect(() => with01(steep)).toThrow(
      'pair a-b: expected a kernel that grows more slowly than r^-5 towards r = 0, got r^-6',
    );
  });
});
