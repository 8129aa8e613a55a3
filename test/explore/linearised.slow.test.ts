import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splineEffort } from '../../src/explore/effort.ts';
import { type GrowthProblem, localisedFunctions } from '../../src/explore/growth/space.ts';
import { eigenpairs } from '../../src/explore/linearised/eigenvalues.ts';
import { linearisedForms } from '../../src/explore/linearised/forms.ts';
import { growthRate, localisedGrowth, rateAt } from '../../src/explore/linearised/growth-rate.ts';
import { hasGap, invariantCount, lowestEigenvalues } from '../../src/explore/linearised/spectrum.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { linearisedBracket } from '../../src/theory/linearised/bracket.ts';
import { largestGrowth, maxwellEigenvalues } from '../../src/theory/linearised/eigenvalues.ts';

const mixtureOf = (
  d: 2 | 3,
  masses: readonly number[],
  exponent: number,
  strengths: readonly (readonly number[])[] = masses.map(() => masses.map(() => 1)),
) =>
  createMixture(
    d,
    masses.map((mass, i) => ({ name: String(i), mass, charge: 1 })),
    strengths,
    masses.map(() => masses.map(() => exponent)),
  );
const cross = [
  [0, 1],
  [1, 0],
];

describe('the spectrum of the linearised operator', () => {
  it.each([
    [2, 3],
    [3, 1],
  ] as const)(
    'is the exact one of Maxwell molecules, for any masses, densities and strengths, d = %i, degree %i',
    (d, degree) => {
      const positive = fc.double({ min: 0.3, max: 3, noNaN: true });
      fc.assert(
        fc.property(fc.array(positive, { minLength: 7, maxLength: 7 }), ([m1, m2, n1, n2, c11, c12, c22]) => {
          const mixture = mixtureOf(d, [m1, m2], 0, [
            [c11, c12],
            [c12, c22],
          ]);
          const { values } = lowestEigenvalues(mixture, [n1, n2], degree, 4);
          const orders = [0, 1, 2, 3, 4, 5, 6];
          const exact = orders.flatMap((k) => maxwellEigenvalues(mixture, [n1, n2], degree, k)).sort((a, b) => a - b);
          const scale = exact[exact.length - 1];
          values.forEach((value, k) => {
            expect(Math.abs(value - exact[k])).toBeLessThan(1e-8 * scale);
          });
        }),
        { numRuns: 1, seed: 5 },
      );
    },
  );

  it('states errors that hold for all values that it calls resolved, also where the polynomials reach beyond the cut', () => {
    const gas = mixtureOf(2, [1], 0);
    const { values, errors } = lowestEigenvalues(gas, [1], 4, 20);
    const exact = Array.from({ length: 20 }, (_, k) => maxwellEigenvalues(gas, [1], 4, k)[0]);
    const resolved = [...values.keys()].filter((k) => errors[k] <= 0.01 * values[k]);
    expect(resolved.length).toBeGreaterThan(8);
    for (const k of resolved) expect(Math.abs(values[k] - exact[k])).toBeLessThan(errors[k] + 1e-11);
    expect(values[19]).toBeGreaterThan(1.15 * exact[19]);
    expect(resolved).not.toContain(19);
  });

  it('has the rates of relaxation that the closed moment equations have', () => {
    // single species: the stress decays at 4 d c n / m^2
    expect(maxwellEigenvalues(mixtureOf(3, [2], 0), [1.5], 2, 0)[0]).toBeCloseTo((4 * 3 * 1.5) / 4, 12);
    // drifts: (d-1) c (1/m_1 + 1/m_2) (n_2/m_1 + n_1/m_2)
    const mixture = mixtureOf(2, [1, 3], 0, cross);
    const [momentum, drift] = maxwellEigenvalues(mixture, [1, 0.5], 1, 0);
    expect(momentum).toBeCloseTo(0, 12);
    expect(drift).toBeCloseTo((1 + 1 / 3) * (0.5 / 1 + 1 / 3), 12);
  });

  it.each([1, -1, -2, -2.7, -3, -3.5])('is nonnegative with the invariants as its kernel, exponent %d', (exponent) => {
    const mixture = mixtureOf(3, [0.2, 1], exponent);
    for (const degree of [0, 1]) {
      const { collisions, product } = linearisedForms(mixture, [1, 0.7], degree, 1);
      const values = eigenpairs(collisions, product).map(({ value }) => value);
      const zeros = invariantCount(mixture, degree);
      expect(zeros).toBe(degree === 0 ? 3 : 1);
      for (const value of values.slice(0, zeros)) expect(Math.abs(value)).toBeLessThan(1e-8);
      expect(values[zeros]).toBeGreaterThan(1e-3);
    }
  });

  it('has a gap exactly where every species meets a partner with exponent >= -2', () => {
    expect(hasGap(mixtureOf(3, [1, 2], -2))).toBe(true);
    expect(hasGap(mixtureOf(3, [1, 2], -2.1))).toBe(false);
    expect(
      hasGap(
        mixtureOf(3, [1, 2], 0, [
          [1, 0],
          [0, 0],
        ]),
      ),
    ).toBe(false);
  });
});

