import type { Mixture } from './mixture.ts';

/** The unordered pairs i <= j with c_ij > 0. */
export function collidingPairs(mixture: Mixture): readonly (readonly [number, number])[] {
  return mixture.species.flatMap((_, j) =>
    mixture.species.slice(0, j + 1).flatMap((_, i) => (mixture.strength(i, j) > 0 ? [[i, j] as const] : [])),
  );
}
