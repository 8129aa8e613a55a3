/** A search for data that can be left after any of its evaluations. */
export interface Climb<Found> {
  /** Goes on to the end, and pauses after every evaluation with the number of steps taken. */
  climb(): Generator<number>;
  /** What it has found by now, solved on finer elements; undefined where nothing grows. */
  found(): Found;
}

/** What a search finds when it is left to its end. */
export function atTheEnd<Found>(search: Climb<Found>): Found {
  for (const _ of search.climb());
  return search.found();
}

/**
 * The solution of the last of `count` steps that is confirmed on finer elements: a search may leave what its own elements hold. By bisection, from a first step
 * that is taken whatever it is.
 */
export function lastConfirmed<Solved>(
  count: number,
  solve: (step: number) => Solved,
  confirmed: (solved: Solved) => boolean,
): Solved {
  const last = solve(count - 1);
  if (count === 1 || confirmed(last)) return last;
  let best = solve(0);
  for (let [from, to] = [0, count - 1]; to - from > 1; ) {
    const middle = Math.floor((from + to) / 2);
    const one = solve(middle);
    if (confirmed(one)) [from, best] = [middle, one];
    else to = middle;
  }
  return best;
}

/** Largest distance of what a search finds to the same on finer elements, in parts of the latter. */
export const trusted = 0.1;
