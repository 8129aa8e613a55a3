import { type Timed, untimed } from '../core/profile.ts';
import { type CreateDenseAlgebra, type DecomposeLu, decomposeLu, plainAlgebra } from './dense-algebra.ts';
import { entropySlope, gatherGradient } from './lattice-gather.ts';
import { spreadDensity } from './lattice-spread.ts';
import type { AddMeshForces } from './mesh.ts';
import { addMeshForces } from './mesh-forces.ts';
import { sumPairAverages } from './pair-averages.ts';
import { addPairForces } from './pair-forces.ts';
import { type AddTensorConvolutions, addTensorConvolutions } from './tensor-convolution.ts';
import type { Wasm } from './wasm.ts';
import { denseAlgebraSimd } from './wasm-dense-algebra.ts';
import { decomposeLuSimd } from './wasm-dense-lu.ts';
import { entropySlopeSimd, gatherGradientSimd, spreadDensitySimd } from './wasm-lattice.ts';
import { addMeshForcesSimd } from './wasm-mesh-forces.ts';
import { sumPairAveragesSimd } from './wasm-pair-averages.ts';
import { addPairForcesSimd } from './wasm-pair-forces.ts';
import { addTensorConvolutionsSimd } from './wasm-tensor-convolution.ts';

/** The loops that take nearly all time, in one implementation. */
export interface Kernels {
  readonly name: 'plain' | 'simd' | 'simd-fma';
  readonly addPairForces: typeof addPairForces;
  readonly sumPairAverages: typeof sumPairAverages;
  readonly addMeshForces: AddMeshForces;
  readonly addTensorConvolutions: AddTensorConvolutions;
  readonly spreadDensity: typeof spreadDensity;
  readonly gatherGradient: typeof gatherGradient;
  readonly entropySlope: typeof entropySlope;
  readonly decomposeLu: DecomposeLu;
  readonly denseAlgebra: CreateDenseAlgebra;
}

/** TypeScript: defines what is correct. */
export const plainKernels: Kernels = {
  name: 'plain',
  addPairForces,
  sumPairAverages,
  addMeshForces,
  addTensorConvolutions,
  spreadDensity,
  gatherGradient,
  entropySlope,
  decomposeLu,
  denseAlgebra: plainAlgebra,
};

/** WebAssembly with two doubles to an instruction. Results differ from the plain ones by round-off only. */
export function simdKernels(compiled: Wasm, name: 'simd' | 'simd-fma' = 'simd', timed: Timed = untimed): Kernels {
  return {
    name,
    addPairForces: (...call) => addPairForcesSimd(compiled, ...call),
    sumPairAverages: (...call) => sumPairAveragesSimd(compiled, ...call),
    addMeshForces: (...call) => addMeshForcesSimd(compiled, timed, ...call),
    addTensorConvolutions: (...call) => addTensorConvolutionsSimd(compiled, ...call),
    spreadDensity: (...call) => spreadDensitySimd(compiled, ...call),
    gatherGradient: (...call) => gatherGradientSimd(compiled, ...call),
    entropySlope: (...call) => entropySlopeSimd(compiled, ...call),
    decomposeLu: (...call) => decomposeLuSimd(compiled, ...call),
    denseAlgebra: denseAlgebraSimd,
  };
}
