import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernelShapes } from '../../src/physics/kernel-shapes.ts';
import { type PairKernel, powerKernel } from '../../src/physics/pair-kernel.ts';
import { kernelAverages } from '../../src/theory/relaxation-rates.ts';

/** The kernel without what is known of its powers, so that its averages are made by quadrature. */
function unknown({ powers: _, ...kernel }: PairKernel): PairKernel {
  return kernel;
}

describe('averages of a kernel over a Gaussian relative velocity', () => {
  it('are by quadrature what the closed form is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(2, 3),
        fc.double({ min: -0.98, max: 1, noNaN: true }),
        fc.double({ min: -8, max: 8, noNaN: true }),
        fc.oneof(
          fc.constant(0),
          fc.double({ min: -3, max: 1.7, noNaN: true }).map((x) => 10 ** x),
        ),
        (d: 2 | 3, place, tens, ratio) => {
          // From the steepest power there is, r^(-d-2), to the first.
          const gamma = place < 0 ? place * (d + 2) : place;
          const s = 10 ** tens;
          const drift2 = s * ratio ** 2;
          const closed = kernelAverages(d, powerKernel(gamma), s, drift2);
          const numeric = kernelAverages(d, unknown(powerKernel(gamma)), s, drift2);
          expect(Math.abs(numeric.friction / closed.friction - 1)).toBeLessThan(1e-10);
          // The average of z.(z - D) is a difference of |D|^2 where the drift is fast.
          expect(Math.abs(numeric.heat - closed.heat)).toBeLessThan(
            1e-10 * (Math.abs(closed.heat) + closed.friction * (drift2 / s)),
          );
        },
      ),
    );
  });

  it('are those of a power for a kernel whose own length is far away, and fall where it is near', () => {
    const { create } = kernelShapes.screened;
    const coulomb = kernelAverages(3, powerKernel(-3), 1, 1);
    const [far, near] = [1e6, 1e-2].map((length) => kernelAverages(3, create({ exponent: -3, length }), 1, 1));
    expect(far.heat / coulomb.heat).toBeCloseTo(1, 5);
    expect(far.friction / coulomb.friction).toBeCloseTo(1, 5);
    // int r exp(-r/L) dr = L^2, the density of the Gaussian at 0 and 1 - |D|^2/(3 s).
    const density = Math.sqrt(2 / Math.PI) * Math.exp(-1 / 2);
    expect(near.heat / (density * 1e-4)).toBeCloseTo(2 / 3, 3);
  });
});
