/** Two blocks of particles whose pairs are one task; a block with itself stands for the pairs within. */
export type BlockPair = readonly [number, number];

/** A task with the number of earlier tasks on either of its blocks: it may begin when so many are done on them. */
export interface TaskInTurn {
  readonly p: number;
  readonly q: number;
  readonly turns: readonly [number, number];
}

/**
 * The tasks of all rounds, one after the other; `like` when both blocks of a pair are of the same species. No thread has to wait
 * for the end of a round, and still every force receives its parts in the order of the rounds.
 */
export function inTurns(rounds: readonly (readonly BlockPair[])[], like: boolean): readonly TaskInTurn[] {
  const own = new Map<number, number>();
  const other = like ? own : new Map<number, number>();
  const turn = (counts: Map<number, number>, block: number) => {
    const earlier = counts.get(block) ?? 0;
    counts.set(block, earlier + 1);
    return earlier;
  };
  return rounds.flat().map(([p, q]): TaskInTurn => {
    const first = turn(own, p);
    return { p, q, turns: [first, like && p === q ? first : turn(other, q)] };
  });
}

/**
 * Every pair of `count` blocks once, in rounds in which no block occurs twice, so that the tasks of a round touch different
 * forces: whoever does them in whatever order, every force receives its parts in the order of the rounds. First each block
 * with itself, then the rounds of a tournament (circle method: the last block stays, the others move round).
 */
export function roundsWithin(count: number): readonly (readonly BlockPair[])[] {
  const blocks = Array.from({ length: count }, (_, i) => i);
  const players = count + (count % 2);
  const circle = players - 1;
  const rounds = Array.from({ length: Math.max(0, circle) }, (_, r) => {
    const pairs = Array.from({ length: players / 2 - 1 }, (_, i) => [
      (r + i + 1) % circle,
      (r - i - 1 + circle) % circle,
    ]);
    return [[r, circle], ...pairs]
      .filter(([, q]) => q < count)
      .map(([p, q]) => [Math.min(p, q), Math.max(p, q)] as const);
  });
  return [blocks.map((i) => [i, i] as const), ...rounds].filter((round) => round.length > 0);
}

/** Every pair of a block of one species and a block of another, in such rounds: the diagonals of their table. */
export function roundsBetween(countA: number, countB: number): readonly (readonly BlockPair[])[] {
  const longer = Math.max(countA, countB);
  const shorter = Math.min(countA, countB);
  if (shorter === 0) return [];
  return Array.from({ length: longer }, (_, r) =>
    Array.from({ length: shorter }, (_, i) => {
      const other = (i + r) % longer;
      return countA >= countB ? ([other, i] as const) : ([i, other] as const);
    }),
  );
}
