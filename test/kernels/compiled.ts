import { simdKernels } from '../../src/kernels/kernels.ts';
import { wasm } from '../../src/kernels/wasm.ts';

const loaded = wasm();
if (loaded === null)
  throw new Error('the compiled kernels are missing: npm run build, on a Node with WebAssembly SIMD');

export const compiled = loaded;
export const simd = simdKernels(loaded);
