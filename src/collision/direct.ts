import type { ForcedParticles } from '../core/particles.ts';
import { usualMachine } from '../kernels/machine.ts';
import { countPairs } from '../physics/mixture.ts';
import { addKernelForces, describePlainKernels } from './kernel-forces.ts';
import { describeCores, type PairCores, preparePairCores } from './pair-cores.ts';
import type { Summation } from './summation.ts';

/**
 * The direct sum over all pairs, O(N^2): the reference for every other summation. Exact to round-off for every kernel, except
 * for the cores of close unlike pairs with exponents below -1 at r = 0; without an initial sample there are no cores.
 */
export const direct: Summation = {
  name: 'direct',
  reference: 'J. A. Carrillo, J. Hu, L. Wang, J. Wu, J. Comput. Phys. X 7 (2020) 100066',
  refusal: () => null,
  // Without collisions, a sum that does not visit the pairs is cheaper.
  work: (mixture, counts) => 1 + countPairs(mixture, counts),
  prepare(mixture, { sample, machine = usualMachine() } = {}) {
    const { kernels } = machine;
    const S = mixture.species.length;
    const coresOf = preparePairCores(mixture, sample);
    const add = (i: number, j: number, cores: PairCores, particles: readonly ForcedParticles[]) =>
      addKernelForces(kernels, mixture.kernel(i, j), mixture.strength(i, j), particles[i], particles[j], (gamma) =>
        cores(i, j, gamma),
      );
    return {
      addPair: (i, j, particles) => add(i, j, coresOf(particles), particles),
      sum(particles) {
        for (const { force } of particles) force.data.fill(0);
        const cores = coresOf(particles);
        for (let i = 0; i < S; i++)
          for (let j = i; j < S; j++) if (mixture.strength(i, j) > 0) add(i, j, cores, particles);
      },
      assess: (particles) => ({
        settings: { ...describeCores(mixture, coresOf(particles)), ...describePlainKernels(mixture) },
        warnings: [],
      }),
    };
  },
};
