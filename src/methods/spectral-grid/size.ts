import { gamma } from '../../core/special-functions.ts';
import { trace } from '../../core/sum.ts';
import type { Distribution } from '../../ensemble/distribution.ts';
import { stagesFor } from '../../integration/runge-kutta-chebyshev.ts';
import { smoothLength } from '../../kernels/fourier.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { MethodSize, RunPlan } from '../method.ts';
import { chooseBoxes, type GridOptions } from './boxes.ts';

/**
 * Cost of a node of the torus in one transform and its products with the tensors, per binary digit of the number of nodes, in
 * multiplications of a matrix product; measured with compiled kernels on 48^3 nodes.
 */
const transformDigit = 0.25;

/** The size of spectral grids; see Method.size. */
export function spectralGridSize(plan: RunPlan, options: Omit<GridOptions, 'duration'>): MethodSize {
  const { mixture, distributions, integrator, advance, duration } = plan;
  const { nodes } = options;
  const { dimension: d } = mixture;
  const { boxes } = chooseBoxes(mixture, distributions, { ...options, duration });
  const grids = nodes.map((count, i) => ({ nodes: count, halfWidth: boxes[i] }));
  const stiffness = Math.max(...grids.map((grid, i) => diffusionRate(mixture, distributions, grid, i)));
  const { stability = 1 } = integrator;
  const costs = grids.map((grid, i) => speciesCost(mixture, grids, grid, i));
  const all = grids.reduce((sum, grid) => sum + grid.nodes ** d, 0);
  // The state, gradients, potentials, fluxes; vectors of the integrator; memory of a snapshot and a checkpoint.
  const { held } = integrator.vectors(advance.stepper ?? {});
  const planes = 4 * (d + 1) + (d * (d + 1)) / 2 + held * (advance.adaptive === undefined ? 1 : 2) + 12;
  return {
    particles: 0,
    pairs: 0,
    nodes: all,
    bytes: 8 * (all * planes + costs.reduce((sum, { numbers }) => sum + numbers, 0)),
    work: costs.reduce((sum, { work }) => sum + work, 0),
    // Stability shortens the steps or requires more stages.
    evaluations:
      stability < Infinity ? Math.max(1, (advance.step * stiffness) / stability) : stagesFor(advance.step * stiffness),
  };
}

interface Box {
  readonly nodes: number;
  readonly halfWidth: number;
}

/**
 * About (pi/h)^2 sum_ab |D_ab| where it is largest: at the centre for soft potentials, with the mean of |w|^{gamma+2} over relative
 * velocities as for Maxwellians, or in a corner of the box for hard ones, where the tensor I - w w^T/|w|^2 has the sum 2 (d-1).
 */
function diffusionRate(mixture: Mixture, distributions: readonly Distribution[], { nodes, halfWidth }: Box, i: number) {
  const d = mixture.dimension;
  const diffusion = distributions.reduce((sum, { density, covariance }, j) => {
    const power = mixture.exponent(i, j) + 2;
    const variance = trace(covariance, d) / d;
    // r^power has no mean at the centre below power = -d; the resolution then cuts it off, which the factor 2 covers.
    const mean = ((2 * variance) ** (power / 2) * gamma(Math.max(d + power, 1) / 2)) / gamma(d / 2);
    const corner = 2 * (Math.sqrt(d) * halfWidth) ** power;
    return sum + mixture.strength(i, j) * density * (d - 1) * Math.max(mean, corner);
  }, 0);
  return (((Math.PI * nodes) / (2 * halfWidth)) ** 2 * diffusion) / mixture.species[i].mass ** 2;
}

/** Cost of the rate of species i in multiplications, and the numbers stored in its tables and spectra. */
function speciesCost(mixture: Mixture, grids: readonly Box[], { nodes, halfWidth }: Box, i: number) {
  const d = mixture.dimension;
  const fields = (d * (d + 1)) / 2 + d;
  const torus = smoothLength(2 * nodes - 1) ** d;
  let work = 2 * d * nodes ** (d + 1);
  let numbers = 0;
  const alike = (grid: Box) => grid.nodes === nodes && grid.halfWidth === halfWidth;
  if (grids.some((grid, j) => alike(grid) && mixture.strength(i, j) > 0)) {
    work += ((fields + 1 + d) / 2) * torus * Math.log2(torus) * transformDigit;
    numbers += torus * (2 + fields + 1 + d);
  }
  grids.forEach((grid, j) => {
    if (alike(grid) || mixture.strength(i, j) === 0) return;
    const spacing = 2 * Math.max(halfWidth / nodes, grid.halfWidth / grid.nodes);
    const modes = ((1 + Math.sqrt(d)) * (halfWidth + grid.halfWidth)) / spacing;
    const spectrum = modes ** d / 2;
    work += 4 * (spectrum * grid.nodes + fields * spectrum * nodes);
    numbers += spectrum * (fields + 8);
  });
  return { work, numbers };
}
