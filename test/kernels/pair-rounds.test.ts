import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import {
  type BlockPair,
  inTurns,
  roundsBetween,
  roundsWithin,
  type TaskInTurn,
} from '../../src/kernels/wasm-pair-forces.ts';

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

describe('the turns of the tasks', () => {
  it.each(counts.filter((count) => count > 0))(
    'are all reached, whatever the order in which several threads take %i blocks',
    (count) => {
      for (const like of [true, false])
        for (const threads of [1, 2, 3, 7]) {
          const tasks = inTurns(like ? roundsWithin(count) : roundsBetween(count, count + 1), like);
          const random = seedrandom.alea(`turns ${count} ${threads}`);
          const done = new Map<string, number>();
          const blocks = ({ p, q }: TaskInTurn) => [`a${p}`, like ? `a${q}` : `b${q}`] as const;
          const may = (task: TaskInTurn) => blocks(task).every((block, k) => (done.get(block) ?? 0) === task.turns[k]);
          const running: TaskInTurn[] = [];
          for (let next = 0; next < tasks.length || running.length > 0; ) {
            while (running.length < threads && next < tasks.length) running.push(tasks[next++]);
            const ready = running.filter(may);
            // two that may run at one time share no block
            const busy = ready.flatMap((task) => [...new Set(blocks(task))]);
            expect(new Set(busy).size).toBe(busy.length);
            expect(ready.length).toBeGreaterThan(0);
            const finished = ready[Math.floor(random() * ready.length)];
            for (const block of new Set(blocks(finished))) done.set(block, (done.get(block) ?? 0) + 1);
            running.splice(running.indexOf(finished), 1);
          }
        }
    },
  );
});
