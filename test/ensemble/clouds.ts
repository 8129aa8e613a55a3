import fc from 'fast-check';
import type { Particles } from '../../src/core/particles.ts';
import { createVectorField, type Dimension } from '../../src/core/vector-field.ts';

/** Clouds of weighted particles that spread in every direction, some in clumps, some far from the origin. */
export function clouds(least: number, most: number): fc.Arbitrary<Particles> {
  const number = fc.double({ min: -1, max: 1, noNaN: true });
  return fc
    .record({
      d: fc.constantFrom<Dimension>(2, 3),
      n: fc.integer({ min: least, max: most }),
      drift: fc.double({ min: -20, max: 20, noNaN: true }),
      seed: fc.integer(),
      clump: number,
    })
    .map(({ d, n, drift, seed, clump }) => {
      let state = seed | 1;
      // A linear congruential generator: its points spread, and it shrinks with its seed.
      const next = () => {
        state = (Math.imul(state, 1664525) + 1013904223) | 0;
        return (state >>> 0) / 2 ** 32;
      };
      const velocities = createVectorField(d, n);
      for (let p = 0; p < n; p++)
        for (let k = 0; k < d; k++)
          velocities.data[k * n + p] = drift + (k + 1) * (next() - 0.5) * (p % 3 === 0 ? clump : 1);
      return { weights: Float64Array.from({ length: n }, () => 0.1 + next() ** 4), velocities };
    });
}
