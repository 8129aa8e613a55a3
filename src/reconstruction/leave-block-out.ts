import type { Lattice } from '../core/lattice.ts';
import { createVectorField, type VectorField } from '../core/vector-field.ts';
import { gaussianWindow } from '../kernels/gaussian-window.ts';
import { kernels } from '../kernels/kernels.ts';
import { spreadGradient } from '../kernels/spread-gradient.ts';
import { prepareReconstruction, type ReconstructionOptions } from './reconstruction.ts';

/** f ~ and its gradient on a lattice. */
export interface LatticeDensity {
  readonly lattice: Lattice;
  readonly values: Float64Array;
  readonly gradient: VectorField;
}

/**
 * Visits f ~ of all particles, and then, for each of `blocks` equal blocks of particles in their order, f ~ of all the others
 * with the same density n. Every particle is spread twice, however many blocks there are. The arrays are good during
 * the visit only. Blocks are contiguous, so that of a Sobol' sequence each is evenly spread itself.
 */
export function prepareLeaveBlockOut(weights: Float64Array, options: ReconstructionOptions, blocks: number) {
  const reconstruction = prepareReconstruction(weights, options);
  const window = gaussianWindow(options.variance, options.spacing, reconstruction.reach);
  const density = weights.reduce((sum, w) => sum + w, 0);
  return (velocities: VectorField, visit: (state: LatticeDensity) => void): void => {
    reconstruction.update(velocities);
    const { lattice, values } = reconstruction;
    const gradient = reconstruction.gradient(velocities);
    visit({ lattice, values, gradient });
    const rest = {
      lattice,
      values: new Float64Array(values.length),
      gradient: createVectorField(lattice.d, values.length),
    };
    for (let j = 0; j < blocks; j++) {
      const { own, vectors } = block(weights, velocities, j, blocks);
      const scale = density / (density - own.reduce((sum, w) => sum + w, 0));
      kernels().spreadDensity(lattice, window, own, vectors, rest.values);
      spreadGradient(lattice, window, own, vectors, rest.values, rest.gradient);
      subtract(values, rest.values, scale);
      subtract(gradient.data, rest.gradient.data, scale);
      visit(rest);
    }
  };
}

function block(weights: Float64Array, { d, n, data }: VectorField, j: number, blocks: number) {
  const first = Math.floor((j * n) / blocks);
  const last = Math.floor(((j + 1) * n) / blocks);
  const vectors = createVectorField(d, last - first);
  for (let k = 0; k < d; k++) vectors.data.set(data.subarray(k * n + first, k * n + last), k * (last - first));
  return { own: weights.slice(first, last), vectors };
}

/** part := scale (whole - part). */
function subtract(whole: Float64Array, part: Float64Array, scale: number): void {
  for (let x = 0; x < part.length; x++) part[x] = scale * (whole[x] - part[x]);
}
