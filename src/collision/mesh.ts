import { collidingPairs } from '../physics/mixture.ts';
import { isPositive, meshKernel } from './mesh/kernel.ts';
import { prepareMeshSum } from './mesh/mesh-sum.ts';
import { defaultMeshOptions, type MeshOptions, meshOptions } from './mesh/options.ts';
import type { Summation } from './summation.ts';

/**
 * Particles on a mesh: only the kernel alpha(|v_p - v_q|) is replaced, by a symmetric, positive alpha_h that a
 * convolution on a mesh evaluates in O(N). A stays exact, see AddMeshForces.
 *
 *     alpha -> alpha_a, smooth within a few mesh spacings of 0 (see SoftenedPower, softenKernel) -> alpha_h, interpolated on the mesh
 *
 * The mesh is a function of the present particles: the same state always has the same forces.
 */
export const mesh = {
  name: 'mesh',
  summary: 'linear in the number of particles, the kernel smoothed over a mesh',
  reference: 'R. W. Hockney & J. W. Eastwood, Computer Simulation Using Particles (1988), with A(v - v*) kept exact',
  options: { key: 'mesh', schema: meshOptions, absent: 'the values below' },
  refusal(mixture, { options = defaultMeshOptions } = {}) {
    if (mixture.following !== undefined) return 'expected constant strengths, got lnLambda: followed; use direct';
    const pairs = collidingPairs(mixture);
    for (const [i, j] of pairs) {
      // other kernels depend on the spacing: a pair that is not positive on a mesh is summed directly
      const { exponent } = mixture.kernel(i, j);
      if (exponent === undefined) continue;
      const unlike = pairs.some(([k, l]) => k !== l && mixture.kernel(k, l).exponent === exponent);
      // like pairs may have their own mesh or share one with unlike pairs of the same exponent
      const kernels = (i === j && unlike ? [false, true] : [unlike]).map((balanced) =>
        meshKernel(mixture.dimension, exponent, balanced, options),
      );
      const negative = kernels.find((kernel) => !isPositive(kernel));
      if (negative === undefined) continue;
      const [a, b] = [i, j].map((k) => mixture.species[k].name);
      return (
        `expected a kernel that stays positive between the nodes, got ${negative.ratio.toPrecision(2)} of its value ` +
        `for exponent ${exponent} of ${a}-${b} softened within ${negative.softened.radius} mesh spacings; use direct`
      );
    }
    return null;
  },
  // The spacing follows the particles and may not resolve the length of a kernel that has one.
  isSafe: (mixture) => collidingPairs(mixture).every(([i, j]) => mixture.kernel(i, j).exponent !== undefined),
  work: (mixture, counts) => worthwhile * (crossover[mixture.dimension] / 2) * counts.reduce((sum, n) => sum + n, 0),
  // charges on the mesh and on slabs of the torus, particles by cell: 172 and 213 measured for a million of one species
  bytes: { 2: 180, 3: 220 },
  prepare: prepareMeshSum,
} as const satisfies Summation<MeshOptions>;

/**
 * Number of particles above which the mesh is faster than the direct sum over N^2/2 pairs, both compiled, for Coulomb
 * collisions.
 */
const crossover = { 2: 1000, 3: 2000 };

/**
 * `auto` takes the mesh only if it is this many times faster than the direct sum. From 4000 (d = 2) and 8000 (d = 3)
 * particles on, its error is below the error of representing f by so many particles.
 */
const worthwhile = 4;
