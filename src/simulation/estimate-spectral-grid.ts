import { gamma } from '../core/special-functions.ts';
import { trace } from '../core/sum.ts';
import type { Distribution } from '../ensemble/distribution.ts';
import { integrators } from '../integration/integrators.ts';
import { stagesFor } from '../integration/runge-kutta-chebyshev.ts';
import { chooseBoxes } from '../methods/spectral-grid/grids.ts';
import type { Mixture } from '../physics/mixture.ts';
import { defaultNodes } from '../scenario/methods/spectral-grid.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { bySpecies } from './by-species.ts';
import { type Cost, heapBytes, lookCount, nodeSeconds, programBytes } from './cost.ts';
import { runLength } from './run-length.ts';

/** Seconds per node and binary digit of the torus in one transform. */
const transformSeconds = 2e-9;
/** Seconds for a multiplication and addition in a matrix product. */
const productSeconds = 1e-9;

/** Memory and time of a run on spectral grids; see estimateCost. */
export function estimateSpectralGrid(
  scenario: Scenario,
  method: Extract<Scenario['method'], { readonly name: 'spectral-grid' }>,
  mixture: Mixture,
  distributions: readonly Distribution[],
): Cost {
  const { time } = scenario;
  const d = scenario.dimension;
  const S = scenario.species.length;
  const nodes = bySpecies(scenario, method.nodes).map((given) => given ?? defaultNodes);
  const halfWidths = bySpecies(scenario, method.box);
  const { boxes } = chooseBoxes(mixture, distributions, { nodes, halfWidths });
  const grids = nodes.map((count, i) => ({ nodes: count, halfWidth: boxes[i] }));

  const { order, stability = 1 } = integrators.get(time.integrator)!;
  const length = runLength(scenario);
  const stiffness = Math.max(...grids.map((grid, i) => diffusionRate(mixture, distributions, grid, i)));
  const steps = Math.max(length.steps, ((time.until - time.start) * stiffness) / stability);
  // The integrators of a fixed stability have as many stages as their order; an adaptive step is made once in full and once in halves.
  const stages = stability < Infinity ? order : stagesFor(((time.until - time.start) * stiffness) / steps);
  const evaluations = steps * stages * (time.adaptive === undefined ? 1 : 3 / 2);
  const costs = grids.map((grid, i) => speciesCost(mixture, grids, grid, i));
  const evaluation = costs.reduce((sum, { seconds }) => sum + seconds, 0);
  const all = grids.reduce((sum, grid) => sum + grid.nodes ** d, 0);
  // The tables of the kernels, of which every species' row costs some evaluations; a row needs all exchanges one by one.
  const looks = lookCount(scenario, length);
  const heap = heapBytes(length, S);
  // The state, gradients, potentials, fluxes; stages of the integrator; what a snapshot and a checkpoint take.
  const planes = 4 * (d + 1) + (d * (d + 1)) / 2 + (order + 2) * (time.adaptive === undefined ? 1 : 2) + 12;
  return {
    ...length,
    particles: 0,
    pairs: 0,
    nodes: all,
    evaluations,
    memory: programBytes + heap + 8 * (all * planes + costs.reduce((sum, { numbers }) => sum + numbers, 0)),
    heap,
    seconds: evaluations * evaluation + looks * (S * evaluation + all * nodeSeconds),
    summation: 'spectral',
    fastestSummation: 'spectral',
  };
}

interface Box {
  readonly nodes: number;
  readonly halfWidth: number;
}

/**
 * About (pi/h)^2 sum_ab |D_ab| where it is largest: in the middle for soft potentials, with the mean of |w|^{gamma+2} over relative
 * velocities as for Maxwellians, or in a corner of the box for hard ones, where the tensor I - w w^T/|w|^2 has the sum 2 (d-1).
 */
function diffusionRate(mixture: Mixture, distributions: readonly Distribution[], { nodes, halfWidth }: Box, i: number) {
  const d = mixture.dimension;
  const diffusion = distributions.reduce((sum, { density, covariance }, j) => {
    const power = mixture.exponent(i, j) + 2;
    const variance = trace(covariance, d) / d;
    // r^power has no mean in the middle below power = -d; it is then cut off by the resolution, which the factor 2 covers.
    const mean = ((2 * variance) ** (power / 2) * gamma(Math.max(d + power, 1) / 2)) / gamma(d / 2);
    const corner = 2 * (Math.sqrt(d) * halfWidth) ** power;
    return sum + mixture.strength(i, j) * density * (d - 1) * Math.max(mean, corner);
  }, 0);
  return (((Math.PI * nodes) / (2 * halfWidth)) ** 2 * diffusion) / mixture.species[i].mass ** 2;
}

/** Seconds for the rate of species i, and the numbers that its tables and spectra take. */
function speciesCost(mixture: Mixture, grids: readonly Box[], { nodes, halfWidth }: Box, i: number) {
  const d = mixture.dimension;
  const fields = (d * (d + 1)) / 2 + d;
  const torus = 2 ** (d * Math.ceil(Math.log2(2 * nodes - 1)));
  let seconds = 2 * d * nodes ** (d + 1) * productSeconds;
  let numbers = 0;
  const alike = (grid: Box) => grid.nodes === nodes && grid.halfWidth === halfWidth;
  if (grids.some((grid, j) => alike(grid) && mixture.strength(i, j) > 0)) {
    seconds += ((fields + 1 + d) / 2) * torus * Math.log2(torus) * transformSeconds;
    numbers += torus * (2 + fields + 1 + d);
  }
  grids.forEach((grid, j) => {
    if (alike(grid) || mixture.strength(i, j) === 0) return;
    const spacing = 2 * Math.max(halfWidth / nodes, grid.halfWidth / grid.nodes);
    const modes = ((1 + Math.sqrt(d)) * (halfWidth + grid.halfWidth)) / spacing;
    const spectrum = modes ** d / 2;
    seconds += 4 * (spectrum * grid.nodes + fields * spectrum * nodes) * productSeconds;
    numbers += spectrum * (fields + 8);
  });
  return { seconds, numbers };
}
