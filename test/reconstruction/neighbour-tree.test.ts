import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVectorField } from '../../src/core/vector-field.ts';
import { evenlyChosen, neighbourTree } from '../../src/reconstruction/neighbours.ts';
import { dimension, vectorField } from '../arbitraries.ts';

describe('the neighbours of a particle', () => {
  it('are the nearest others, in order, as a search of all of them finds', () => {
    const cloud = dimension.chain((d) => fc.integer({ min: 6, max: 40 }).chain((n) => vectorField(d, n)));
    fc.assert(
      fc.property(cloud, fc.integer({ min: 1, max: 5 }), (velocities, k) => {
        const { d, n, data } = velocities;
        const tree = neighbourTree(velocities);
        for (let p = 0; p < n; p++) {
          const squares = Array.from({ length: n }, (_, q) => {
            let r2 = 0;
            for (let c = 0; c < d; c++) r2 += (data[c * n + p] - data[c * n + q]) ** 2;
            return r2;
          });
          squares.splice(p, 1);
          const expected = squares.sort((a, b) => a - b).slice(0, k);
          expect([...tree.nearest(p, k).squares]).toEqual(expected);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('say which particle each of them is', () => {
    const line = createVectorField(2, 5, Float64Array.of(0, 1, 3, 7, 15, 0, 0, 0, 0, 0));
    const near = neighbourTree(line).nearest(2, 4);
    expect([...near.particles]).toEqual([1, 0, 3, 4]);
  });
});

describe('evenly chosen particles', () => {
  it('are all of them when there are few', () => {
    expect(evenlyChosen(5, 7)).toEqual([0, 1, 2, 3, 4]);
  });

  it('fill every part of the row, and every residue, in proportion', () => {
    const chosen = evenlyChosen(65_536, 1024);
    for (const part of [4, 16]) {
      const inBlocks = new Array<number>(part).fill(0);
      const inResidues = new Array<number>(part).fill(0);
      for (const p of chosen) {
        inBlocks[Math.floor((p * part) / 65_536)]++;
        inResidues[p % part]++;
      }
      // the golden sequence misses its share of an interval by a few; residues scatter like independent choices
      for (const count of inBlocks) expect(Math.abs(count - 1024 / part)).toBeLessThanOrEqual(4);
      for (const count of inResidues) expect(Math.abs(count - 1024 / part)).toBeLessThan(5 * Math.sqrt(1024 / part));
    }
  });
});
