import type { Lattice } from '../core/lattice.ts';
import type { Particles } from '../core/particles.ts';
import { createVectorField, type VectorField } from '../core/vector-field.ts';
import { spreadGradient } from '../kernels/density.ts';
import { gaussianWindow } from '../kernels/lattice-spread.ts';
import { usualMachine } from '../kernels/machine.ts';
import { createLogDerivatives } from '../physics/density.ts';
import { blobDerivatives } from '../physics/summed-densities.ts';
import { evenlyChosen } from './neighbours.ts';
import { prepareReconstruction, type ReconstructionOptions } from './reconstruction.ts';

/** Averages over particles of the mollified density of all others at each of them: H and I of one species, I without 1/m. */
export interface LeaveOneOut {
  readonly entropy: number;
  readonly fisher: number;
}

/**
 * Lower bounds on average over random samples, for any eps and N: with f^_{-p} = n/(n - w_p) sum_{q != p} w_q phi_eps(v - v_q)
 *
 *     H >= < n log f^_{-p}(v_p) >,                                            since int f log(f/f^) >= 0 (Gibbs),
 *     I >= < n ( -2 lap log f^_{-p} - |grad log f^_{-p}|^2 )(v_p) >,          since int f |grad log(f/f^)|^2 >= 0 (Hyvarinen's score matching);
 *
 * These two integrals are the gaps, so both bounds are of second order in the error of f^: the mollifier costs O(eps^2), although it costs
 * the entropy and Fisher information of f ~ O(eps). Averages < > are over at most `most` particles; each costs a Gaussian sum over all.
 * Sources: R. P. W. Duin, IEEE Trans. Comput. 25 (1976) 1175; A. Hyvarinen, J. Mach. Learn. Res. 6 (2005) 695.
 */
export function leaveOneOut({ weights, velocities }: Particles, variance: number, most: number): LeaveOneOut {
  const { d, n } = velocities;
  const density = weights.reduce((sum, w) => sum + w, 0);
  const logWeights = weights.map(Math.log);
  const evaluate = blobDerivatives(logWeights, velocities, variance);
  const out = createLogDerivatives(d);
  const v = new Float64Array(d);
  let total = 0;
  let entropy = 0;
  let fisher = 0;
  for (const p of evenlyChosen(n, most)) {
    for (let k = 0; k < d; k++) v[k] = velocities.data[k * n + p];
    logWeights[p] = -Infinity;
    evaluate(v, out);
    logWeights[p] = Math.log(weights[p]);
    let laplacian = 0;
    let square = 0;
    for (let k = 0; k < d; k++) {
      laplacian += out.hessian[k * d + k];
      square += out.gradient[k] ** 2;
    }
    total += weights[p];
    entropy += weights[p] * (out.value + Math.log(density / (density - weights[p])));
    fisher -= weights[p] * (2 * laplacian + square);
  }
  return { entropy: (density / total) * entropy, fisher: (density / total) * fisher };
}

/** f ~ and its gradient on a lattice. */
export interface LatticeDensity {
  readonly lattice: Lattice;
  readonly values: Float64Array;
  readonly gradient: VectorField;
}

/**
 * Visits f ~ of all particles, and then, for each of `blocks` equal blocks of consecutive particles, f ~ of all the others with the same
 * density n. Every particle is spread twice, regardless of the number of blocks. The arrays are valid only during the visit. Blocks are
 * contiguous so that each block of a Sobol' sequence is evenly spread itself.
 */
export function prepareLeaveBlockOut(weights: Float64Array, options: ReconstructionOptions, blocks: number) {
  const { kernels } = options.machine ?? usualMachine();
  const reconstruction = prepareReconstruction(weights, options);
  const window = gaussianWindow(options.variance, options.spacing, reconstruction.reach);
  return (velocities: VectorField, visit: (state: LatticeDensity) => void): void => {
    const density = weights.reduce((sum, w) => sum + w, 0);
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
      kernels.spreadDensity(lattice, window, own, vectors, rest.values);
      spreadGradient(kernels, lattice, window, own, vectors, rest.values, rest.gradient);
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
