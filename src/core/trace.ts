/** Sum of the diagonal of a d x d matrix in row order. */
export function trace(matrix: ArrayLike<number>, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += matrix[k * (d + 1)];
  return sum;
}
