import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import type { Distribution } from '../../src/ensemble/distribution.ts';
import { createDistribution, type Initial } from '../../src/ensemble/distributions.ts';
import { polarMoments, productMoments } from './quadrature.ts';

const species = (dimension: 2 | 3) => ({ dimension, mass: 2, density: 1.5 });

/** The largest relative distance of two distributions at points across some thermal widths. */
function distance(f: Distribution, g: Distribution): number {
  const points = Array.from({ length: 50 }, (_, p) => f.velocity.map((u, k) => u + Math.sin(1 + 3 * p + 5 * k) * 1.5));
  return Math.max(...points.map((v) => Math.abs(f.value(v) / g.value(v) - 1)));
}

describe.each([2, 3] as const)('in d = %i', (d) => {
  const drift = [0.3, -0.2, 0.5].slice(0, d);
  const create = (initial: Initial) => createDistribution(initial, species(d));
  const maxwellian = create({ maxwellian: { temperature: 1.3, drift } });

  test('a super-Gaussian of order 2 is the Maxwellian', () => {
    expect(distance(create({ 'super-gaussian': { temperature: 1.3, order: 2, drift } }), maxwellian)).toBeLessThan(
      1e-12,
    );
  });

  test('a kappa distribution comes to the Maxwellian like 1/kappa', () => {
    const at = (kappa: number) => distance(create({ kappa: { temperature: 1.3, kappa, drift } }), maxwellian);
    expect(at(1000)).toBeLessThan(0.02);
    expect(at(500) / at(1000)).toBeCloseTo(2, 1);
  });

  test.each([2, 2.5, 8])(
    'a kappa distribution of kappa = %s has the density and the temperature that it says',
    (kappa) => {
      const f = create({ kappa: { temperature: 1.3, kappa, drift } });
      // The temperature by another way: the variance of the quadrature in log r, and the closed form of the normalisation,
      // f(u) = n Gamma(kappa + 1) / (Gamma(kappa + 1 - d/2) (pi a)^(d/2)).
      for (const [i, c] of f.covariance.entries())
        expect(c).toBeCloseTo(i % (d + 1) === 0 ? 1.3 / 2 : 0, kappa === 2 && d === 3 ? 9 : 11);
      const a = ((2 * kappa - d) * 1.3) / 2;
      const crest = (1.5 * gammaRatio(kappa + 1, d)) / (Math.PI * a) ** (d / 2);
      expect(f.value(drift) / crest).toBeCloseTo(1, 10);
    },
  );

  test.each([1, 4, 5, 20])('a super-Gaussian of order %s has the density and the temperature that it says', (order) => {
    const f = create({ 'super-gaussian': { temperature: 1.3, order, drift } });
    const radii = Array.from({ length: 41 }, (_, k) => (k / 40) * (order === 1 ? 30 : 6));
    const { density, covariance } = polarMoments(f, radii, 40);
    expect(density / 1.5).toBeCloseTo(1, 6);
    for (const [i, c] of f.covariance.entries()) {
      expect(covariance[i]).toBeCloseTo(c, 6);
      expect(c).toBeCloseTo(i % (d + 1) === 0 ? 1.3 / 2 : 0, 12);
    }
  });

  test('a bi-Maxwellian about a coordinate axis is the anisotropic Maxwellian, about any other it has its moments', () => {
    const last = create({ 'bi-maxwellian': { parallel: 0.5, perpendicular: 2, drift } });
    const temperatures = d === 2 ? [2, 0.5] : [2, 2, 0.5];
    expect(distance(last, create({ anisotropic: { temperatures, drift } }))).toBeLessThan(1e-12);
    const oblique = create({
      'bi-maxwellian': { parallel: 0.5, perpendicular: 2, axis: [1, 2, -2].slice(0, d), drift },
    });
    const measured = productMoments(oblique, drift, 9, 60);
    expect(measured.density / 1.5).toBeCloseTo(1, 11);
    for (const [i, c] of oblique.covariance.entries()) expect(measured.covariance[i]).toBeCloseTo(c, 10);
  });
});

test('a ring about an oblique axis has the moments that it says, and its crest across the axis', () => {
  const axis = [2, -1, 2];
  const f = createDistribution({ gyrotropic: { radius: 1, width: 0.3, parallel: 0.7, axis } }, species(3));
  const measured = productMoments(f, [0, 0, 0], 4.5, 64);
  expect(measured.density / 1.5).toBeCloseTo(1, 5);
  for (const [i, c] of f.covariance.entries()) expect(measured.covariance[i]).toBeCloseTo(c, 5);
  // (1, 2, 0) is across (2, -1, 2).
  const across = [1, 2, 0].map((component) => component / Math.sqrt(5));
  const at = (r: number) => f.value(across.map((component) => r * component));
  expect(at(1)).toBeGreaterThan(at(0.95));
  expect(at(1)).toBeGreaterThan(at(1.05));
  expect(at(1) / at(0.7)).toBeCloseTo(Math.exp(1 / 2), 10);
});

test.each<[Initial, 2 | 3, RegExp]>([
  [{ gyrotropic: { radius: 1, width: 1, parallel: 1 } }, 2, /expected dimension 3, got 2; take shell/],
  [{ gyrotropic: { radius: -1, width: 1, parallel: 1 } }, 3, /^gyrotropic.radius: expected a number >= 0, got -1/],
  [{ gyrotropic: { radius: 1, width: 0, parallel: 1 } }, 3, /^gyrotropic.width: expected a number > 0, got 0/],
  [
    { 'bi-maxwellian': { parallel: 1, perpendicular: 1, axis: [0, 0, 0] } },
    3,
    /bi-maxwellian.axis: expected 3 numbers that are not all 0/,
  ],
  [{ kappa: { temperature: 1, kappa: 1.5 } }, 3, /kappa.kappa: expected a number > 1.5, got 1.5/],
  [{ 'super-gaussian': { temperature: -1, order: 4 } }, 3, /super-gaussian.temperature: expected a number > 0/],
])('%o is refused in d = %i', (initial, d, told) => {
  expect(() => createDistribution(initial, species(d))).toThrow(InputError);
  expect(() => createDistribution(initial, species(d))).toThrow(told);
});

/** Gamma(x) / Gamma(x - d/2), by ratios of Gamma at small arguments. */
function gammaRatio(x: number, d: 2 | 3): number {
  if (d === 2) return x - 1;
  // Gamma(x)/Gamma(x - 3/2) = (x - 1) Gamma(x - 1)/Gamma(x - 3/2), and the last ratio by Beta(x - 3/2, 1/2) as an integral.
  const n = 200000;
  let beta = 0;
  // int_0^(pi/2) 2 sin^(2 (x - 3/2) - 1) = B(x - 3/2, 1/2)
  for (let k = 0; k < n; k++) beta += 2 * Math.sin((Math.PI / 2) * ((k + 1 / 2) / n)) ** (2 * (x - 1.5) - 1);
  beta *= Math.PI / 2 / n;
  return ((x - 1) * Math.sqrt(Math.PI)) / beta;
}
