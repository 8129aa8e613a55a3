import { describe, expect, it } from 'vitest';
import { bkwDensity } from '../../../src/physics/densities.ts';
import type { Mixture } from '../../../src/physics/mixture.ts';
import { type BkwInitial, bkwSolution } from '../../../src/theory/bkw.ts';
import {
  dissipationByQuadrature,
  entropyProductionByQuadrature,
} from '../../../src/theory/dissipation/by-quadrature.ts';
import { collisionPair } from '../../../src/theory/dissipation/collision-pair.ts';
import { maxwellMixture } from '../maxwell-mixture.ts';
import { derivative } from './densities.ts';

/** The solution's densities as f = exp(psi) at time t. */
function logDensities(mixture: Mixture, densities: readonly number[], initial: readonly BkwInitial[], t: number) {
  const { dimension: d, species } = mixture;
  const solution = bkwSolution(mixture, densities, initial);
  return species.map(({ mass }, i) => {
    const rate = species.reduce(
      (sum, other, j) => sum + ((d - 1) * mixture.strength(i, j) * densities[j]) / (mass * other.mass),
      0,
    );
    const { density, velocity, temperature } = solution.at(i, t);
    const kernelTemperature = temperature - initial[i].temperature * initial[i].amplitude * Math.exp(-2 * rate * t);
    return bkwDensity({ mass, density, velocity: [...velocity], temperature, kernelTemperature });
  });
}

const unequal = [
  { temperature: 1, amplitude: 0.3 },
  { temperature: 1.6, amplitude: 0.2 },
];
const strengths = [
  [0.3, 0.2],
  [0.2, 0.1],
];
const cases = [
  {
    title: 'd = 2, one species',
    d: 2,
    masses: [1],
    n: [1],
    c: [[1 / 16]],
    initial: [{ temperature: 1, amplitude: 0.5 }],
    t: 5,
  },
  {
    title: 'd = 3, one species',
    d: 3,
    masses: [1],
    n: [1],
    c: [[1 / 24]],
    initial: [{ temperature: 1, amplitude: 1 }],
    t: 9,
  },
  {
    title: 'd = 2, two species of different temperatures',
    d: 2,
    masses: [1, 2],
    n: [1, 0.7],
    c: strengths,
    initial: unequal,
    t: 0.4,
  },
  {
    title: 'd = 3, two species of different temperatures',
    d: 3,
    masses: [1, 2],
    n: [1, 0.7],
    c: strengths,
    initial: unequal,
    t: 0.4,
  },
] as const;

describe('along a BKW solution', () => {
  it.each(cases)(
    '$title: the pairs sum up to dI/dt by Lemma 2.1 and by Proposition 3.1, and to -dH/dt',
    ({ d, masses, n, c, initial, t }) => {
      const mixture = maxwellMixture(d, masses, c);
      const solution = bkwSolution(mixture, n, initial);
      const total = (quantity: 'fisher' | 'entropy') => (time: number) =>
        n.reduce((sum, _, i) => sum + solution.at(i, time)[quantity], 0);
      const f = logDensities(mixture, n, initial, t);
      const ordered = f.flatMap((f_i, i) => f.map((f_j, j) => ({ f_i, f_j, pair: collisionPair(mixture, i, j) })));
      const over = (term: (pair: (typeof ordered)[number]) => number) =>
        ordered.reduce((sum, one) => sum + term(one), 0);

      const fisherRate = derivative(total('fisher'), t, 0.004);
      const parts = ordered.map(({ pair, f_i, f_j }) => dissipationByQuadrature(pair, f_i, f_j));
      // Differences of order six with h = 0.004 leave 1e-15 h^-1 of round-off.
      for (const form of ['lemma', 'total'] as const)
        expect(Math.abs(parts.reduce((sum, part) => sum + part[form], 0) - fisherRate)).toBeLessThan(5e-12);
      expect(fisherRate).toBeLessThan(-0.01);

      const production = over(({ pair, f_i, f_j }) => entropyProductionByQuadrature(pair, f_i, f_j).value);
      expect(Math.abs(production + derivative(total('entropy'), t, 0.004))).toBeLessThan(5e-12);
    },
  );
});
