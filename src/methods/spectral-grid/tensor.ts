/** The components (a, b), a <= b, of a symmetric tensor, in the order in which they are stored. */
export function tensorComponents(d: number): readonly (readonly [number, number])[] {
  return Array.from({ length: d }, (_, a) => a).flatMap((a) =>
    Array.from({ length: d - a }, (_, k) => [a, a + k] as const),
  );
}

/** Where component (a, b) or (b, a) is stored. */
export function tensorIndex(d: number, a: number, b: number): number {
  const [low, high] = a <= b ? [a, b] : [b, a];
  return low * d - (low * (low - 1)) / 2 + (high - low);
}
