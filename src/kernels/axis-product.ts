/** A real matrix of `rows` x `columns` numbers in row order. */
export interface AxisMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly entries: Float64Array;
}

/**
 * Adds a matrix applied to one axis of an array, to := to + factor M from, with
 *
 *     (M from)[o, r, q] = sum_c M[r, c] from[o, c, q],     from: [outer, columns, inner],  to: [outer, rows, inner].
 */
export function addAxisProduct(
  factor: number,
  { rows, columns, entries }: AxisMatrix,
  outer: number,
  inner: number,
  from: Float64Array,
  to: Float64Array,
): void {
  if (inner === 1) {
    for (let o = 0; o < outer; o++)
      for (let r = 0; r < rows; r++) {
        let sum = 0;
        for (let c = 0; c < columns; c++) sum += entries[r * columns + c] * from[o * columns + c];
        to[o * rows + r] += factor * sum;
      }
    return;
  }
  for (let o = 0; o < outer; o++)
    for (let r = 0; r < rows; r++) {
      const at = (o * rows + r) * inner;
      for (let c = 0; c < columns; c++) {
        const entry = factor * entries[r * columns + c];
        const start = (o * columns + c) * inner;
        for (let q = 0; q < inner; q++) to[at + q] += entry * from[start + q];
      }
    }
}
