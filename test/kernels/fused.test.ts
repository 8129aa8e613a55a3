import { describe, expect, it } from 'vitest';
import { type Kernels, plainKernels } from '../../src/kernels/kernels.ts';
import { createMachine } from '../../src/kernels/machine.ts';
import { canFuse } from '../../src/kernels/wasm.ts';
import { particles } from './particles.ts';

/** Pair and mesh forces of one cloud. */
function forces({ addPairForces, addMeshForces }: Kernels): Float64Array[] {
  const [pairs, meshes] = [0, 1].map(() => ({ ...particles(3, 400, 'fused'), factor: 1 }));
  const mesh = { origin: [-4, -4, -4], spacing: 0.8, shape: [11, 11, 11], torus: [16, 16, 16] };
  const symbol = Float64Array.from({ length: 729 }, (_, k) => 1 / (1 + k) / 4096);
  addPairForces(1, -3, pairs, pairs);
  addMeshForces(mesh, 4, [[meshes]], [{ groups: [meshes], from: [{ source: 0, symbol }] }]);
  return [pairs.force.data, meshes.force.data];
}

const largest = (values: Float64Array) => values.reduce((size, value) => Math.max(size, Math.abs(value)), 0);

describe('kernels with fused multiply-add', () => {
  it('are there where the engine has them and round otherwise; others are the usual ones', () => {
    const [fused, usual] = [createMachine({ fastFma: true }), createMachine()];
    expect(fused.kernels.name).toBe(canFuse() ? 'simd-fma' : 'simd');
    expect(usual.kernels.name).toBe('simd');
    const [plain, fast, ordinary] = [plainKernels, fused.kernels, usual.kernels].map(forces);
    plain.forEach((values, i) => {
      // the pair sum with gamma = -3: close pairs in another rounding
      expect(largest(values.map((value, k) => value - fast[i][k]))).toBeLessThan(1e-12 * largest(values));
    });
    expect(fast[0].every((value, k) => value === ordinary[0][k])).toBe(!canFuse());
  });
});
