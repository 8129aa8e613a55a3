/**
 * The power r^gamma with a polynomial in y = 1 - r^2/a^2 in the place of its singularity,
 *
 *     alpha_a(r) = r^gamma for r >= a,    a^gamma sum_{k <= 4} inner[k] y^k for r < a,
 *
 * smooth enough for a mesh that is not finer than a/2.
 */
export interface SoftenedPower {
  readonly exponent: number;
  /** a. */
  readonly radius: number;
  readonly inner: readonly number[];
}

/** alpha_a at the distance whose square is r2. */
export function evaluateSoftened({ exponent, radius, inner }: SoftenedPower, r2: number): number {
  const y = 1 - r2 / (radius * radius);
  if (y <= 0) return r2 ** (exponent / 2);
  let sum = 0;
  for (let k = inner.length - 1; k >= 0; k--) sum = sum * y + inner[k];
  return radius ** exponent * sum;
}

/**
 * The first five terms of r^gamma = a^gamma (1 - y)^(gamma/2) about r = a. For gamma < 0 all of them are positive, so
 * 0 < alpha_a <= alpha. Made for pairs of one species, whose potentials agree at r = 0: their forces change by
 * O(a^(gamma+d+4)).
 */
export function soften(exponent: number, radius: number): SoftenedPower {
  return { exponent, radius, inner: binomialSeries(exponent / 2, 5) };
}

/**
 * Four terms and a fifth that makes int_0^a (alpha - alpha_a) r^(d+1) dr = 0, for gamma > -d-2. The potentials of
 * unlike species differ at r = 0: without this their friction and exchange of energy would change by O(a^(gamma+d+2)),
 * which is 10 % for 7500 Coulomb particles of each species; with it by O(a^(gamma+d+4)), as the forces of like ones.
 */
export function softenBalanced(exponent: number, radius: number, d: number): SoftenedPower {
  const inner = binomialSeries(exponent / 2, 4);
  // with s = r^2/a^2: int_0^1 s^((gamma+d)/2) ds = 2/(gamma+d+2)
  const missing = inner.reduce((sum, c, k) => sum - c * moment(k, d), 2 / (exponent + d + 2));
  return { exponent, radius, inner: [...inner, missing / moment(4, d)] };
}

/** Coefficients of (1 - y)^x up to y^(count-1). */
function binomialSeries(x: number, count: number): number[] {
  const series = [1];
  for (let k = 1; k < count; k++) series.push((series[k - 1] * (k - 1 - x)) / k);
  return series;
}

/** int_0^1 (1-s)^k s^(d/2) ds, the beta function B(k+1, d/2+1). */
function moment(k: number, d: number): number {
  let value = 1 / (d / 2 + 1);
  for (let j = 1; j <= k; j++) value *= j / (d / 2 + 1 + j);
  return value;
}
