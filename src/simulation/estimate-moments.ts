import type { Distribution } from '../ensemble/distribution.ts';
import { gaussianShape } from '../methods/closed-moments/gaussian-lattice.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Cost, heapBytes, lookCount, nodeSeconds, programBytes } from './cost.ts';
import { runLength } from './run-length.ts';

/** Memory and time of a run of the closed moment equations, whose cost is the lattices of its snapshots; see estimateCost. */
export function estimateMoments(
  scenario: Scenario,
  _method: unknown,
  _mixture: Mixture,
  distributions: readonly Distribution[],
): Cost {
  const length = runLength(scenario);
  const nodes = distributions.reduce((sum, { dimension, covariance }) => {
    const { shape } = gaussianShape(dimension, covariance);
    return sum + shape.reduce((product, axis) => product * axis, 1);
  }, 0);
  // f and its gradient, the nodes with their weights for the moments, values and exact solution on their way into a file.
  const planes = 2 * (1 + scenario.dimension) + 5;
  const heap = heapBytes(length, scenario.species.length);
  const looks = lookCount(scenario, length);
  return {
    ...length,
    particles: 0,
    pairs: 0,
    nodes,
    evaluations: 0,
    memory: programBytes + heap + 8 * nodes * planes,
    heap,
    seconds: looks * nodes * nodeSeconds,
    summation: 'closed form',
    fastestSummation: 'closed form',
  };
}
