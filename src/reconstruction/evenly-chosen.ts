/**
 * At most `most` of the numbers 0 .. n-1, spread evenly over them: all when n <= most, else the floor of n frac(j phi) with the
 * golden ratio phi, whose multiples fill the unit interval more evenly than any other's (a number may come twice). A constant
 * stride would be a trap: every fourth point of a Sobol' sequence lies in one quarter of the cube.
 * Source: H. Weyl, Math. Ann. 77 (1916) 313; V. T. Sos, Ann. Univ. Sci. Budapest, Sect. Math. 1 (1958) 127.
 */
export function evenlyChosen(n: number, most: number): number[] {
  if (n <= most) return Array.from({ length: n }, (_, p) => p);
  return Array.from({ length: most }, (_, j) => Math.floor(n * ((j * goldenRatio) % 1)));
}

const goldenRatio = (Math.sqrt(5) - 1) / 2;
