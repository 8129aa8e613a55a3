import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fourierPlan } from '../../src/kernels/wasm-fourier.ts';
import { compiled } from './compiled.ts';

/** The compiled transform of a batch: `input` holds `limit` elements of `batch` complex numbers, `gap` numbers apart. */
function transform(n: number, batch: number, input: Float64Array, limit = n, gap = batch): Float64Array {
  const plan = fourierPlan(n);
  const [code, x, to, spare] = compiled.arrays([plan.length, input.length, 2 * n * batch, 2 * n * batch])!;
  code.data.set(plan);
  x.data.set(input);
  compiled.run.transformLine(code.address, limit, x.address, 16 * gap, 16 * batch, to.address, spare.address);
  return to.data.slice();
}

/** The definition, line after line. */
function definition(n: number, batch: number, input: Float64Array, limit: number, gap: number): Float64Array {
  const out = new Float64Array(2 * n * batch);
  for (let b = 0; b < batch; b++)
    for (let k = 0; k < n; k++)
      for (let j = 0; j < limit; j++) {
        const angle = (-2 * Math.PI * ((j * k) % n)) / n;
        const [re, im] = input.subarray(2 * (j * gap + b));
        out[2 * (k * batch + b)] += re * Math.cos(angle) - im * Math.sin(angle);
        out[2 * (k * batch + b) + 1] += re * Math.sin(angle) + im * Math.cos(angle);
      }
  return out;
}

const lengths = [
  1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 20, 25, 30, 32, 36, 45, 60, 64, 75, 80, 96, 120, 128, 144, 180,
];

const line = fc
  .record({
    n: fc.constantFrom(...lengths),
    batch: fc.integer({ min: 1, max: 7 }),
    gap: fc.integer({ min: 0, max: 3 }),
    part: fc.double({ min: 0.01, max: 1, noNaN: true }),
    seed: fc.integer(),
  })
  .map(({ n, batch, gap, part, seed }) => {
    const width = batch + gap;
    const input = Float64Array.from({ length: 2 * n * width }, (_, k) => Math.sin(seed + 7 * k * k));
    return { n, batch, gap: width, limit: Math.ceil(part * n), input };
  });

/** Error relative to the size of the numbers, for n of them: the sum of n terms has the size sqrt(n). */
function error(out: Float64Array, expected: Float64Array, n: number): number {
  return out.reduce((size, value, k) => Math.max(size, Math.abs(value - expected[k])), 0) / Math.sqrt(n);
}

describe('the compiled Fourier transform', () => {
  it('is its definition, for any length, batch and number of zeros at the end', () => {
    fc.assert(
      fc.property(line, ({ n, batch, gap, limit, input }) => {
        const out = transform(n, batch, input, limit, gap);
        // the definition itself, n terms in a row, errs most: measured 6e-15 at n = 180
        expect(error(out, definition(n, batch, input, limit, gap), n)).toBeLessThan(2e-14);
      }),
      { numRuns: 300 },
    );
  });

  it('is undone, up to the order of the elements, by itself', () => {
    fc.assert(
      fc.property(line, ({ n, batch, input }) => {
        const x = input.subarray(0, 2 * n * batch);
        const twice = transform(n, batch, transform(n, batch, x));
        const expected = x.map((_, k) => {
          const element = Math.floor(k / (2 * batch));
          return n * x[2 * batch * ((n - element) % n) + (k % (2 * batch))];
        });
        // a few roundings a pass: measured 6e-16 n at most
        expect(error(twice, expected, n * n)).toBeLessThan(2e-15);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses lengths with other prime factors', () => {
    expect(() => fourierPlan(14)).toThrow(RangeError);
  });
});
