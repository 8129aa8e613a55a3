/**
 * The momentary isotropisation rate nu of a bi-Maxwellian, one species with Coulomb collisions (d = 3, gamma = -3):
 *
 *     dT_perp/dt = -nu (T_perp - T_par),    dT_par/dt = 2 nu (T_perp - T_par)
 *     nu = c n / (sqrt(pi m) T_par^{3/2}) A^-2 [ -3 + (A + 3) phi ],    A = T_perp/T_par - 1
 *     phi = atan(sqrt A) / sqrt A  for A > 0,  atanh(sqrt -A) / sqrt -A  for A < 0
 *
 * Source: NRL Plasma Formulary, thermal relaxation rates, "isotropization", with 2 pi e^4 lnLambda = c.
 */
export function isotropisationFrequency(
  strength: number,
  density: number,
  mass: number,
  perpendicular: number,
  parallel: number,
): number {
  return ((strength * density) / (Math.sqrt(Math.PI * mass) * parallel ** 1.5)) * shape(perpendicular / parallel - 1);
}

/** A^-2 [ -3 + (A + 3) phi(A) ] for A > -1; 4/15 at A = 0. */
function shape(A: number): number {
  // The closed form loses A^2 to cancellation: below 1/4 its Taylor series, sum_k (3/(2k+5) - 1/(2k+3)) (-A)^k.
  if (Math.abs(A) < 1 / 4) {
    let sum = 0;
    for (let k = 30; k >= 0; k--) sum = 3 / (2 * k + 5) - 1 / (2 * k + 3) - A * sum;
    return sum;
  }
  const root = Math.sqrt(Math.abs(A));
  const phi = (A > 0 ? Math.atan(root) : Math.atanh(root)) / root;
  return (-3 + (A + 3) * phi) / A ** 2;
}
