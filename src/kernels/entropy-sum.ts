/**
 * sum of f log f over the first `count` values, with 0 log 0 = 0, and likewise for f < 0, which only errors of a method can make;
 * compensated (Neumaier), so its error is one rounding.
 */
export function sumEntropy(values: Float64Array, count: number): number {
  let sum = 0;
  let lost = 0;
  for (let x = 0; x < count; x++) {
    const f = values[x];
    if (f <= 0) continue;
    const term = f * Math.log(f);
    const next = sum + term;
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** slope[x] := d(f log f)/df = log f + 1 where f > 0, else 0 (no particle reaches such a node). */
export function entropySlope(values: Float64Array, count: number, slope: Float64Array): void {
  for (let x = 0; x < count; x++) slope[x] = values[x] > 0 ? Math.log(values[x]) + 1 : 0;
}
