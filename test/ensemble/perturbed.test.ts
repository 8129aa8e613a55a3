import { expect, it } from 'vitest';
import { perturbed } from '../../src/ensemble/distributions/perturbed.ts';

const species = { dimension: 3, mass: 2, density: 1.5 } as const;
const width = Math.sqrt(3 / species.mass);
const of = (amplitude: number, perturbation: (v: ArrayLike<number>) => number, degree: number) =>
  perturbed.create({ temperature: 3, amplitude, perturbation, degree }, species);

it('a linear perturbation moves the mean velocity and takes its square from the covariance', () => {
  const { velocity, covariance } = of(0.1, (v) => v[0] / width, 1);
  expect(velocity).toEqual([0.1 * width, 0, 0].map((u) => expect.closeTo(u, 13)));
  const own = width ** 2;
  const expected = [own * 0.99, 0, 0, 0, own, 0, 0, 0, own];
  expect(covariance).toEqual(expected.map((c) => expect.closeTo(c, 13)));
});

it('a quadratic perturbation changes the covariance alone, whatever higher harmonics it comes with', () => {
  const quadratic = (v: ArrayLike<number>) => (v[0] * v[1]) / width ** 2;
  // x (x^4 - 10 x^2 + 15) is a Hermite polynomial: without a mean, a momentum or an energy.
  const fifth = (x: number) => x * (x ** 4 - 10 * x * x + 15);
  const { velocity, covariance } = of(0.1, (v) => quadratic(v) + fifth(v[2] / width), 5);
  expect(velocity).toEqual([0, 0, 0].map((u) => expect.closeTo(u, 12)));
  const own = width ** 2;
  const expected = [own, 0.1 * own, 0, 0.1 * own, own, 0, 0, 0, own];
  expect(covariance).toEqual(expected.map((c) => expect.closeTo(c, 12)));
});

it('is a Maxwellian without amplitude, and nowhere negative with any', () => {
  const h = (v: ArrayLike<number>) => v[0] / width;
  const v = [-2 * width, 0, 0];
  expect(of(0, h, 1).value(v)).toBeCloseTo((1.5 / (2 * Math.PI * width ** 2) ** 1.5) * Math.exp(-2), 14);
  expect(of(0.4, h, 1).value(v)).toBeCloseTo(0.2 * of(0, h, 1).value(v), 14);
  expect(of(0.6, h, 1).value(v)).toBe(0);
});

it('cannot be sampled at random', () => {
  expect(() => of(0.1, () => 0, 1).transform([], new Float64Array(3))).toThrow('expected lattice sampling');
  expect(() => of(-1, () => 0, 1)).toThrow('perturbed.amplitude: expected a number >= 0, got -1');
});

it('does not pass the derivatives of its Maxwellian for its own', () => {
  expect(of(0.1, (v) => v[0] / width, 1).smooth).toBeUndefined();
});
