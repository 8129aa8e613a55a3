/**
 * Of the p + 1 B-splines of degree p that live on the piece from knots[at] to knots[at + 1], the derivatives of order 0 .. highest at x: entry
 * [q][a] is the q-th derivative of number a. Source: C. de Boor, A Practical Guide to Splines (2001), ch. X.
 */
export function bSplines(knots: ArrayLike<number>, p: number, at: number, x: number, highest: number): Float64Array[] {
  return Array.from({ length: highest + 1 }, (_, order) => {
    // From degree p - order upwards, one differentiation a time.
    let b = values(knots, p - order, at, x);
    for (let q = p - order + 1; q <= p; q++) {
      const next = new Float64Array(q + 1);
      for (let a = 0; a <= q; a++) {
        const left = knots[at - q + a];
        const before = a > 0 ? b[a - 1] / (knots[at + a] - left) : 0;
        const after = a < q ? b[a] / (knots[at + a + 1] - knots[at - q + a + 1]) : 0;
        next[a] = q * (before - after);
      }
      b = next;
    }
    return b;
  });
}

function values(knots: ArrayLike<number>, p: number, at: number, x: number): Float64Array {
  const b = new Float64Array(p + 1);
  b[0] = 1;
  for (let k = 1; k <= p; k++) {
    let saved = 0;
    for (let a = 0; a < k; a++) {
      const right = knots[at + a + 1];
      const left = knots[at + 1 - k + a];
      const part = b[a] / (right - left);
      b[a] = saved + (right - x) * part;
      saved = (x - left) * part;
    }
    b[k] = saved;
  }
  return b;
}
