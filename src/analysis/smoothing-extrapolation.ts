/**
 * Richardson's extrapolation to kappa = 0 of a quantity known at kappa, 2 kappa, 4 kappa, .. whose error has the powers
 * first, first + 1, .. of kappa: each further value removes one more power.
 */
export function richardson(values: readonly number[], first: number): number {
  let column = [...values];
  for (let power = first; column.length > 1; power++) {
    const ratio = 2 ** power;
    column = column.slice(1).map((coarse, k) => (ratio * column[k] - coarse) / (ratio - 1));
  }
  return column[0];
}

/**
 * I at kappa = 0 from I(f ~) at kappa, 2 kappa, ..: along the mollification 1/I is a straight line for a Maxwellian, (T + kappa)/(d n),
 * and smooth for any f, so 1/I is what is extrapolated; exact for a Maxwellian, error of order kappa^(number of values) else.
 */
export function extrapolatedFisher(fishers: readonly number[]): number {
  const reciprocal = richardson(
    fishers.map((fisher) => 1 / fisher),
    1,
  );
  return 1 / reciprocal;
}

/**
 * H at kappa = 0 from the corrected H at kappa, 2 kappa, ..: the entropy power P = exp(-2 H/(d n)) of f ~ is a straight line in
 * kappa for a Maxwellian and concave for any f (Costa); the corrected H is where its tangent at kappa meets kappa = 0, which is
 * wrong by -(1/2) P'' kappa^2. So the extrapolation of these begins with the second power, and ends with an error of
 * order kappa^(1 + number of values); exact for a Maxwellian. Source: M. H. M. Costa, IEEE Trans. Inf. Theory 31 (1985) 751.
 */
export function extrapolatedEntropy(corrected: readonly number[], d: number, density: number): number {
  const power = richardson(
    corrected.map((H) => Math.exp((-2 * H) / (d * density))),
    2,
  );
  return ((-d * density) / 2) * Math.log(power);
}
