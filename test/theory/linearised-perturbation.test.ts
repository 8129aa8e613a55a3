import { expect, it } from 'vitest';
import { gaussHermite } from '../../src/core/quadrature.ts';
import type { Dimension } from '../../src/core/vector-field.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { linearisedBracket } from '../../src/theory/linearised/bracket.ts';
import { largestGrowth } from '../../src/theory/linearised/eigenvalues.ts';
import { perturbation } from '../../src/theory/linearised/perturbation.ts';

const species = [
  { name: 'light', mass: 0.01, charge: -1 },
  { name: 'heavy', mass: 1, charge: 1 },
];
const crossOnly = (d: Dimension) =>
  createMixture(
    d,
    species,
    [
      [0, 1],
      [1, 0],
    ],
    [
      [0, -3.5],
      [-3.5, 0],
    ],
  );
const theta = 2;
const densities = [0.5, 3];

const mostUnstable = (d: Dimension, degree: number) => {
  const bracket = linearisedBracket(crossOnly(d), densities, { theta, degree, orders: 4 });
  const growth = largestGrowth(bracket);
  return { ...growth, functions: perturbation(bracket, growth.perturbation) };
};

it('the coefficients are those of an orthonormal basis of L^2(mu_i)', () => {
  const rule = gaussHermite(12);
  for (const d of [2, 3] as const) {
    for (const degree of [0, 1, 2, 3]) {
      const { functions, perturbation: coefficients } = mostUnstable(d, degree);
      species.forEach(({ mass }, i) => {
        const speed = Math.sqrt((2 * theta) / mass);
        let square = 0;
        const axes = Array.from({ length: d }, (_, k) => k);
        for (let index = 0; index < rule.nodes.length ** d; index++) {
          const digits = axes.map((k) => Math.floor(index / rule.nodes.length ** k) % rule.nodes.length);
          const weight = digits.reduce((product, q) => (product * rule.weights[q]) / Math.sqrt(Math.PI), densities[i]);
          const v = digits.map((q) => speed * rule.nodes[q]);
          square += weight * functions.value(i, v) ** 2;
        }
        const norm = coefficients[i].reduce((sum, x) => sum + x * x, 0);
        expect(Math.abs(square - norm)).toBeLessThan(1e-12 * (norm + 1e-3));
      });
    }
  }
});

it('at the largest amplitude the distributions touch zero inside the domain, and not before', () => {
  const radius = 4;
  for (const d of [2, 3] as const) {
    for (const degree of [1, 2]) {
      const { functions } = mostUnstable(d, degree);
      const amplitude = functions.largestAmplitude(radius);
      let lowest = Infinity;
      species.forEach(({ mass }, i) => {
        const speed = Math.sqrt(theta / mass);
        for (let q = 0; q <= 400; q++) {
          for (let a = 0; a <= 60; a++) {
            const r = (radius * speed * q) / 400;
            const v = [r * Math.cos((Math.PI * a) / 60), r * Math.sin((Math.PI * a) / 60), 0].slice(0, d);
            lowest = Math.min(lowest, functions.density(i, amplitude, v) / functions.density(i, 0, v));
          }
        }
      });
      // The grid misses a minimum by at most half a spacing, where 1 + a h has risen by its curvature.
      expect(lowest).toBeGreaterThan(-1e-12);
      expect(lowest).toBeLessThan(1e-3);
    }
  }
});

it('a wider domain admits a smaller amplitude', () => {
  const { functions } = mostUnstable(3, 1);
  const amplitudes = [3, 4, 5, 6].map(functions.largestAmplitude);
  amplitudes.slice(1).forEach((amplitude, k) => {
    expect(amplitude).toBeLessThan(amplitudes[k]);
  });
});
