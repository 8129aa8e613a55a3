import { simdKernels } from '../../src/kernels/kernels.ts';
import { loadWasm } from '../../src/kernels/wasm.ts';
import { createTeam } from '../../src/kernels/wasm-team.ts';

const loaded = loadWasm(false, createTeam());
if (loaded === null)
  throw new Error('the compiled kernels are missing: npm run build, on a Node with WebAssembly SIMD');

export const compiled = loaded;
export const simd = simdKernels(loaded);
