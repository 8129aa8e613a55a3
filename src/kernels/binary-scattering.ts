import { approximateConcentration, type Deflection, exponentialDeflection, normalNumber } from './sphere-diffusion.ts';

/**
 * tan(theta/2) normal with the variance (d-1) s/2, which has the mean square angle 2 (d-1) s of the diffusion for small s.
 * Source for d = 3: T. Takizuka & H. Abe, J. Comput. Phys. 25, 205 (1977), whose <delta^2> is s; d = 2 is its analogue.
 */
export function tangentDeflection(d: number): Deflection {
  return (s, random) => {
    const tangent = Math.sqrt(((d - 1) * s) / 2) * normalNumber(random);
    return 1 / (1 + 1 / (tangent * tangent));
  };
}

/**
 * On S^2 the law ~ exp(A cos theta) with <cos theta> = coth A - 1/A = exp(-2s), the mean of the diffusion.
 * Source: K. Nanbu, Phys. Rev. E 55, 4642 (1997), whose s is 2s here.
 */
export const cumulativeDeflection: Deflection = (s, random) => {
  if (!(s > 0)) return 0;
  const A = concentration(s);
  return A === 0 ? random.next() : exponentialDeflection(A, random);
};

/** A with coth A - 1/A = y = exp(-2s), to 1e-12. */
export function concentration(s: number): number {
  const y = Math.exp(-2 * s);
  // The difference cancels for small A, where the next term of the series is 1.9 y^9; for large A it is 1 - 1/A to exp(-2A).
  if (y < 1 / 50) return y * (3 + y ** 2 * (9 / 5 + y ** 2 * (297 / 175 + (y ** 2 * 1539) / 875)));
  let A = approximateConcentration(s);
  if (A > 30) return -1 / Math.expm1(-2 * s);
  // Newton's method squares the relative error, 3e-3 at the start, each time.
  for (let step = 0; step < 3; step++) A -= (1 / Math.tanh(A) - 1 / A - y) / (1 / (A * A) - 1 / Math.sinh(A) ** 2);
  return A;
}
