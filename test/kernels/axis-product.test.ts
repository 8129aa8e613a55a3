import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createStream } from '../../src/core/random.ts';
import { addAxisProduct } from '../../src/kernels/axis-product.ts';
import { smoothLength } from '../../src/kernels/fourier.ts';

const sizes = fc.integer({ min: 1, max: 9 });

it('a matrix applied to one axis of an array adds factor M from, entry by entry', () => {
  fc.assert(
    fc.property(sizes, sizes, sizes, sizes, (outer, rows, columns, inner) => {
      const stream = createStream(1, `${outer} ${rows} ${columns} ${inner}`);
      const random = (length: number) => Float64Array.from({ length }, () => 2 * stream.next() - 1);
      const [entries, from, to] = [rows * columns, outer * columns * inner, outer * rows * inner].map(random);
      const sums = to.slice();
      addAxisProduct(0.3, { rows, columns, entries }, outer, inner, from, sums);
      for (let o = 0; o < outer; o++)
        for (let r = 0; r < rows; r++)
          for (let q = 0; q < inner; q++) {
            let product = 0;
            for (let c = 0; c < columns; c++) product += entries[r * columns + c] * from[(o * columns + c) * inner + q];
            const at = (o * rows + r) * inner + q;
            expect(sums[at]).toBeCloseTo(to[at] + 0.3 * product, 14);
          }
    }),
    { numRuns: 60 },
  );
});

it('the length of a fast transform is the smallest even one with no prime factors but 2, 3 and 5', () => {
  const smooth = (n: number): boolean => n === 1 || [2, 3, 5].some((factor) => n % factor === 0 && smooth(n / factor));
  for (let least = 1; least <= 500; least++) {
    let length = least;
    while (length % 2 !== 0 || !smooth(length)) length++;
    expect(smoothLength(least)).toBe(length);
  }
});
