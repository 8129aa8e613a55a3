import fc from 'fast-check';
import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { gaussHermite } from '../../src/core/quadrature.ts';
import type { Dimension } from '../../src/core/vector-field.ts';
import { growthMap } from '../../src/explore/linearised/growth-map.ts';
import { createMixture, type Mixture } from '../../src/physics/mixture.ts';
import { entryRoundOff, type LinearisedBracket, linearisedBracket } from '../../src/theory/linearised/bracket.ts';
import { largestGrowth } from '../../src/theory/linearised/eigenvalues.ts';
import { pairAverages } from '../../src/theory/linearised/pair-average.ts';
import { perturbation } from '../../src/theory/linearised/perturbation.ts';
import { gaussianAverages } from '../../src/theory/relaxation-rates.ts';
import { exponentBound } from '../../src/theory/theorem.ts';

const speciesOf = (masses: readonly number[]) => masses.map((mass, i) => ({ name: `s${i}`, mass, charge: 1 }));
const zeros = (n: number) => Matrix.zeros(n, n).to2DArray();

/** All pairs collide with the same strength and exponent. */
const uniform = (d: Dimension, masses: readonly number[], gamma: number, c = 1) =>
  createMixture(
    d,
    speciesOf(masses),
    masses.map(() => masses.map(() => c)),
    masses.map(() => masses.map(() => gamma)),
  );

/** The two species collide with each other only. */
const cross = (d: Dimension, masses: readonly number[], gamma: number) =>
  createMixture(
    d,
    speciesOf(masses),
    [
      [0, 1],
      [1, 0],
    ],
    masses.map(() => masses.map(() => gamma)),
  );

const crossOnly = (d: Dimension, massRatio: number, exponent: number, orders: number) =>
  growthMap({ dimension: d, massRatios: [massRatio], exponents: [exponent], orders })[0].growthRate;

interface Case {
  readonly mixture: Mixture;
  readonly densities: readonly number[];
  readonly theta: number;
  readonly degree: number;
  readonly orders: number;
}

/** Random mixtures of mass ratios up to 1e6; `least` gives the lowest exponent of a pair. */
const mixtures = (least: (d: Dimension, same: boolean) => number): fc.Arbitrary<Case> =>
  fc.tuple(fc.constantFrom<Dimension>(2, 3), fc.integer({ min: 1, max: 3 })).chain(([d, S]) => {
    const each = (arbitrary: fc.Arbitrary<number>) => fc.array(arbitrary, { minLength: S, maxLength: S });
    const unit = fc.integer({ min: 0, max: 1000 }).map((k) => k / 1000);
    return fc
      .record({
        masses: each(unit.map((x) => 1000 ** (2 * x - 1))),
        densities: each(unit.map((x) => 10 ** (2 * x - 1))),
        strengths: fc.array(each(unit), { minLength: S, maxLength: S }),
        exponents: fc.array(each(unit), { minLength: S, maxLength: S }),
        theta: unit.map((x) => 10 ** (2 * x - 1)),
        degree: fc.integer({ min: 0, max: 3 }),
        orders: fc.integer({ min: 1, max: 4 }),
      })
      .map(({ masses, strengths, exponents, ...rest }) => ({
        ...rest,
        mixture: createMixture(
          d,
          speciesOf(masses),
          strengths,
          exponents.map((row, i) => row.map((x, j) => 1 - x * (1 - least(d, i === j)))),
        ),
      }));
  });

const anyExponent = mixtures((d) => -d - 2 + 1 / 8);

/** sum_a x_a M_ab y_b. */
const form = ({ matrix }: LinearisedBracket, x: readonly number[], y: readonly number[]) =>
  x.reduce((sum, xa, a) => sum + y.reduce((row, yb, b) => row + xa * matrix.get(a, b) * yb, 0), 0);

