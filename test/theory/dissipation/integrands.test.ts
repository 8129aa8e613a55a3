import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dimension } from '../../../src/core/vector-field.ts';
import { createLogDerivatives, type LogDerivatives } from '../../../src/physics/density.ts';
import { createPairPoint, type PairIntegrand, type PairPoint } from '../../../src/theory/dissipation/collision-pair.ts';
import {
  entropyIntegrand,
  lemmaIntegrand,
  rotationIntegrand,
  splitIntegrand,
  splitParts,
} from '../../../src/theory/dissipation/integrands.ts';
import { derivative, modulatedPair, unlikePair } from './densities.ts';

const real = (min: number, max: number) =>
  fc.integer({ min: Math.ceil(min * 1024), max: Math.floor(max * 1024) }).map((k) => k / 1024);
const numbers = (length: number) => fc.array(real(-3, 3), { minLength: length, maxLength: length });

function derivatives(d: Dimension): fc.Arbitrary<LogDerivatives> {
  return fc.tuple(numbers(d), numbers(d * d), numbers(d)).map(([gradient, square, laplacianGradient]) => ({
    value: 0,
    gradient: Float64Array.from(gradient),
    hessian: Float64Array.from(square, (x, c) => x + square[(c % d) * d + Math.floor(c / d)]),
    laplacianGradient: Float64Array.from(laplacianGradient),
  }));
}

const situation = fc.constantFrom<Dimension>(2, 3).chain((d) =>
  fc
    .record({
      d: fc.constant(d),
      w: numbers(d).filter((w) => Math.hypot(...w) > 0.1),
      i: derivatives(d),
      j: derivatives(d),
      masses: fc.tuple(real(0.1, 10), real(0.1, 10)),
      strength: real(0.1, 2),
      exponent: real(-d - 2, 1),
    })
    .map(({ w, i, j, masses, strength, exponent }) => ({
      d,
      pair: { masses, strength, exponent },
      point: { w: Float64Array.from(w), r: Math.hypot(...w), i, j } satisfies PairPoint,
    })),
);

function components({ powers, evaluate }: PairIntegrand, point: PairPoint): Float64Array {
  const out = new Float64Array(powers.like.length);
  evaluate(point, out, 0);
  return out;
}

function swapped({ w, r, i, j }: PairPoint): PairPoint {
  return { w: w.map((x) => -x), r, i: j, j: i };
}

describe('at every pair of velocities', () => {
  it('Proposition 3.1 is Proposition 2.2: three squares for its squares, the remainder for its gain', () => {
    fc.assert(
      fc.property(situation, ({ d, pair, point }) => {
        const [squares, gain] = components(rotationIntegrand(pair, d), point);
        const split = components(splitIntegrand(pair, d), point);
        const sum = split[splitParts.parallel] + split[splitParts.radial] + split[splitParts.spherical];
        expect(Math.abs(sum - squares)).toBeLessThanOrEqual(1e-12 * squares);
        // The gain is a square of differences: round-off is relative to its terms, of which `squares` has a share.
        expect(Math.abs(split[splitParts.remainder] - gain)).toBeLessThanOrEqual(1e-12 * (gain + squares));
        expect(Math.abs(split[splitParts.total] - (gain - squares))).toBeLessThanOrEqual(1e-12 * (gain + squares));
      }),
      { numRuns: 500 },
    );
  });

  it('no integrand changes when the species change places, and only Lemma 2.1 and the total may be negative', () => {
    fc.assert(
      fc.property(situation, ({ d, pair, point }) => {
        const [m_i, m_j] = pair.masses;
        const other = { ...pair, masses: [m_j, m_i] as const };
        for (const integrand of [lemmaIntegrand, rotationIntegrand, splitIntegrand, entropyIntegrand]) {
          const own = components(integrand(pair, d), point);
          const exchanged = components(integrand(other, d), swapped(point));
          const size = Math.max(...components(rotationIntegrand(pair, d), point), ...own.map(Math.abs));
          own.forEach((x, c) => {
            expect(Math.abs(x - exchanged[c])).toBeLessThanOrEqual(1e-11 * size);
          });
        }
        expect(Math.min(...components(splitIntegrand(pair, d), point).subarray(0, 4))).toBeGreaterThanOrEqual(0);
        expect(components(entropyIntegrand(pair, d), point)[0]).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe.each([2, 3] as const)('d = %i: the integrand of Proposition 2.2', (d) => {
  it('has the derivatives of sqrt(alpha) L_k Psi that finite differences have', () => {
    const [f_1, f_2] = modulatedPair(d);
    const pair = unlikePair(-2.3);
    const [m_i, m_j] = pair.masses;
    const at = [0.5, -0.3, 0.8].slice(0, d).concat([-0.4, 0.6, 0.1].slice(0, d));
    const [i, j] = [createLogDerivatives(d), createLogDerivatives(d)];
    const rotation = (x: readonly number[], p: number, q: number) => {
      f_1.evaluate(x.slice(0, d), i);
      f_2.evaluate(x.slice(d), j);
      const w = Array.from({ length: d }, (_, k) => x[k] - x[d + k]);
      const g = w.map((_, k) => i.gradient[k] / m_i - j.gradient[k] / m_j);
      return Math.hypot(...w) ** (pair.exponent / 2) * (w[q] * g[p] - w[p] * g[q]);
    };
    let squares = 0;
    let gain = 0;
    const r = Math.hypot(...Array.from({ length: d }, (_, k) => at[k] - at[d + k]));
    for (let q = 1; q < d; q++)
      for (let p = 0; p < q; p++) {
        at.forEach((_, k) => {
          const slope = derivative((x) => rotation(at.with(k, x), p, q), at[k], 0.01);
          squares += slope ** 2 / (k < d ? m_i : m_j);
        });
        // alpha'^2 / (4 alpha^2) = gamma^2 / (4 r^2), and `rotation` contains sqrt(alpha).
        gain += (((1 / m_i + 1 / m_j) * pair.exponent ** 2) / (4 * r * r)) * rotation(at, p, q) ** 2;
      }
    const point = createPairPoint(f_1);
    point.w.set(Array.from({ length: d }, (_, k) => at[k] - at[d + k]));
    point.r = r;
    f_1.evaluate(at.slice(0, d), point.i);
    f_2.evaluate(at.slice(d), point.j);
    const alpha = r ** pair.exponent;
    const [own, ownGain] = components(rotationIntegrand(pair, d), point);
    // Order six with h = 0.01 and the singularity at r = 1.4 or more leaves 1e-10.
    expect((alpha * own) / squares).toBeCloseTo(1, 9);
    expect((alpha * ownGain) / gain).toBeCloseTo(1, 12);
  });
});
