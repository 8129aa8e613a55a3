import { describe, expect, it } from 'vitest';
import { type BlockPair, roundsBetween, roundsWithin } from '../../src/kernels/pair-rounds.ts';

const name = ([p, q]: BlockPair) => `${p} ${q}`;
const counts = [0, 1, 2, 3, 4, 5, 8, 13];

describe('the rounds of block pairs', () => {
  it.each(counts)('meet every unordered pair of %i blocks once, no block twice in a round', (count) => {
    const rounds = roundsWithin(count);
    const expected = Array.from({ length: count }, (_, p) =>
      Array.from({ length: count - p }, (_, i) => name([p, p + i])),
    ).flat();
    expect(rounds.flat().map(name).sort()).toEqual(expected.sort());
    for (const round of rounds) {
      const busy = round.flatMap(([p, q]) => (p === q ? [p] : [p, q]));
      expect(new Set(busy).size).toBe(busy.length);
    }
  });

  it.each(counts.flatMap((a) => counts.map((b) => [a, b] as const)))(
    'meet every pair of %i and %i blocks once, no block twice in a round',
    (a, b) => {
      const rounds = roundsBetween(a, b);
      const expected = Array.from({ length: a * b }, (_, k) => name([Math.floor(k / b), k % b]));
      expect(rounds.flat().map(name).sort()).toEqual(expected.sort());
      for (const round of rounds) {
        expect(new Set(round.map(([p]) => p)).size).toBe(round.length);
        expect(new Set(round.map(([, q]) => q)).size).toBe(round.length);
      }
    },
  );
});
