import { describe, expect, it } from 'vitest';
import { expansionParts } from '../../src/analysis/fisher-budget.ts';
import { fisherDifferences, simulate } from '../methods/legendre/simulate.ts';

/** A species that collides with immobile partners only, of the given exponents. */
const lorentz = (...exponents: readonly number[]) =>
  simulate({
    dimension: 3,
    species: [[1, 1, { anisotropic: { temperatures: [1, 1, 1.3] } }]],
    collisions: {
      exponent: -1,
      strength: 0,
      background: exponents.map((exponent) => ({ species: 'a', strength: 1, exponent, velocity: [0, 0, 0] })),
    },
    method: { tolerance: 1e-8, degree: 10 },
  });

const partners = (...exponents: readonly number[]) =>
  expansionParts(lorentz(...exponents).evolution.snapshot()).partners;

describe('the rate of I by immobile partners, from a Legendre expansion', () => {
  it('is the derivative of I where nothing else collides', () => {
    const { slope } = fisherDifferences(lorentz(-1), 0.04, 0.01);
    const simulation = lorentz(-1);
    simulation.evolution.advance(0.04);
    const parts = expansionParts(simulation.evolution.snapshot());
    expect(parts.partners).toHaveLength(1);
    expect(parts.partners[0]! / slope).toBeCloseTo(1, 4);
    expect(slope).toBeLessThan(-0.01);
  });

  it('is not told apart by several partners of a species, nor where Lemma 2.1 does not hold: at gamma = -d and below', () => {
    expect(partners(-2.9)).toEqual([expect.any(Number)]);
    expect(partners(-3)).toEqual([undefined]);
    expect(partners(-3.5)).toEqual([undefined]);
    expect(partners(-1, -1)).toEqual([undefined, undefined]);
  });
});
