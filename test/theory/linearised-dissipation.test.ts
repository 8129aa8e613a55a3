import { describe, expect, it } from 'vitest';
import { createStream } from '../../src/core/random.ts';
import type { Dimension } from '../../src/core/vector-field.ts';
import { createLogDerivatives } from '../../src/physics/density.ts';
import { collidingPairs, createMixture } from '../../src/physics/mixture.ts';
import { lemmaByQuadrature } from '../../src/theory/dissipation/by-quadrature.ts';
import { collisionPair } from '../../src/theory/dissipation/collision-pair.ts';
import type { PairResolution } from '../../src/theory/dissipation/pair-rule.ts';
import { type LinearisedBracket, linearisedBracket } from '../../src/theory/linearised/bracket.ts';
import { largestGrowth } from '../../src/theory/linearised/growth.ts';
import { perturbation } from '../../src/theory/linearised/perturbation.ts';
import { derivative } from './dissipation/densities.ts';
import { perturbedDensity } from './perturbed-density.ts';

type Coefficients = readonly (readonly number[])[];

const theta = 2;
const densities = [0.5, 3];

function bracketOf(d: Dimension, exponent: number, own: number, orders: number): LinearisedBracket {
  const species = [
    { name: 'light', mass: 0.1, charge: -1 },
    { name: 'heavy', mass: 1, charge: 1 },
  ];
  const both = (same: number, other: number) => [
    [same, other],
    [other, same],
  ];
  const mixture = createMixture(d, species, both(own, 1), both(exponent, exponent));
  return linearisedBracket(mixture, densities, { theta, degree: 1, orders });
}

/** dI/dt of f_i = mu_i (1 + a h_i) by Lemma 2.1, summed over all ordered pairs of species. */
function byLemma(bracket: LinearisedBracket, h: Coefficients, a: number, resolution: PairResolution): number {
  const f = h.map((coefficients, i) => perturbedDensity(bracket, i, coefficients, a));
  return collidingPairs(bracket.mixture).reduce((sum, [i, j]) => {
    const { value } = lemmaByQuadrature(collisionPair(bracket.mixture, i, j), f[i], f[j], { resolution });
    // (i, j) and (j, i) have the same part.
    return sum + (i === j ? value : 2 * value);
  }, 0);
}

/** dI_2/dt = -(2/theta) h . M N h. */
function byBracket({ matrix, hermiteDegrees }: LinearisedBracket, h: Coefficients): number {
  const all = h.flat();
  let sum = 0;
  for (let a = 0; a < all.length; a++)
    for (let b = 0; b < all.length; b++) sum += all[a] * matrix.get(a, b) * hermiteDegrees[b] * all[b];
  return (-2 / theta) * sum;
}

/**
 * The relative difference of dI/dt / a^2 to linear theory, at an amplitude a and at its half. The nodes lie within 12
 * thermal speeds, where f must be positive; rounding errors of 1e-16 are small beside a^2.
 */
function deviations(bracket: LinearisedBracket, h: Coefficients, resolution: PairResolution): number[] {
  const a = perturbation(bracket, h).largestAmplitude(12) / 2;
  const expected = byBracket(bracket, h);
  return [a, a / 2].map((each) => byLemma(bracket, h, each, resolution) / (each ** 2 * expected) - 1);
}

/** dI/dt is even in a: a^4 follows a^2, and two amplitudes give the limit up to that order. */
function expectQuadratic([full, half]: readonly number[]): void {
  expect(Math.abs(full / half - 4)).toBeLessThan(0.01);
  expect(Math.abs((4 * half - full) / 3)).toBeLessThan(1e-8);
}

describe('the dissipation of the Fisher information near equilibrium', () => {
  it('is that of the linearised bracket for every perturbation, quadratically in its amplitude', () => {
    const stream = createStream(1, 'perturbation');
    for (const [exponent, own] of [
      [0, 1],
      [-2, 0],
      [-3, 1],
    ]) {
      const bracket = bracketOf(2, exponent, own, 1);
      const h = densities.map(() => Array.from({ length: 2 }, () => 2 * stream.next() - 1));
      expectQuadratic(deviations(bracket, h, { centre: 7, radius: 7, angle: 7 }));
    }
  });

  it.each([
    { d: 2, exponent: -3.5, orders: 1, resolution: { centre: 9, radius: 9, angle: 9 } },
    { d: 3, exponent: -4, orders: 1, resolution: { centre: 6, radius: 6, angle: 5 } },
  ] as const)('grows at the largest rate of linear theory in d = $d', ({ d, exponent, orders, resolution }) => {
    const bracket = bracketOf(d, exponent, 0, orders);
    const { growthRate, perturbation: h } = largestGrowth(bracket);
    expect(growthRate).toBeGreaterThan(0.05);
    expect(byBracket(bracket, h)).toBeCloseTo(growthRate / theta, 12);
    expectQuadratic(deviations(bracket, h, resolution));
  });
});

describe('the perturbed densities of these tests', () => {
  it('are those of the perturbation, with their derivatives', () => {
    for (const d of [2, 3] as const) {
      const bracket = bracketOf(d, -3.5, 0, 3);
      const { perturbation: h } = largestGrowth(bracket);
      const a = 0.01;
      const functions = perturbation(bracket, h);
      h.forEach((coefficients, i) => {
        const density = perturbedDensity(bracket, i, coefficients, a);
        const [at, shifted] = [createLogDerivatives(d), createLogDerivatives(d)];
        const v = [0.7, -1.1, 0.4].slice(0, d);
        density.evaluate(v, at);
        expect(at.value).toBeCloseTo(Math.log(functions.density(i, a, v)), 12);
        const along = (k: number, g: (out: typeof at) => number) =>
          derivative(
            (x) => {
              density.evaluate(
                v.map((c, p) => (p === k ? x : c)),
                shifted,
              );
              return g(shifted);
            },
            v[k],
            1e-2,
          );
        const laplacian = (out: typeof at) => v.reduce((sum, _, k) => sum + out.hessian[k * (d + 1)], 0);
        for (let k = 0; k < d; k++) {
          expect(along(k, (out) => out.value)).toBeCloseTo(at.gradient[k], 9);
          expect(along(k, laplacian)).toBeCloseTo(at.laplacianGradient[k], 9);
          for (let l = 0; l < d; l++) expect(along(k, (out) => out.gradient[l])).toBeCloseTo(at.hessian[k * d + l], 9);
        }
      });
    }
  });
});