describe('the growth rate in splines', () => {
  it('is not below that of any Sonine order, and at most polynomials of few orders reach it where these suffice', () => {
    const mixture = mixtureOf(3, [0.1, 1], -4, cross);
    const { rate, error } = growthRate(mixture, [1, 1], 1);
    const sonine = largestGrowth(linearisedBracket(mixture, [1, 1], { orders: 12 })).growthRate;
    expect(rate).toBeGreaterThan(sonine - 1e-9);
    expect(rate).toBeGreaterThan(0.378762);
    expect(error).toBeLessThan(1e-3 * rate);
  });

  it('is known to six digits at the mass ratio 0.1 and the exponent -3.5', () => {
    const { rate, error } = growthRate(mixtureOf(3, [0.1, 1], -3.5, cross), [1, 1], 1);
    expect(rate).toBeCloseTo(0.0187263, 6);
    expect(error).toBeLessThan(1e-8);
  });

  it('converges from below at a mass ratio at which Sonine polynomials do not', () => {
    const mixture = mixtureOf(3, [0.001, 1], -3, cross);
    const [one, two] = [1, 2].map((level) => rateAt(mixture, [1, 1], 1, level));
    expect(one).toBeGreaterThan(4.533);
    expect(two).toBeGreaterThan(one - 1e-9);
    expect(two - one).toBeLessThan(5e-4);
  });

  it('is 0 where the theorem rules growth out, in the isotropic part and at equal masses', () => {
    expect(rateAt(mixtureOf(3, [0.001, 1], -2.8, cross), [1, 1], 1, 1)).toBe(0);
    expect(rateAt(mixtureOf(3, [1, 1], -4, cross), [1, 1], 1, 1)).toBe(0);
  });

  it('is not exceeded by sums of localised functions, however close these are', () => {
    const mixture = mixtureOf(3, [1, 1000], -3);
    const most = rateAt(mixture, [1, 1], 1, 2);
    for (const spacing of [1.2, 1.7]) {
      const functions = localisedFunctions(mixture, { degree: 1, spacing } as GrowthProblem);
      const { rate } = localisedGrowth(mixture, [1, 1], 1, functions);
      expect(rate).toBeLessThan(most * (1 + 1e-6));
      expect(rate).toBeGreaterThan(0.5 * most);
    }
  });

  it('has the two sides of the threshold of Coulomb collisions', () => {
    expect(rateAt(mixtureOf(3, [0.011, 1], -3, cross), [1, 1], 1, 1)).toBeGreaterThan(0.0405);
    expect(rateAt(mixtureOf(3, [0.02, 1], -3, cross), [1, 1], 1, 1)).toBe(0);
  });
});

describe('the effort of the forms', () => {
  it('has the unknowns that they have', () => {
    for (const masses of [[1], [0.01, 1], [1, 2, 3]]) {
      const mixture = mixtureOf(3, masses, -3);
      const { species } = linearisedForms(
        mixture,
        masses.map(() => 1),
        1,
        1,
      );
      expect(splineEffort(mixture, [1], [1]).unknowns).toBe(species.length);
    }
  });
});
