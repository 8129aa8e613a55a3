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
  matrix: AxisMatrix,
  outer: number,
  inner: number,
  from: Float64Array,
  to: Float64Array,
): void {
  if (inner === 1) addRows(factor, matrix, outer, from, to);
  else addColumns(factor, matrix, outer, inner, from, to);
}

/** Multiplies along the last axis, four rows at a time: their sums do not wait for each other. */
function addRows(
  factor: number,
  { rows, columns, entries }: AxisMatrix,
  outer: number,
  from: Float64Array,
  to: Float64Array,
): void {
  for (let o = 0; o < outer; o++) {
    const start = o * columns;
    const at = o * rows;
    let r = 0;
    for (; r + 4 <= rows; r += 4) {
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      for (let c = 0, m = r * columns; c < columns; c++, m++) {
        const value = from[start + c];
        sum0 += entries[m] * value;
        sum1 += entries[m + columns] * value;
        sum2 += entries[m + 2 * columns] * value;
        sum3 += entries[m + 3 * columns] * value;
      }
      to[at + r] += factor * sum0;
      to[at + r + 1] += factor * sum1;
      to[at + r + 2] += factor * sum2;
      to[at + r + 3] += factor * sum3;
    }
    for (; r < rows; r++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += entries[r * columns + c] * from[start + c];
      to[at + r] += factor * sum;
    }
  }
}

/** Multiplies along any other axis, four columns at a time: `to` is read and written a quarter as often. */
function addColumns(
  factor: number,
  { rows, columns, entries }: AxisMatrix,
  outer: number,
  inner: number,
  from: Float64Array,
  to: Float64Array,
): void {
  for (let o = 0; o < outer; o++)
    for (let r = 0; r < rows; r++) {
      const at = (o * rows + r) * inner;
      let c = 0;
      for (; c + 4 <= columns; c += 4) {
        const m = r * columns + c;
        const entry0 = factor * entries[m];
        const entry1 = factor * entries[m + 1];
        const entry2 = factor * entries[m + 2];
        const entry3 = factor * entries[m + 3];
        const start = (o * columns + c) * inner;
        for (let q = 0; q < inner; q++) {
          const x = start + q;
          let sum = to[at + q] + entry0 * from[x];
          sum += entry1 * from[x + inner];
          sum += entry2 * from[x + 2 * inner];
          sum += entry3 * from[x + 3 * inner];
          to[at + q] = sum;
        }
      }
      for (; c < columns; c++) {
        const entry = factor * entries[r * columns + c];
        const start = (o * columns + c) * inner;
        for (let q = 0; q < inner; q++) to[at + q] += entry * from[start + q];
      }
    }
}