describe('known growth rates', () => {
  it.each([
    { orders: 2, massRatio: 0.1, exponent: -3.5, growth: 3.047549e-3 },
    { orders: 2, massRatio: 0.1, exponent: -4, growth: 2.102607e-1 },
    { orders: 2, massRatio: 0.001, exponent: -3.3, growth: 7.070346e-1 },
    { orders: 8, massRatio: 0.003, exponent: -3, growth: 2.918327e-1 },
    { orders: 8, massRatio: 0.001, exponent: -3, growth: 7.668153e-1 },
    { orders: 12, massRatio: 0.003, exponent: -3, growth: 6.065534e-1 },
    { orders: 12, massRatio: 0.001, exponent: -3, growth: 1.429776 },
  ])('$growth for cross collisions at m = $massRatio, gamma = $exponent, K = $orders', (figure) => {
    const growth = crossOnly(3, figure.massRatio, figure.exponent, figure.orders);
    // Half a unit of the seventh digit.
    expect(Math.abs(growth / figure.growth - 1)).toBeLessThan(5e-7);
  });

  it('2.0834e-5 just above the threshold in the mass ratio, m = 0.01, gamma = -3, K = 12', () => {
    expect(Math.abs(crossOnly(3, 0.01, -3, 12) / 2.0834e-5 - 1)).toBeLessThan(2.5e-5);
  });

  it('none for cross collisions of milder exponents or nearly equal masses', () => {
    expect([-3.3, -3, -1, 0, 1].map((gamma) => crossOnly(3, 0.1, gamma, 2))).toEqual([0, 0, 0, 0, 0]);
    expect([0.1, 0.01, 0.001].map((massRatio) => crossOnly(3, massRatio, -2.9, 8))).toEqual([0, 0, 0]);
    expect([-4.9, -4, -3, 0, 1].map((gamma) => crossOnly(3, 1, gamma, 8))).toEqual([0, 0, 0, 0, 0]);
    expect(crossOnly(3, 0.01, -3, 8)).toBe(0);
  });

  it.each([
    { orders: 8, charges: [10, 20], growth: [0, 10.3283] },
    { orders: 20, charges: [2, 4, 50], growth: [0, 3.112431, 153.9787] },
  ])('$growth for electron-ion plasmas of charge $charges, K = $orders', ({ orders, charges, growth }) => {
    const map = growthMap({
      dimension: 3,
      massRatios: [1 / 1836],
      exponents: [-3],
      charges,
      selfCollisions: true,
      orders,
    });
    map.forEach(({ growthRate, covered }, k) => {
      expect(covered).toBe(false);
      expect(Math.abs(growthRate - growth[k])).toBeLessThanOrEqual(5e-7 * growth[k]);
    });
  });

  /**
   * d = 2, cross collisions, l = 1, for the highest orders 4, 8, 16: the theorem's bound is 2, and the growth at a
   * larger exponent is of functions r^{-gamma/2} near v = 0, which polynomials approach slowly.
   */
  it.each([
    { massRatio: 0.1, exponent: -2.5, growth: [0, 0, 0] },
    { massRatio: 0.1, exponent: -3, growth: [0.2729306, 0.2954997, 0.2984679] },
    { massRatio: 0.1, exponent: -3.5, growth: [1.71522, 2.224356, 2.304954] },
    { massRatio: 0.01, exponent: -2.5, growth: [0, 1.724536, 3.885505] },
    { massRatio: 0.01, exponent: -3, growth: [4.542102, 10.12902, 19.99102] },
  ])('in the plane at m = $massRatio, gamma = $exponent they are $growth', ({ massRatio, exponent, growth }) => {
    const found = [4, 8, 16].map((orders) => crossOnly(2, massRatio, exponent, orders));
    found.forEach((rate, k) => {
      expect(Math.abs(rate - growth[k])).toBeLessThanOrEqual(5e-7 * growth[k]);
    });
  });

  it('none in the plane within the bound 2, where heavy partners leave least room', () => {
    for (const massRatio of [1e-2, 1e-3, 1e-4]) expect(crossOnly(2, massRatio, -2, 12)).toBe(0);
  });
});

