/** Bytes of a plan before its factors of unity, as in assembly/fourier.ts. */
const header = 128;

const plans = new Map<number, Float64Array>();

/**
 * The plan of the transform of n numbers, n = 2^a 3^b 5^c, as assembly/fourier.ts reads it: n, the radices, 0; then for each
 * radix r and part p the factors exp(-2 pi i p k / n), k = 1 .. r - 1, each as (re, re, -im, im), n the length left.
 */
export function fourierPlan(n: number): Float64Array {
  const known = plans.get(n);
  if (known !== undefined) return known;
  const radices = factors(n);
  const unity: number[] = [];
  let length = n;
  for (const r of radices) {
    for (let p = 0; p < length / r; p++)
      for (let k = 1; k < r; k++) {
        const angle = (2 * Math.PI * p * k) / length;
        unity.push(Math.cos(angle), Math.cos(angle), Math.sin(angle), -Math.sin(angle));
      }
    length /= r;
  }
  const plan = new Float64Array(header / 8 + unity.length);
  new Int32Array(plan.buffer).set([n, ...radices]);
  plan.set(unity, header / 8);
  plans.set(n, plan);
  return plan;
}

/** Fours first: fewest passes over the data. */
function factors(n: number): number[] {
  const radices: number[] = [];
  let rest = n;
  for (const r of [4, 2, 3, 5])
    while (rest % r === 0) {
      radices.push(r);
      rest /= r;
    }
  if (rest !== 1) throw new RangeError(`a transform of ${n} numbers: expected a product of 2, 3 and 5`);
  return radices;
}
