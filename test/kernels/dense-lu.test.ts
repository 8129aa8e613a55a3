import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStream } from '../../src/core/random.ts';
import { decomposeLu, panelWidth, solveLu, solveTransposedLu } from '../../src/kernels/dense-lu.ts';
import { simdKernels } from '../../src/kernels/kernels.ts';
import { createMachine } from '../../src/kernels/machine.ts';
import { compiled, simd } from './compiled.ts';

/** Entries between -1 and 1. */
function matrix(n: number, seed: number): Float64Array {
  const stream = createStream(seed, 'matrix');
  return Float64Array.from({ length: n * n }, () => 2 * stream.next() - 1);
}

function decomposition(decompose: typeof decomposeLu, n: number, a: Float64Array) {
  const [factors, exchanges] = [a.slice(), new Int32Array(n)];
  const regular = decompose(n, factors, exchanges);
  return regular ? { factors, exchanges } : null;
}

describe('the LU decomposition', () => {
  it('is that of the matrix with its rows exchanged, no multiplier above 1', () => {
    const n = 2 * panelWidth + 7;
    const a = matrix(n, 1);
    const { factors, exchanges } = decomposition(decomposeLu, n, a)!;
    const rows = Array.from({ length: n }, (_, i) => i);
    exchanges.forEach((other, k) => {
      [rows[k], rows[other]] = [rows[other], rows[k]];
    });
    let worst = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        if (j < i) expect(Math.abs(factors[i * n + j])).toBeLessThanOrEqual(1);
        let sum = i <= j ? factors[i * n + j] : 0;
        for (let k = 0; k < Math.min(i, j + 1); k++) sum += factors[i * n + k] * factors[k * n + j];
        worst = Math.max(worst, Math.abs(sum - a[rows[i] * n + j]));
      }
    expect(worst).toBeLessThan(1e-13);
  });

  it('solves linear equations', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), fc.nat(), (n, seed) => {
        const a = matrix(n, seed);
        for (let i = 0; i < n; i++) a[i * n + n - 1 - i] += n;
        const exact = matrix(n, seed + 1).subarray(0, n);
        const x = exact.map((_, i) => exact.reduce((sum, value, j) => sum + a[i * n + j] * value, 0));
        const { factors, exchanges } = decomposition(decomposeLu, n, a)!;
        solveLu(n, factors, exchanges, x);
        for (let i = 0; i < n; i++) expect(Math.abs(x[i] - exact[i])).toBeLessThan(1e-13);
        const y = exact.map((_, i) => exact.reduce((sum, value, j) => sum + a[j * n + i] * value, 0));
        solveTransposedLu(n, factors, exchanges, y);
        for (let i = 0; i < n; i++) expect(Math.abs(y[i] - exact[i])).toBeLessThan(1e-13);
      }),
      { numRuns: 30 },
    );
  });

  it.each([1, 2, 3])('has the same bits compiled, on %i threads, at any size', (threads) => {
    const machine = createMachine({ threads });
    for (const n of [24, 31, 32, 33, 63, 64, 65, 98, 203]) {
      const a = matrix(n, n);
      expect(decomposition(machine.kernels.decomposeLu, n, a), `${n} rows`).toEqual(decomposition(decomposeLu, n, a));
    }
    machine.close();
  });

  it('refuses a matrix that is singular or not finite', () => {
    const n = 50;
    for (const decompose of [decomposeLu, simd.decomposeLu]) {
      for (const value of [0, Number.NaN, Infinity]) {
        const a = matrix(n, 2);
        for (let i = 0; i < n; i++) a[i * n + 37] = value;
        expect(decomposition(decompose, n, a)).toBeNull();
      }
      const single = matrix(n, 2);
      single[3 * n + 1] = Number.NaN;
      expect(decomposition(decompose, n, single)).toBeNull();
      expect(decomposition(decompose, n, matrix(n, 2))).not.toBeNull();
    }
  });

  it('is the plain one where the compiled one finds no memory', () => {
    const starved = simdKernels({ ...compiled, arrays: () => null });
    const a = matrix(40, 3);
    expect(decomposition(starved.decomposeLu, 40, a)).toEqual(decomposition(decomposeLu, 40, a));
  });
});
