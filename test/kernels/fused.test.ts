import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { kernelName, setFastFma } from '../../src/kernels/kernels.ts';

const built = fileURLToPath(new URL('../../dist/kernels/kernels.js', import.meta.url));

/** Pair and mesh forces, density and score of one cloud in a process of its own, which may ask for fused kernels. */
const program = (fused: boolean) => `
  import { kernelName, kernels, plainKernels, setFastFma, setThreads } from ${JSON.stringify(built)};
  const able = setFastFma(${fused});
  setThreads(2);
  const field = (shift) => ({ d: 3, n: 400, data: Float64Array.from({ length: 1200 }, (_, k) => 2.9 * Math.sin(k * k + shift)) });
  const side = { factor: 1, weights: field(1).data.subarray(0, 400).map(Math.abs), velocities: field(0), potential: field(2) };
  const mesh = { origin: [-4, -4, -4], spacing: 0.8, shape: [11, 11, 11], torus: [16, 16, 16] };
  const symbol = Float64Array.from({ length: 729 }, (_, k) => 1 / (1 + k) / 4096);
  const forces = ({ addPairForces, addMeshForces }) => {
    const [pairs, meshes] = [{ ...side, force: field(0) }, { ...side, force: field(0) }];
    pairs.force.data.fill(0);
    meshes.force.data.fill(0);
    addPairForces(1, -3, pairs, pairs);
    addMeshForces(mesh, 4, [[meshes]], [{ groups: [meshes], from: [{ source: 0, symbol }] }]);
    return [pairs.force.data, meshes.force.data];
  };
  const largest = (values) => values.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  const [plain, fast] = [forces(plainKernels), forces(kernels())];
  const errors = fast.map((data, i) => largest(data.map((value, k) => value - plain[i][k])) / largest(plain[i]));
  console.log(JSON.stringify({ able, name: kernelName(), errors }));
`;

function answer(fused: boolean): { able: boolean; name: string; errors: number[] } {
  const words = ['--input-type=module', '--eval', program(fused)];
  return JSON.parse(spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 20_000 }).stdout);
}

describe('kernels with fused multiply-add', () => {
  it('run where the engine has them, and otherwise leave the usual ones in place', () => {
    const { able, name, errors } = answer(true);
    expect(name).toBe(able ? 'simd-fma' : 'simd');
    // the pair sum with gamma = -3: close pairs in another rounding
    for (const error of errors) expect(error).toBeLessThan(1e-12);
    const usual = answer(false);
    expect(usual).toMatchObject({ able: false, name: 'simd' });
    expect(usual.errors.every((error, k) => error === errors[k])).toBe(!able);
  });

  it('cannot be chosen once others are in use', () => {
    expect(kernelName()).toBe('simd');
    expect(setFastFma(true)).toBe(false);
    expect(setFastFma(false)).toBe(false);
  });
});
