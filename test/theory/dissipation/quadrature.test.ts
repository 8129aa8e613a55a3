import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/core/errors.ts';
import { maxwellianDensity, modulatedGaussian } from '../../../src/physics/densities.ts';
import { createLogDerivatives } from '../../../src/physics/density.ts';
import { createMaxwellian } from '../../../src/physics/maxwellian.ts';
import { createMixture } from '../../../src/physics/mixture.ts';
import { dissipationByQuadrature, lemmaByQuadrature } from '../../../src/theory/dissipation/by-quadrature.ts';
import { collisionPair } from '../../../src/theory/dissipation/collision-pair.ts';
import { latticeIntegral } from '../../physics/lattice-integral.ts';
import { modulatedPair, unlikePair } from './densities.ts';
import { independent3d, vector2d, vector3d } from './vectors.ts';

const relative = (x: number, exact: number) => Math.abs(x / exact - 1);

describe('the dissipation of the test vectors', () => {
  it.each(vector2d)('d = 2, gamma = $exponent: is reproduced to 1e-7', ({ exponent, lemma, volume, contact }) => {
    const [f_1, f_2] = modulatedPair(2);
    const byLemma = lemmaByQuadrature(unlikePair(exponent), f_1, f_2);
    expect(relative(byLemma.value, lemma)).toBeLessThan(1e-7);
    expect(Math.abs(byLemma.value - lemma)).toBeLessThanOrEqual(byLemma.error);
    if (volume === undefined || contact === undefined) return;
    const both = dissipationByQuadrature(unlikePair(exponent), f_1, f_2);
    expect(relative(both.lemma, lemma)).toBeLessThan(1e-7);
    expect(relative(both.total, volume + contact)).toBeLessThan(1e-7);
    expect(Math.abs(both.contact - contact)).toBeLessThan(1e-8);
    expect(Math.abs(both.total - lemma)).toBeLessThanOrEqual(both.error);
  });

  // the other rows differ from these in the exponent alone
  it.each(independent3d.filter(({ exponent }) => [-3, 0].includes(exponent)))(
    'd = 3, gamma = $exponent: is reproduced to 3e-6 in both forms, and agrees with an independent quadrature to its digits',
    (independent) => {
      const { exponent } = independent;
      const exact = vector3d.find((row) => row.exponent === exponent)!;
      const [f_1, f_2] = modulatedPair(3);
      const { lemma, total, contact, error } = dissipationByQuadrature(unlikePair(exponent), f_1, f_2);
      expect(relative(lemma, exact.lemma)).toBeLessThan(3e-6);
      expect(relative(total, exact.lemma)).toBeLessThan(3e-6);
      expect(relative(total - contact, exact.volume!)).toBeLessThan(3e-6);
      expect(Math.abs(contact - exact.contact!)).toBeLessThan(1e-7);
      expect(Math.max(Math.abs(lemma - exact.lemma), Math.abs(total - exact.lemma))).toBeLessThanOrEqual(error);
      // Its contact term differs from the exact one by 2.2e-5, the rest by less than 1e-5.
      expect(relative(exact.lemma, independent.lemma)).toBeLessThan(1e-5);
      expect(relative(exact.volume!, independent.volume!)).toBeLessThan(1e-5);
      if (contact !== 0) expect(relative(exact.contact!, independent.contact!)).toBeLessThan(2.5e-5);
    },
  );

  it.each([2, 3] as const)('d = %i: has the contact term of a lattice sum', (d) => {
    const [f_1, f_2] = modulatedPair(d);
    const [a, b] = [createLogDerivatives(d), createLogDerivatives(d)];
    const sum = latticeIntegral({ centre: new Array<number>(d).fill(0), width: 0.5 }, (v) => {
      f_1.evaluate(v, a);
      f_2.evaluate(v, b);
      const q2 = a.gradient.reduce((square, x, k) => square + ((2 * x - b.gradient[k]) / 3) ** 2, 0);
      return Math.exp(a.value + b.value) * q2;
    });
    const sphere = d === 2 ? 2 * Math.PI : 4 * Math.PI;
    const exact = -((3 / 2) ** 3) * ((d - 1) / d) * sphere * sum;
    const coarse = { resolution: { centre: 20, radius: 2, angle: 2 } };
    expect(relative(dissipationByQuadrature(unlikePair(-d), f_1, f_2, coarse).contact, exact)).toBeLessThan(1e-10);
  });
});

