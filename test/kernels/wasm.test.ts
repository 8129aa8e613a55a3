import { describe, expect, it } from 'vitest';
import { plainKernels, simdKernels } from '../../src/kernels/kernels.ts';
import { createMachine } from '../../src/kernels/machine.ts';
import { compiled } from './compiled.ts';
import { particles } from './particles.ts';

describe('the memory of the compiled kernels', () => {
  it('holds the arrays of a call apart, each on cache lines of its own', () => {
    const lengths = [5, 0, 1, 8, 9, 100_000];
    const arrays = compiled.arrays(lengths)!;
    arrays.forEach(({ address, data }, k) => {
      expect(data.length).toBe(lengths[k]);
      expect(data.byteOffset).toBe(address);
      expect(address % 64).toBe(0);
      if (k > 0) expect(address).toBeGreaterThanOrEqual(arrays[k - 1].address + 8 * lengths[k - 1]);
    });
  });

  it('refuses what 32-bit addresses cannot reach', () => {
    expect(compiled.arrays([2 ** 30])).toBeNull();
    expect(compiled.arrays([1])).not.toBeNull();
  });
});

describe('the choice of kernels', () => {
  it('is the compiled ones where they run', () => {
    expect(createMachine().kernels.name).toBe('simd');
  });

  it('falls back to the plain ones, bit by bit, for a call that finds no memory', () => {
    const starved = simdKernels({ ...compiled, arrays: () => null });
    const [side, other] = [particles(3, 20, 'a'), particles(3, 20, 'a')];
    starved.addPairForces(1, -3, side, side);
    plainKernels.addPairForces(1, -3, other, other);
    expect(side.force.data).toEqual(other.force.data);
    const values = Float64Array.of(0, 1, 2, 3);
    const [slope, plain] = [new Float64Array(4), new Float64Array(4)];
    starved.entropySlope(values, 4, slope);
    plainKernels.entropySlope(values, 4, plain);
    expect(slope).toEqual(plain);
  });
});
