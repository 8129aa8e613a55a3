import { describe, expect, it } from 'vitest';
import { gaussianDensity, modulatedGaussian } from '../../../src/physics/densities.ts';
import { createKernel } from '../../../src/physics/kernel-shapes.ts';
import type { PairKernel } from '../../../src/physics/pair-kernel.ts';
import { dissipationByQuadrature, lemmaByQuadrature } from '../../../src/theory/dissipation/by-quadrature.ts';
import type { CollisionPair } from '../../../src/theory/dissipation/collision-pair.ts';

const pairOf = (kernel: PairKernel | number): CollisionPair => ({
  ...{ masses: [1, 2], strength: 0.7 },
  ...(typeof kernel === 'number' ? { exponent: kernel } : { exponent: kernel.atZero.exponent, kernel }),
});

const kernels = {
  screened: createKernel({ screened: { exponent: -1.5, length: 1 } }),
  softened: createKernel({ softened: { exponent: -3, radius: 0.7 } }),
  powers: createKernel({
    powers: [
      { strength: 1, exponent: -1 },
      { strength: 0.3, exponent: 1 },
    ],
  }),
};

describe('the dissipation with a kernel that is no power', () => {
  const [f_i, f_j] = [modulatedGaussian(2, 1, 0.4, 1), modulatedGaussian(2, 2, -0.3, 0.5)];

  it.each(Object.entries(kernels))(
    "is the same by Lemma 2.1 and by Proposition 3.1 with r alpha'/alpha: %s",
    (_, kernel) => {
      const { lemma, total, error, contact } = dissipationByQuadrature(pairOf(kernel), f_i, f_j, {
        resolution: { centre: 14, radius: 12, angle: 12 },
      });
      expect(contact).toBe(0);
      expect(Math.abs(lemma)).toBeGreaterThan(0.5);
      expect(Math.abs(total - lemma)).toBeLessThan(2e-5 * Math.abs(lemma));
      expect(error).toBeLessThan(1e-3 * Math.abs(lemma));
    },
  );

  it('is linear in the powers of a sum, by Lemma 2.1', () => {
    const options = { resolution: { centre: 14, radius: 12, angle: 12 } };
    const both = lemmaByQuadrature(pairOf(kernels.powers), f_i, f_j, options).value;
    const [a, b] = [-1, 1].map((gamma) => lemmaByQuadrature(pairOf(gamma), f_i, f_j, options).value);
    expect(Math.abs(both - a - 0.3 * b)).toBeLessThan(2e-6 * Math.abs(both));
  });

  it('with a table of a softened kernel is that of the kernel to the fourth order by Lemma 2.1, to the third by Proposition 3.1', () => {
    const options = { resolution: { centre: 10, radius: 24, angle: 8 } };
    const exact = dissipationByQuadrature(pairOf(kernels.softened), f_i, f_j, options);
    const [coarse, fine] = [20, 80].map((count) => {
      const r = Array.from({ length: count + 1 }, (_, k) => 0.005 * 4000 ** (k / count));
      const table = createKernel({ table: { r, alpha: r.map(kernels.softened.value) } });
      const { lemma, total } = dissipationByQuadrature(pairOf(table), f_i, f_j, options);
      return { lemma: Math.abs(lemma - exact.lemma), total: Math.abs(total - exact.total) };
    });
    // Per halving of the spacing; alpha' enters the proposition.
    expect(Math.log2(coarse.lemma / fine.lemma) / 2).toBeGreaterThan(3.8);
    expect(Math.log2(coarse.total / fine.total) / 2).toBeGreaterThan(3);
    expect(fine.total).toBeLessThan(1e-5 * Math.abs(exact.total));
  });

  it('has the contact term of its power at r = 0, screened Coulomb collisions of two Maxwellians', () => {
    const variances = [1, 0.75];
    const [a, b] = variances.map((T) => gaussianDensity(1, [0, 0, 0], [T, 0, 0, 0, T, 0, 0, 0, T]));
    const screened = (length: number) =>
      dissipationByQuadrature(pairOf(createKernel({ screened: { exponent: -3, length } })), a, b);
    const { lemma, total, contact, radial } = screened(1);
    expect(radial).toBeNaN();
    expect(Math.abs(total - lemma)).toBeLessThan(1e-9 * Math.abs(lemma));
    const coulomb = dissipationByQuadrature(pairOf(-3), a, b);
    expect(contact).toBeCloseTo(coulomb.contact, 12);
    // The screening takes away collisions, to first order in 1/L.
    const [far, farther] = [1e3, 1e4].map((length) => screened(length).lemma - coulomb.lemma);
    expect(far / farther).toBeCloseTo(10, 1);
    expect(lemma / coulomb.lemma).toBeLessThan(0.9);
  });

  it('of two unlike species has a remainder no larger than the spherical part where the theorem covers it', () => {
    const covered = createKernel({ softened: { exponent: -2, radius: 0.3 } });
    const { spherical, remainder } = dissipationByQuadrature(pairOf(covered), f_i, f_j, {
      resolution: { centre: 14, radius: 12, angle: 12 },
    });
    expect(remainder).toBeGreaterThan(0);
    expect(remainder).toBeLessThanOrEqual(spherical);
  });
});
