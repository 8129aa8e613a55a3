import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStream } from '../../src/core/random.ts';
import {
  type CreateDenseAlgebra,
  type DenseAlgebra,
  decomposeLu,
  panelWidth,
  plainAlgebra,
  solveLu,
  solveTransposedLu,
} from '../../src/kernels/dense-algebra.ts';
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
      const [own, plain] = [machine.kernels.decomposeLu, decomposeLu].map((each) => decomposition(each, n, a)!);
      expect(Buffer.from(own.factors.buffer).equals(Buffer.from(plain.factors.buffer)), `${n} rows`).toBe(true);
      expect(own.exchanges).toEqual(plain.exchanges);
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

describe('the dense algebra', () => {
  /** Random numbers in arrays of an algebra. */
  const filled = (algebra: DenseAlgebra, lengths: readonly number[]) =>
    lengths.map((length, k) => {
      const array = algebra.array(length);
      const stream = createStream(k + 1, 'matrix');
      for (let x = 0; x < length; x++) array[x] = 2 * stream.next() - 1;
      return array;
    });

  /** Of every operation at these sizes, with all that it has written. */
  function results(create: CreateDenseAlgebra, rows: number, columns: number, count: number): Float64Array[] {
    const lengths = [rows * columns, columns, rows, rows * count, columns * count, (rows + 2) * (columns + 3)];
    const algebra = create([...lengths, ...lengths]);
    const [matrix, x, factors, left, right, out] = filled(algebra, lengths);
    const [, , product, , , sums] = filled(algebra, lengths);
    algebra.multiply(matrix, rows, columns, x, product);
    const [multiplied, transposed] = [product.slice(), x];
    algebra.addTransposed(matrix, rows, columns, factors, transposed);
    algebra.addProducts(left, rows, right, columns, count, sums, columns + 4, columns + 3);
    out.set(sums);
    return [multiplied, transposed, out, algebra.part(out, 2, 3).slice()];
  }

  /** Sums of rows, two matrices of which are given one after the other, by the functions of an element. */
  function block(create: CreateDenseAlgebra, count: number, width: number, columns: number): Float64Array {
    const [first, terms] = [1, 2];
    const gap = (count + 2) * columns;
    const lengths = [terms * gap, count * terms, width * count, count * columns, width * columns];
    const algebra = create(lengths);
    const [matrix, factors, table, rows, out] = filled(algebra, lengths);
    algebra.addElement({ matrix, gap, first, count, terms, width, columns, factors, table, rows, out });
    return out;
  }

  const sizes = fc.tuple(...[1, 1, 1].map((min) => fc.integer({ min, max: 21 })));
  const expectSame = (found: ArrayLike<number>, expected: ArrayLike<number>) => {
    expect(found.length).toBe(expected.length);
    for (let k = 0; k < found.length; k++) expect(Math.abs(found[k] - expected[k])).toBeLessThan(1e-13);
  };

  it('has the same bits compiled and plain, at any size', () => {
    fc.assert(
      fc.property(sizes, ([rows, columns, count]) => {
        const plain = results(plainAlgebra, rows, columns, count);
        expect(results(simd.denseAlgebra, rows, columns, count)).toEqual(plain);
        expect(block(simd.denseAlgebra, rows, columns, count)).toEqual(block(plainAlgebra, rows, columns, count));
      }),
      { numRuns: 50 },
    );
  });

  it('has the sums that it says', () => {
    const algebra = plainAlgebra();
    const [matrix, x, out] = filled(algebra, [6, 3, 2]);
    algebra.multiply(matrix, 2, 3, x, out);
    expectSame(
      out,
      [0, 3].map((p) => matrix[p] * x[0] + matrix[p + 1] * x[1] + matrix[p + 2] * x[2]),
    );
    const turned = algebra.array(3);
    algebra.addTransposed(matrix, 2, 3, out, turned);
    expectSame(
      turned,
      [0, 1, 2].map((a) => out[0] * matrix[a] + out[1] * matrix[3 + a]),
    );
    const products = algebra.array(5);
    algebra.addProducts(matrix, 2, x, 1, 3, products, 1, 3);
    expectSame(products, [0, out[0], 0, 0, out[1]]);
    const [factors, table, rows, sums] = filled(algebra, [2, 2, 3, 6]);
    sums.fill(0);
    algebra.addElement({
      matrix,
      gap: 3,
      first: 0,
      count: 1,
      terms: 2,
      width: 2,
      columns: 3,
      factors,
      table,
      rows,
      out: sums,
    });
    expectSame(
      sums,
      [0, 1].flatMap((a) => [0, 1, 2].map((b) => table[a] * (factors[0] * matrix[b] + factors[1] * matrix[3 + b]))),
    );
  });

  it.each([1, 2, 7, 40])('solves %i equations', (n) => {
    const algebra = simd.denseAlgebra([n * n, n]);
    const [factors, b] = filled(algebra, [n * n, n]);
    for (let i = 0; i < n; i++) factors[i * n + n - 1 - i] += n;
    const [plain, exchanges] = [b.slice(), new Int32Array(n)];
    expect(decomposeLu(n, factors, exchanges)).toBe(true);
    solveLu(n, factors, exchanges, plain);
    algebra.solveLu(n, factors, exchanges, b);
    expect(b).toEqual(plain);
  });
});
