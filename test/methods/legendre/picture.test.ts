import { expect, it } from 'vitest';
import { nodeCount } from '../../../src/core/lattice.ts';
import { simulate } from './simulate.ts';

it.each([2, 3] as const)('stores f where it is, however far its species may get, d = %i', (dimension) => {
  // The hot species could make the cold one 300 times as wide.
  const { evolution } = simulate({
    dimension,
    species: [
      [1, 1.5, { maxwellian: { temperature: 1 } }],
      [1, 1e-6, { shell: { radius: 300, width: 20 } }],
    ],
    collisions: { exponent: 0, strength: 1e-3 },
    method: { order: 6, tolerance: 1e-6 },
  });
  for (const [i, { lattice, values }] of evolution.snapshot().species.entries()) {
    const nodes = nodeCount(lattice!);
    const density = values!.reduce((sum, f) => sum + f, 0) * lattice!.spacing ** dimension;
    const expected = [1.5, 1e-6][i];
    expect(values).toHaveLength(nodes);
    // The trapezoidal rule is exact up to the tail that is left out, for the shell up to its resolution.
    expect(Math.abs(density / expected - 1)).toBeLessThan([1e-6, 0.05][i]);
  }
});
