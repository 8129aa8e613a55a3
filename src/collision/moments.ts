import type { ForcedParticles, Particles, ScoredParticles } from '../core/particles.ts';
import {
  addMaxwellForces,
  addMaxwellMoments,
  createMaxwellMoments,
  resetMaxwellMoments,
  sumMaxwellMoments,
} from '../kernels/maxwell-moments.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { PairKernel } from '../physics/pair-kernel.ts';
import type { Summation } from './summation.ts';

/**
 * Maxwell molecules, gamma = 0 for every colliding pair: A(v - v*) is a polynomial, so the forces of a species follow from
 * 1 + 3d + 2d^2 of its moments, and the forces of all species on one from the weighted sum of the moments. Exact to round-off,
 * O(N).
 */
export const moments: Summation = {
  name: 'moments',
  summary: 'linear in the number of particles, exact for exponent 0',
  reference: 'closed velocity moments of A(v - v*) at exponent 0',
  refusal(mixture) {
    const pair = collidingPairs(mixture).find(([i, j]) => mixture.kernel(i, j).exponent !== 0);
    if (pair === undefined) return null;
    const [a, b] = pair.map((i) => mixture.species[i].name);
    return `expected exponent 0 for every colliding pair, got ${lawOf(mixture.kernel(...pair))} for ${a}-${b}; use direct`;
  },
  // exact, and a particle takes no longer than a dozen pairs of the direct sum
  work: () => 0,
  prepare(mixture) {
    const d = mixture.dimension;
    const own = mixture.species.map(() => createMaxwellMoments(d));
    const partners = createMaxwellMoments(d);
    const origin = new Float64Array(d);

    const exert = (on: number, by: readonly number[], particles: readonly ForcedParticles[]) => {
      resetMaxwellMoments(partners);
      for (const j of by) addMaxwellMoments(mixture.strength(on, j), own[j], partners);
      addMaxwellForces(partners, origin, particles[on]);
    };
    const measure = (species: readonly number[], particles: readonly ScoredParticles[]) => {
      meanVelocity(particles, origin);
      for (const i of species) sumMaxwellMoments(particles[i], origin, own[i]);
    };
    const all = mixture.species.map((_, i) => i);
    return {
      sum(particles) {
        measure(all, particles);
        for (const i of all) {
          particles[i].force.data.fill(0);
          exert(i, all, particles);
        }
      },
      addPair(i, j, particles) {
        measure(i === j ? [i] : [i, j], particles);
        exert(i, [j], particles);
        if (i !== j) exert(j, [i], particles);
      },
    };
  },
};

function collidingPairs(mixture: Mixture): [number, number][] {
  const indices = mixture.species.map((_, i) => i);
  return indices.flatMap((i) =>
    indices.filter((j) => j >= i && mixture.strength(i, j) > 0).map((j): [number, number] => [i, j]),
  );
}

function lawOf({ exponent, formula }: PairKernel): string {
  return exponent === undefined ? formula : String(exponent);
}

/** Computes the mean velocity of all particles, the origin about which the moments lose the fewest digits. */
function meanVelocity(particles: readonly Particles[], origin: Float64Array): void {
  origin.fill(0);
  let total = 0;
  for (const { weights, velocities } of particles) {
    for (let p = 0; p < weights.length; p++) {
      total += weights[p];
      for (let k = 0; k < velocities.d; k++) origin[k] += weights[p] * velocities.data[k * velocities.n + p];
    }
  }
  for (let k = 0; k < origin.length; k++) origin[k] /= total;
}
