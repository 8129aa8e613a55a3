import { type DecomposeLu, decomposeLu } from './dense-lu.ts';
import { entropySlope, gatherGradient } from './lattice-gather.ts';
import { spreadDensity } from './lattice-spread.ts';
import type { AddMeshForces } from './mesh.ts';
import { addMeshForces } from './mesh-forces.ts';
import { addPairForces } from './pair-forces.ts';
import { type AddTensorConvolutions, addTensorConvolutions } from './tensor-convolution.ts';
import { fuse, isFused, type Wasm, wasm } from './wasm.ts';
import { decomposeLuSimd } from './wasm-dense-lu.ts';
import { entropySlopeSimd, gatherGradientSimd, spreadDensitySimd } from './wasm-lattice.ts';
import { addMeshForcesSimd } from './wasm-mesh-forces.ts';
import { addPairForcesSimd } from './wasm-pair-forces.ts';
import { setTeam } from './wasm-team.ts';
import { addTensorConvolutionsSimd } from './wasm-tensor-convolution.ts';

/** The loops that take nearly all time, in one implementation. */
export interface Kernels {
  readonly name: 'plain' | 'simd' | 'simd-fma';
  readonly addPairForces: typeof addPairForces;
  readonly addMeshForces: AddMeshForces;
  readonly addTensorConvolutions: AddTensorConvolutions;
  readonly spreadDensity: typeof spreadDensity;
  readonly gatherGradient: typeof gatherGradient;
  readonly entropySlope: typeof entropySlope;
  readonly decomposeLu: DecomposeLu;
}

/** TypeScript: defines what is correct. */
export const plainKernels: Kernels = {
  name: 'plain',
  addPairForces,
  addMeshForces,
  addTensorConvolutions,
  spreadDensity,
  gatherGradient,
  entropySlope,
  decomposeLu,
};

/** WebAssembly with two doubles to an instruction. Results differ from the plain ones by round-off only. */
export function simdKernels(compiled: Wasm): Kernels {
  return {
    name: isFused() ? 'simd-fma' : 'simd',
    addPairForces: (...call) => addPairForcesSimd(compiled, ...call),
    addMeshForces: (...call) => addMeshForcesSimd(compiled, ...call),
    addTensorConvolutions: (...call) => addTensorConvolutionsSimd(compiled, ...call),
    spreadDensity: (...call) => spreadDensitySimd(compiled, ...call),
    gatherGradient: (...call) => gatherGradientSimd(compiled, ...call),
    entropySlope: (...call) => entropySlopeSimd(compiled, ...call),
    decomposeLu: (...call) => decomposeLuSimd(compiled, ...call),
  };
}

let chosen: Kernels | undefined;

/** The fastest kernels this machine can run, chosen at the first call. */
export function kernels(): Kernels {
  if (chosen === undefined) {
    const compiled = wasm();
    chosen = compiled === null ? plainKernels : simdKernels(compiled);
  }
  return chosen;
}

/**
 * Asks for kernels with fused multiply-add, before the first use of any; returns whether this engine has them. Pair sums in
 * space gain a quarter, mesh sums nothing, and the last bits depend on the processor: `kernelName` says that a run used them.
 */
export function setFastFma(wanted: boolean): boolean {
  return fuse(wanted);
}

/** Which kernels a run uses: results of different ones agree to round-off, not bit by bit. */
export function kernelName(): Kernels['name'] {
  return kernels().name;
}

/**
 * Lets `count` threads share the work from now on and returns how many do: one with plain kernels. The results are the
 * same bits for any number. Threads without work sleep and do not keep the process alive.
 */
export function setThreads(count: number): number {
  const compiled = kernels().name === 'plain' ? null : wasm();
  return compiled === null ? 1 : setTeam(compiled, count);
}