describe('the bracket', () => {
  it('is a product Gauss-Hermite rule in all 2d velocity components at gamma = 0', () => {
    const rule = gaussHermite(5);
    for (const d of [2, 3] as const) {
      for (const [degree, orders] of [
        [0, 2],
        [1, 1],
        [2, 1],
        [3, 0],
        [4, 0],
      ] as const) {
        const mixture = createMixture(
          d,
          speciesOf([0.3, 2]),
          [
            [0.7, 1.1],
            [1.1, 0.4],
          ],
          zeros(2),
        );
        const densities = [1.5, 0.4];
        const theta = 1.3;
        const bracket = linearisedBracket(mixture, densities, { theta, degree, orders });
        const x = Array.from({ length: bracket.matrix.rows }, (_, a) => Math.cos(1 + 2 * a));
        const block = x.length / 2;
        const { value } = perturbation(bracket, [x.slice(0, block), x.slice(block)]);
        const gradients = mixture.species.map(({ mass }, i) => {
          const step = Math.sqrt(theta / mass);
          return tensor(rule, d, (xi) => {
            const v = xi.map((component) => Math.SQRT2 * component * step);
            // The five-point difference is exact for polynomials of degree 4, whatever its step.
            const along = (k: number, times: number) => value(i, v.with(k, v[k] + times * step));
            const gradient = v.map(
              (_, k) => (8 * (along(k, 1) - along(k, -1)) - along(k, 2) + along(k, -2)) / (12 * step * mass),
            );
            return { v, gradient };
          });
        });
        let dissipation = 0;
        mixture.species.forEach((_, i) => {
          mixture.species.forEach((_, j) => {
            const factor = (mixture.strength(i, j) * densities[i] * densities[j]) / 2;
            for (const a of gradients[i])
              for (const b of gradients[j]) {
                const w = a.v.map((component, k) => component - b.v[k]);
                const g = a.gradient.map((component, k) => component - b.gradient[k]);
                const inner = (p: readonly number[], q: readonly number[]) =>
                  p.reduce((sum, component, k) => sum + component * q[k], 0);
                dissipation += factor * a.weight * b.weight * (inner(w, w) * inner(g, g) - inner(w, g) ** 2);
              }
          });
        });
        expect(Math.abs(form(bracket, x, x) / dissipation - 1)).toBeLessThan(1e-12);
      }
    }
  });

  it('has the exact spectrum of one species of Maxwell molecules', () => {
    for (const d of [2, 3] as const) {
      const [m, n, c, theta] = [1.7, 0.6, 0.9, 2.3];
      for (let degree = 0; degree <= 5; degree++) {
        const bracket = linearisedBracket(uniform(d, [m], 0, c), [n], { theta, degree, orders: 6 });
        const { matrix, firstOrder, roundOff } = bracket;
        for (let a = 0; a < matrix.rows; a++) {
          for (let b = 0; b < matrix.rows; b++) {
            const k = a + firstOrder;
            // Ornstein-Uhlenbeck and Laplace-Beltrami parts. The perturbed mean velocity, energy and stress act back.
            const invariant = (k === 0 && degree === 1) || (k === 1 && degree === 0);
            const stress = k === 0 && degree === 2;
            const back = invariant ? -2 * (d - 1) : stress ? 2 : 0;
            const rate = (d - 1) * (2 * k + degree) + degree * (degree + d - 2) + back;
            const expected = a === b ? ((c * n) / m ** 2) * rate : 0;
            expect(Math.abs(matrix.get(a, b) - expected)).toBeLessThanOrEqual(roundOff[a] * roundOff[b]);
          }
        }
      }
    }
  });

  it('has the friction and the heat exchange of drifting Maxwellians for every exponent', () => {
    const densities = [1.4, 0.3];
    const masses = [0.2, 3];
    const theta = 0.7;
    for (const d of [2, 3] as const) {
      for (const gamma of [-d - 1.5, -3, -2, -0.4, 0, 1]) {
        const mixture = uniform(d, masses, gamma, 0.8);
        const { friction, heat } = gaussianAverages(d, gamma, theta / masses[0] + theta / masses[1], 0);
        const exchange = (degree: number, rate: number, weights: readonly number[]) => {
          const bracket = linearisedBracket(mixture, densities, { theta, degree, orders: 3 });
          const block = bracket.matrix.rows / 2;
          for (const i of [0, 1])
            for (const j of [0, 1]) {
              const expected = (i === j ? 1 : -1) * rate * Math.sqrt(weights[1 - i] * weights[1 - j]);
              expect(bracket.matrix.get(i * block, j * block) / expected).toBeCloseTo(1, 12);
            }
        };
        // In sqrt(n m / theta) u and in sqrt(n d / 2) T / theta the exchange is symmetric.
        const inverse = 1 / masses[0] + 1 / masses[1];
        const product = masses[0] * masses[1];
        const momenta = densities.map((n, i) => n * masses[i]);
        exchange(1, ((d - 1) * 0.8 * inverse * friction) / product, momenta);
        exchange(0, ((2 / d) * (d - 1) * 0.8 * heat) / product, densities);
      }
    }
  });

  it('is symmetric and positive semidefinite for random mixtures', () => {
    fc.assert(
      fc.property(anyExponent, ({ mixture, densities, theta, degree, orders }) => {
        const bracket = linearisedBracket(mixture, densities, { theta, degree, orders });
        const { matrix, roundOff } = bracket;
        expect(matrix.isSymmetric()).toBe(true);
        const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
        const y = eigenvectorMatrix.getColumn(realEigenvalues.indexOf(Math.min(...realEigenvalues)));
        const error = y.reduce((sum, component, a) => sum + Math.abs(component) * roundOff[a], 0) ** 2;
        expect(form(bracket, y, y)).toBeGreaterThanOrEqual(-error);
      }),
      { numRuns: 60 },
    );
  });

  it('annihilates momentum and energy', () => {
    fc.assert(
      fc.property(anyExponent, fc.constantFrom(0, 1), ({ mixture, densities, theta, orders }, degree) => {
        const { matrix, roundOff } = linearisedBracket(mixture, densities, { theta, degree, orders });
        const block = matrix.rows / densities.length;
        const invariant = Array.from({ length: matrix.rows }, (_, a) => {
          const i = Math.floor(a / block);
          return a % block > 0 ? 0 : Math.sqrt(densities[i] * (degree === 1 ? mixture.species[i].mass : 1));
        });
        for (let a = 0; a < matrix.rows; a++) {
          const rate = invariant.reduce((sum, x, b) => sum + matrix.get(a, b) * x, 0);
          const error = invariant.reduce((sum, x, b) => sum + roundOff[a] * roundOff[b] * x, 0);
          expect(Math.abs(rate)).toBeLessThanOrEqual(error);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is integrated exactly: seven more nodes change it by less than the round-off it states', () => {
    for (const dimension of [2, 3] as const)
      for (const [degree, orders] of [
        [0, 6],
        [1, 12],
        [1, 2],
        [4, 3],
      ] as const)
        for (const exponent of [-dimension - 1.9, -3, -Math.SQRT1_2, 1])
          for (const mass of [1, 1e-3]) {
            const basis = { dimension, degree, orders, theta: 1, exponent };
            const lean = pairAverages(basis, mass, 1);
            const ample = pairAverages(basis, mass, 1, 7);
            for (const [block, rows, columns] of [
              ['own', 'own', 'own'],
              ['cross', 'own', 'other'],
              ['other', 'other', 'other'],
            ] as const)
              for (let k = 0; k <= orders; k++)
                for (let l = 0; l <= orders; l++) {
                  const size = Math.sqrt(ample[rows].get(k, k) * ample[columns].get(l, l));
                  const error = Math.abs(lean[block].get(k, l) - ample[block].get(k, l));
                  expect(error).toBeLessThanOrEqual(entryRoundOff(degree, orders) * size);
                }
          }
  });
});

describe('the largest growth', () => {
  it('is none wherever the theorem holds', () => {
    const covered = mixtures((d, same) => Math.max(-exponentBound(d, same), -d - 2 + 1 / 8));
    fc.assert(
      fc.property(covered, ({ mixture, densities, theta, degree, orders }) => {
        expect(largestGrowth(linearisedBracket(mixture, densities, { theta, degree, orders })).growthRate).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('does not fall when more orders are allowed', () => {
    const growth = [2, 3, 4, 6, 8, 11].map((orders) => crossOnly(3, 0.003, -3.4, orders));
    growth.slice(1).forEach((rate, k) => {
      expect(rate).toBeGreaterThan(growth[k]);
    });
  });

  it('does not depend on the scaling of the basis', () => {
    const bracket = linearisedBracket(cross(3, [1 / 1836, 1], -3.6), [1, 0.1], { orders: 5 });
    const { matrix, hermiteDegrees } = bracket;
    // In the basis d_a e_a the unit matrix 1 becomes D^2, M becomes D M D and N becomes D N D: M 1^{-1} N becomes
    // (D M D) N.
    const d = Array.from(hermiteDegrees, (_, a) => 10 ** (((7 * a) % 12) / 3 - 2));
    const D = Matrix.diag(d);
    const M = D.mmul(matrix).mmul(D);
    const product = M.mmul(Matrix.diag(Array.from(hermiteDegrees)));
    const symmetric = Matrix.add(product, product.transpose()).div(2);
    const root = new CholeskyDecomposition(Matrix.diag(d.map((scale, a) => scale ** 2 * hermiteDegrees[a])))
      .lowerTriangularMatrix;
    const inverse = Matrix.diag(root.diag().map((x) => 1 / x));
    const { realEigenvalues } = new EigenvalueDecomposition(inverse.mmul(symmetric).mmul(inverse), {
      assumeSymmetric: true,
    });
    const { eigenvalue } = largestGrowth(bracket);
    expect(eigenvalue).toBeLessThan(0);
    expect(Math.min(...realEigenvalues) / eigenvalue).toBeCloseTo(1, 9);
  });

  it('scales with the units of mass and temperature', () => {
    const gamma = -3.7;
    const [mass, theta] = [1836, 0.03];
    const inUnits = (masses: readonly number[], temperature: number) =>
      largestGrowth(linearisedBracket(cross(3, masses, gamma), [1, 0.2], { theta: temperature, orders: 5 }));
    const plain = inUnits([0.001, 1], 1).growthRate;
    const scaled = inUnits([0.001 * mass, mass], theta).growthRate;
    expect(plain).toBeGreaterThan(0);
    expect(scaled / (plain * mass ** -2 * (theta / mass) ** (gamma / 2))).toBeCloseTo(1, 11);
  });

  it('is attained by the perturbation it reports', () => {
    const bracket = linearisedBracket(cross(2, [0.01, 1], -3.5), [1, 1], { orders: 6 });
    const { growthRate, perturbation: h } = largestGrowth(bracket);
    const x = h.flat();
    const Nx = x.map((component, a) => bracket.hermiteDegrees[a] * component);
    expect(growthRate).toBeGreaterThan(0);
    expect(x.reduce((sum, component, a) => sum + component * Nx[a], 0)).toBeCloseTo(1, 12);
    expect((-2 * form(bracket, x, Nx)) / growthRate).toBeCloseTo(1, 11);
  });

  it('asks for whole orders and degrees, positive densities and a positive temperature', () => {
    const bad = () => linearisedBracket(uniform(3, [1, 1], 0), [1, 0], { theta: -1, degree: 0.5, orders: 99 });
    expect(bad).toThrow(/density 2, got 0\n.*temperature, got -1\n.*degree in 0\.\.20, got 0.5\n.*0\.\.40, got 99/);
  });
});

/** The nodes and weights of a product rule for the mean over a standard Gaussian, each with the value of g there. */
function tensor<T>(
  { nodes, weights }: { nodes: Float64Array; weights: Float64Array },
  d: number,
  g: (xi: number[]) => T,
): readonly (T & { readonly weight: number })[] {
  return Array.from({ length: nodes.length ** d }, (_, index) => {
    const digits = Array.from({ length: d }, (_, k) => Math.floor(index / nodes.length ** k) % nodes.length);
    const weight = digits.reduce((product, q) => (product * weights[q]) / Math.sqrt(Math.PI), 1);
    return { ...g(digits.map((q) => nodes[q])), weight };
  });
}
