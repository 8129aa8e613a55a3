import { type DenseAlgebra, exchangeEntries, type OwnArray, plainAlgebra } from './dense-algebra.ts';
import { readCode } from './wasm.ts';

/** The exports of assembly/dense-algebra.ts; addresses in bytes. */
interface Exports {
  readonly heap: { readonly value: number };
  multiply(matrix: number, rows: number, columns: number, x: number, out: number): void;
  addTransposed(matrix: number, gap: number, rows: number, columns: number, factors: number, out: number): void;
  addProducts(
    left: number,
    rows: number,
    right: number,
    columns: number,
    count: number,
    out: number,
    stride: number,
  ): void;
  addElement(
    matrix: number,
    gap: number,
    terms: number,
    factors: number,
    count: number,
    table: number,
    width: number,
    columns: number,
    rows: number,
    out: number,
  ): void;
  substitute(n: number, factors: number, b: number): void;
}

const page = 65536;
/** The largest number of pages with 32-bit addresses. */
const mostPages = 65536;
const line = 64;

let compiled: WebAssembly.Module | null | undefined;

/**
 * Dense algebra with compiled kernels, in its own memory for arrays of the given lengths; the memory is garbage-collected with the last
 * reference to it. Falls back to plain TypeScript, with the same bits, if WebAssembly SIMD or addresses for the memory are unavailable.
 */
export function denseAlgebraSimd(lengths: readonly number[]): DenseAlgebra {
  if (compiled === undefined) {
    const code = readCode('dense-algebra.wasm');
    compiled = code === null ? null : new WebAssembly.Module(code);
  }
  const bytes = lengths.reduce((sum, length) => sum + align(8 * length), 0);
  // The first page holds the constants of the module.
  const memory = compiled === null ? null : reserve(1 + Math.ceil(bytes / page));
  if (compiled === null || memory === null) return plainAlgebra();
  const run = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Exports;
  const { buffer } = memory;
  let end = align(run.heap.value);
  const array = (begin: number, length: number) => new Float64Array(buffer, begin, length) as OwnArray;
  return {
    array(length) {
      const begin = end;
      end += align(8 * length);
      return array(begin, length);
    },
    part: ({ byteOffset }, from, length) => array(byteOffset + 8 * from, length),
    multiply(matrix, rows, columns, x, out) {
      run.multiply(matrix.byteOffset, rows, columns, x.byteOffset, out.byteOffset);
    },
    addTransposed(matrix, rows, columns, factors, out) {
      run.addTransposed(matrix.byteOffset, columns, rows, columns, factors.byteOffset, out.byteOffset);
    },
    addProducts(left, rows, right, columns, count, out, from, stride) {
      run.addProducts(left.byteOffset, rows, right.byteOffset, columns, count, out.byteOffset + 8 * from, stride);
    },
    addElement({ matrix, gap, first, count, terms, width, columns, factors, table, rows, out }) {
      run.addElement(
        matrix.byteOffset + 8 * first * columns,
        gap,
        terms,
        factors.byteOffset,
        count,
        table.byteOffset,
        width,
        columns,
        rows.byteOffset,
        out.byteOffset,
      );
    },
    solveLu(n, factors, exchanges, b) {
      exchangeEntries(exchanges, b);
      run.substitute(n, factors.byteOffset, b.byteOffset);
    },
  };
}

/** null if the system has no free addresses. */
function reserve(pages: number): WebAssembly.Memory | null {
  if (pages > mostPages) return null;
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch {
    return null;
  }
}

/** Rounds up to whole cache lines, so that arrays do not share one. */
function align(bytes: number): number {
  return Math.ceil(bytes / line) * line;
}
