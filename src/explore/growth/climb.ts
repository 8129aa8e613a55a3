/** A search for data that may be stopped after any evaluation. */
export interface Climb<Found> {
  /** Runs to the end and yields the number of steps after every evaluation. */
  climb(): Generator<number>;
  /** The present result, solved on finer elements; undefined if nothing grows. */
  found(): Found;
}

/** The result of a search that runs to its end. */
export function atTheEnd<Found>(search: Climb<Found>): Found {
  for (const _ of search.climb());
  return search.found();
}

/**
 * The solution of the last of `count` steps that finer elements confirm; a search may leave the data that its own elements resolve. By
 * bisection, from the first step, which is accepted without confirmation.
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

/** Largest relative difference of a result from that on finer elements. */
export const trusted = 0.1;