describe('Proposition 3.1', () => {
  it.each([
    [2, -2],
    [2, -3.5],
    [3, -4.5],
  ] as const)('d = %i, gamma = %f: agrees with Lemma 2.1 for like species, with every part finite', (d, exponent) => {
    const f = modulatedGaussian(d, 2, -0.3, 0.5);
    const pair = { masses: [1.5, 1.5] as const, strength: 0.4, exponent };
    const { lemma, parallel, radial, spherical, remainder, contact, total, error } = dissipationByQuadrature(
      pair,
      f,
      f,
    );
    expect(total).toBeCloseTo(-parallel - radial - spherical + remainder, 10);
    expect(contact).toBe(0);
    expect(Math.abs(total - lemma)).toBeLessThanOrEqual(error);
    expect(Math.abs(total - lemma)).toBeLessThan(1e-6 * Math.abs(lemma));
  });

  it('loses its single parts at gamma = -d for unlike species, but not their sum, which is continuous there with the contact term', () => {
    const [f_1, f_2] = modulatedPair(2);
    const coarse = { resolution: { centre: 14, radius: 14, angle: 14 } };
    const at = (exponent: number) => dissipationByQuadrature(unlikePair(exponent), f_1, f_2, coarse);
    const limit = at(-2);
    expect([limit.radial, limit.spherical, limit.remainder]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    const step = Math.abs(at(-1.9).total - limit.total);
    // Second order in the distance would be a maximum; the first is seen to 15 %.
    const [near, nearer] = [at(-1.99), at(-1.999)];
    expect(Math.abs(near.total - limit.total) / step).toBeLessThan(0.2);
    expect(Math.abs(nearer.total - limit.total) / step).toBeLessThan(0.02);
    // The spherical part diverges like (gamma + d)^-1.
    expect(nearer.spherical / near.spherical).toBeGreaterThan(8);
  });

  it.each([2, 3] as const)('d = %i: its spherical part obeys the sphere inequalities', (d) => {
    const [f_1, f_2] = modulatedPair(d);
    const exponent = -1;
    const ratio = ({ spherical, remainder }: { spherical: number; remainder: number }) =>
      (spherical * exponent ** 2) / (4 * remainder);
    const coarse = { resolution: { centre: 6, radius: 6, angle: 6 } };
    expect(ratio(dissipationByQuadrature(unlikePair(exponent), f_1, f_2, coarse))).toBeGreaterThanOrEqual(d - 1);
    const like = { masses: [1, 1] as const, strength: 1, exponent };
    const even = ratio(dissipationByQuadrature(like, f_1, f_1, coarse));
    expect(even).toBeGreaterThanOrEqual(d + 3 - 1 / (d - 1));
  });

  it('is refused below gamma = -d for unlike species, with the way out', () => {
    const [f_1, f_2] = modulatedPair(3);
    const compute = () => dissipationByQuadrature(unlikePair(-3.2), f_1, f_2);
    expect(compute).toThrow(InputError);
    expect(compute).toThrow(
      'Proposition 3.1 for unlike species: expected an exponent >= -3 (d = 3), got -3.2; take Lemma 2.1 (lemmaByQuadrature)',
    );
  });
});

describe('every part of the dissipation', () => {
  it.each([
    [2, -2],
    [2, 0.5],
    [3, -3],
    [3, -1],
  ] as const)('d = %i, gamma = %f: vanishes at the common equilibrium', (d, exponent) => {
    const u = [0.3, -0.2, 0.1].slice(0, d);
    const [light, heavy] = [createMaxwellian(1, 1.2, u, 0.8), createMaxwellian(3, 0.5, u, 0.8)];
    const pair = { masses: [1, 3] as const, strength: 1, exponent };
    const { lemma, parallel, total, contact } = dissipationByQuadrature(
      pair,
      maxwellianDensity(light),
      maxwellianDensity(heavy),
    );
    for (const part of [lemma, parallel, total, contact]) expect(Math.abs(part)).toBeLessThan(1e-12);
  });

  it('is the same for the ordered pairs (i, j) and (j, i), and proportional to the strength', () => {
    const mixture = createMixture(
      2,
      [
        { name: 'light', mass: 1, charge: 0 },
        { name: 'heavy', mass: 2, charge: 0 },
      ],
      [
        [1, 0.3],
        [0.3, 1],
      ],
      [
        [0, -1.2],
        [-1.2, 0],
      ],
    );
    const [f_1, f_2] = modulatedPair(2);
    // The symmetry and the proportionality are those of the rule too.
    const coarse = { resolution: { centre: 10, radius: 10, angle: 10 } };
    const forward = dissipationByQuadrature(collisionPair(mixture, 0, 1), f_1, f_2, coarse);
    const backward = dissipationByQuadrature(collisionPair(mixture, 1, 0), f_2, f_1, coarse);
    const unit = dissipationByQuadrature(unlikePair(-1.2), f_1, f_2, coarse);
    for (const part of ['lemma', 'parallel', 'radial', 'spherical', 'remainder', 'total'] as const) {
      expect(relative(backward[part], forward[part])).toBeLessThan(1e-12);
      expect(relative(forward[part], 0.3 * unit[part])).toBeLessThan(1e-12);
    }
  });

  it('is refused for a pair or a resolution out of range', () => {
    const [f_1, f_2] = modulatedPair(2);
    const pair = { masses: [1, 0] as const, strength: -1, exponent: 1.5 };
    expect(() => lemmaByQuadrature(pair, f_1, f_2)).toThrow(
      'dissipation: expected positive masses, got [1,0]\ndissipation: expected a strength >= 0, got -1\ndissipation: expected an exponent in (-4, 1], got 1.5',
    );
    expect(() => lemmaByQuadrature(unlikePair(0), f_1, modulatedPair(3)[1])).toThrow('of one dimension, got 2 and 3');
    const resolution = { centre: 8, radius: 2.5, angle: 8 };
    expect(() => lemmaByQuadrature(unlikePair(0), f_1, f_2, { resolution })).toThrow(
      'resolution.radius: expected a whole number from 2 to 75, got 2.5',
    );
  });
});
