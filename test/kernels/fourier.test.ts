import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fourierPlan } from '../../src/kernels/wasm-fourier.ts';
import { compiled } from './compiled.ts';

/** The compiled transform of a batch: `input` holds `limit` elements of `batch` complex numbers, `gap` numbers apart. */
function transform(n: number, batch: number, input: Float64Array, limit = n, gap = batch): Float64Array {
  const [plan, x, y, work] = room(n, batch, input);
  compiled.run.transformLine(plan.address, limit, x.address, 16 * gap, 16 * batch, y.address, work.address);
  return y.data.slice(0, 2 * n * batch);
}

/** The way back, to `count` elements `gap` numbers apart. */
function restore(n: number, batch: number, input: Float64Array, count = n, gap = batch): Float64Array {
  const [plan, x, y, work] = room(n, batch, input);
  y.data.fill(0);
  compiled.run.restoreLine(plan.address, count, x.address, 16 * batch, y.address, 16 * gap, work.address);
  return y.data.slice();
}

function room(n: number, batch: number, input: Float64Array) {
  const plan = fourierPlan(n);
  const arrays = compiled.arrays([plan.length, input.length, 2 * n * (batch + 3), 4 * n * batch])!;
  arrays[0].data.set(plan);
  arrays[1].data.set(input);
  return arrays;
}

/** Where wave k is found: its remainders modulo the coprime parts of n, that of the power of 2 the fastest. */
function placeOf(n: number, k: number): number {
  return [5, 3, 2].reduce((place, prime) => {
    let part = 1;
    while (n % (part * prime) === 0) part *= prime;
    return place * part + (k % part);
  }, 0);
}

/** The definition, line after line. */
function definition(n: number, batch: number, input: Float64Array, limit: number, gap: number): Float64Array {
  const out = new Float64Array(2 * n * batch);
  for (let b = 0; b < batch; b++)
    for (let k = 0; k < n; k++) {
      const at = 2 * (placeOf(n, k) * batch + b);
      for (let j = 0; j < limit; j++) {
        const angle = (-2 * Math.PI * ((j * k) % n)) / n;
        const [re, im] = input.subarray(2 * (j * gap + b));
        out[at] += re * Math.cos(angle) - im * Math.sin(angle);
        out[at + 1] += re * Math.sin(angle) + im * Math.cos(angle);
      }
    }
  return out;
}

const lengths = [
  1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 20, 25, 27, 30, 32, 36, 45, 60, 64, 75, 80, 96, 120, 125, 128, 144, 180, 256,
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
      { numRuns: 120 },
    );
  });

  it('leads back to n times the samples, as many as are wanted, and writes nothing else', () => {
    fc.assert(
      fc.property(line, ({ n, batch, gap, limit: count, input }) => {
        const out = restore(n, batch, transform(n, batch, input, n, gap), count, gap);
        const expected = out.map((_, at) => {
          const [element, column] = [Math.floor(at / (2 * gap)), at % (2 * gap)];
          return element < count && column < 2 * batch ? n * input[at] : 0;
        });
        // a few roundings a pass: measured 6e-16 n at most
        expect(error(out, expected, n * n)).toBeLessThan(2e-15);
      }),
      { numRuns: 120 },
    );
  });

  it('refuses lengths with other prime factors', () => {
    expect(() => fourierPlan(14)).toThrow(RangeError);
  });
});
