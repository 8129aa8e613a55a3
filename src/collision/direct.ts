import { kernels } from '../kernels/kernels.ts';
import { collidingPairs } from '../physics/mixture.ts';
import type { Forces, Summation } from './summation.ts';

/** The direct sum over all pairs: exact to round-off for every exponent, O(N^2). The oracle for every other summation. */
export const direct: Summation = {
  name: 'direct',
  reference: 'J. A. Carrillo, J. Hu, L. Wang, J. Wu, J. Comput. Phys. X 7 (2020) 100066',
  refusal: () => null,
  work: (mixture, counts) =>
    collidingPairs(mixture).reduce(
      (pairs, [i, j]) => pairs + (i === j ? (counts[i] * (counts[i] - 1)) / 2 : counts[i] * counts[j]),
      0,
    ),
  prepare(mixture) {
    const S = mixture.species.length;
    const addPair = (i: number, j: number, { ensembles, potential, force }: Forces) => {
      const side = (k: number) => ({ ...ensembles[k], potential: potential[k], force: force[k] });
      const a = side(i);
      kernels().addPairForces(mixture.strength(i, j), mixture.exponent(i, j), a, i === j ? a : side(j));
    };
    return {
      addPair,
      sum(forces) {
        for (const { data } of forces.force) data.fill(0);
        for (let i = 0; i < S; i++) for (let j = i; j < S; j++) if (mixture.strength(i, j) > 0) addPair(i, j, forces);
      },
    };
  },
};
