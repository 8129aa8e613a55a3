import { largestCounts } from '../analysis/random-sample.ts';
import { trace } from '../core/sum.ts';
import type { Distribution } from '../ensemble/distribution.ts';
import { windowNodes } from '../kernels/lattice-spread.ts';
import { spacingWidths } from '../methods/pair-collisions/smoothing.ts';
import { collidingPairs, type Mixture } from '../physics/mixture.ts';
import { bandwidthRules } from '../reconstruction/bandwidth.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { scenarioHalfWidths } from './assemble.ts';
import { bySpecies } from './by-species.ts';
import { type Cost, heapBytes, lookCount, nodeSeconds, programBytes } from './cost.ts';
import { runLength } from './run-length.ts';

/** Seconds for a pair to meet and scatter, by the dearest scheme. */
const pairSeconds = 4e-7;

/** Seconds for one particle to reach one lattice node, for f~ or a component of its gradient: 0.56 ns measured for many. */
const reachSeconds = 6e-10;

/** Seconds for one particle of a random sample to find its neighbours, for its entropy and Fisher information. */
const searchSeconds = 7e-5;

/** Memory and time of a run of stochastic pair collisions; see estimateCost. */
export function estimatePairCollisions(
  scenario: Scenario,
  method: Extract<Scenario['method'], { readonly name: 'pair-collisions' }>,
  mixture: Mixture,
  distributions: readonly Distribution[],
): Cost {
  const d = scenario.dimension;
  const { species } = scenario;
  const counts = species.map(({ particles }) => particles.count);
  const particles = counts.reduce((sum, count) => sum + count, 0);
  const pairs = collidingPairs(mixture).reduce(
    (sum, [i, j]) => sum + (i === j ? Math.floor(counts[i] / 2) : Math.max(counts[i], counts[j])),
    0,
  );
  const kappa = smoothingTemperature(method.smoothing, distributions, species);
  const halfWidths = scenarioHalfWidths(scenario, distributions);
  const spacings = bySpecies(scenario, method.spacing);
  let nodes = 0;
  let reached = 0;
  let searching = 0;
  species.forEach(({ mass, particles: { box, count, sampling } }, i) => {
    const variance = kappa / mass;
    const h = spacings[i] ?? spacingWidths * Math.sqrt(variance);
    const width = box === undefined ? 2 * halfWidths[i] : box[1] - box[0];
    const reach = windowNodes(variance, h, method.tolerance);
    nodes += (width / h + reach) ** d;
    // The jackknife of a random sample spreads every particle twice more, at each of two smoothings.
    const random = sampling !== 'lattice';
    reached += (random && count <= largestCounts.jackknife ? 5 : 1) * count * reach ** d;
    searching += random && count <= largestCounts.neighbours ? count : 0;
  });
  const length = runLength(scenario);
  const looks = lookCount(scenario, length);
  const look = reached * (1 + d) * reachSeconds + searching * searchSeconds + nodes * nodeSeconds;
  const heap = heapBytes(length, counts.length);
  // The velocities, their copies in a checkpoint, weights and velocities on their way into a file with the momenta; f~ and its
  // gradient, twice more for the jackknife, the exact solution, and values and exact solution on their way into a file.
  const perParticle = 4 * d + 3 * (d + 1) + 2 * (2 * d + 1);
  const perNode = 2 + d + 2 * (1 + d) + 1 + 4;
  return {
    ...length,
    particles,
    pairs,
    nodes,
    evaluations: length.steps,
    memory: programBytes + heap + 8 * (particles * perParticle + nodes * perNode),
    heap,
    seconds: length.steps * pairs * pairSeconds + looks * look,
    summation: 'pairs',
    fastestSummation: 'pairs',
  };
}

/** The rule of the method, for Maxwellians of the distributions' temperatures instead of a sample. */
function smoothingTemperature(
  smoothing: Extract<Scenario['method'], { readonly name: 'pair-collisions' }>['smoothing'],
  distributions: readonly Distribution[],
  species: Scenario['species'],
): number {
  if ('temperature' in smoothing) return smoothing.temperature;
  const { maxwellian } = bandwidthRules[smoothing.rule];
  const kappa = Math.max(
    ...distributions.map(({ dimension: d, covariance }, i) =>
      maxwellian(d, (species[i].mass * trace(covariance, d)) / d, species[i].particles.count),
    ),
  );
  return smoothing.factor ** 2 * kappa;
}
