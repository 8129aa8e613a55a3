/** <a, b> = sum_k weights[k] a[k] b[k]. */
export function innerProduct(weights: Float64Array, a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) sum += weights[k] * a[k] * b[k];
  return sum;
}

/** |a| = <a, a>^(1/2). */
export function norm(weights: Float64Array, a: Float64Array): number {
  return Math.sqrt(innerProduct(weights, a, a));
}
