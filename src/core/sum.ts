/**
 * sum_{p < count} term(p), compensated: the rounding error is about 1e-16 of the sum plus count * 1e-32 of
 * sum |term|. Source: A. Neumaier, Z. Angew. Math. Mech. 54, 39 (1974).
 */
export function sumOf(count: number, term: (p: number) => number): number {
  let sum = 0;
  let lost = 0;
  for (let p = 0; p < count; p++) {
    const x = term(p);
    const next = sum + x;
    // The low digits of the smaller addend were lost.
    lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** Sum of the diagonal of a d x d matrix in row order. */
export function trace(matrix: ArrayLike<number>, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += matrix[k * (d + 1)];
  return sum;
}
