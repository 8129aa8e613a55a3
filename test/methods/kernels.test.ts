import { describe, expect, it } from 'vitest';
import { gaussLegendre } from '../../src/core/quadrature.ts';
import { createStream } from '../../src/core/random.ts';
import { createVectorField } from '../../src/core/vector-field.ts';
import { createUniformNumbers } from '../../src/kernels/random-numbers.ts';
import { measureResolution } from '../../src/methods/pair-collisions/resolution.ts';
import { prepareSweep } from '../../src/methods/pair-collisions/sweep.ts';
import { createKernel } from '../../src/physics/kernel-shapes.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import type { PairKernel } from '../../src/physics/pair-kernel.ts';
import { type Setup, simulation } from './simulation.ts';

const two: Omit<Setup, 'collisions'> = {
  dimension: 3,
  species: [
    [1, 1, { maxwellian: { temperature: 1 } }],
    [2, 0.5, { maxwellian: { temperature: 2, drift: [0, 0, 0.3] } }],
  ],
  time: { step: 0.1, until: 10 },
};

describe('the Legendre method', () => {
  const exchange = (collisions: object) =>
    simulation({
      ...two,
      collisions,
      method: { name: 'legendre', degree: 2, order: 4, elements: 1, tolerance: 1e-2 },
    }).evolution.snapshot().exchange!;

  it('has the exchange of a sum of powers that is the sum of those of its powers', () => {
    const powers = [
      { strength: 0.7, exponent: -3 },
      { strength: 0.2, exponent: -0.5 },
    ];
    const both = exchange({ kernel: { powers } });
    const [a, b] = powers.map(({ strength, exponent }) => exchange({ exponent, strength }));
    expect(both.energy[1]).toBeCloseTo(a.energy[1] + b.energy[1], 11);
    expect(both.momentum[2 + 3]).toBeCloseTo(a.momentum[2 + 3] + b.momentum[2 + 3], 11);
    expect(Math.abs(a.energy[1])).toBeGreaterThan(0.01);
    expect(both.energy[1] + both.energy[2]).toBeCloseTo(0, 11);
  });
});

describe('the Legendre method with a kernel that is not a sum of powers', () => {
  /** Two Maxwellians at rest: dE_1/dt = (d-1) c n_1 n_2 (T_2 - T_1) <alpha r^2> / (m_1 m_2 s), s = T_1/m_1 + T_2/m_2 the variance of r. */
  const heat = (d: 2 | 3, { value }: PairKernel) => {
    const s = 1 + 2 / 2;
    const rule = gaussLegendre(400, 0, 16);
    const mean = (g: (r: number) => number) =>
      rule.nodes.reduce((sum, r, k) => sum + rule.weights[k] * r ** (d - 1) * Math.exp((-r * r) / (2 * s)) * g(r), 0);
    return ((d - 1) * 0.5 * mean((r) => value(r) * r * r)) / mean(() => 1) / (2 * s);
  };
  const exchanged = (d: 2 | 3, kernel: object) =>
    simulation({
      ...{ dimension: d, collisions: { kernel, pairs: ['a', 'b'].map((x) => ({ between: [x, x], strength: 0 })) } },
      species: [
        [1, 1, { maxwellian: { temperature: 1 } }],
        [2, 0.5, { maxwellian: { temperature: 2 } }],
      ],
      method: { name: 'legendre', order: 5, elements: 0.8 },
      time: { step: 0.1, until: 10 },
    }).evolution.snapshot().exchange!.energy;

  const radii = Array.from({ length: 60 }, (_, k) => 0.03 * 1.1 ** k);
  it.each<[2 | 3, Record<string, unknown>, Record<string, unknown>?]>([
    [3, { screened: { exponent: -3, length: 0.7 } }],
    [3, { softened: { exponent: -3, radius: 0.6 } }],
    [
      3,
      { table: { r: radii, alpha: radii.map((r) => r ** -3 * Math.exp(-r / 0.7)) } },
      { screened: { exponent: -3, length: 0.7 } },
    ],
    [2, { screened: { exponent: -2.5, length: 2 } }],
  ])('has the exchange of energy of two Maxwellians, and keeps it: d = %i, %o', (d, kernel, same = kernel) => {
    const energy = exchanged(d, kernel);
    expect(energy[1] / heat(d, createKernel(same))).toBeCloseTo(1, 4);
    expect(Math.abs(energy[1] + energy[2])).toBeLessThan(1e-12);
  });
});

describe('a pair of the pair collisions', () => {
  it('diffuses for the time that its kernel gives it', () => {
    const one = createKernel({ screened: { exponent: -3, length: 0.5 } });
    const species = [1, 3].map((mass, i) => ({ name: `s${i}`, mass, charge: 0 }));
    const mixture = createMixture(
      3,
      species,
      [
        [0, 2],
        [2, 0],
      ],
      [
        [0, one],
        [one, 0],
      ],
    );
    const at = (mass: number, x: number) => ({
      mass,
      weights: Float64Array.of(0.4),
      velocities: createVectorField(3, 1, Float64Array.of(x, 0, 0)),
    });
    const groups = [at(1, 0), at(3, 0.7)];
    const seen: number[] = [];
    const deflection = (s: number) => {
      seen.push(s);
      return 0;
    };
    const sweep = prepareSweep(mixture, [0, 1], groups, deflection, createUniformNumbers(createStream(1, 'test')));
    sweep.collide(0.1);
    const mu = 3 / 4;
    expect(seen).toHaveLength(1);
    expect(seen[0]).toBeCloseTo((2 * 0.4 * 0.1 * 0.7 ** -3 * Math.exp(-1.4)) / mu ** 2, 12);
    const { longestDiffusion, order } = measureResolution(mixture, groups, [sweep], 0.1);
    expect(longestDiffusion).toBeCloseTo(seen[0], 12);
    expect(order).toBeCloseTo(2 / 3, 12);
  });
});

describe('a method that cannot do a kernel', () => {
  it.each(['spectral-grid', 'moments'])('says which can: %s', (name) => {
    const collisions = {
      exponent: 0,
      pairs: [{ between: ['a', 'b'], kernel: { powers: [{ strength: 1, exponent: 0 }] } }],
    };
    expect(() => simulation({ ...two, collisions, method: { name } })).toThrow(
      `collisions of a and b: expected an exponent with the method ${name}, got the kernel powers; take the method blob or pair-collisions or legendre`,
    );
  });
});
