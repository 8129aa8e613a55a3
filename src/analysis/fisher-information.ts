import type { SpeciesSnapshot } from '../methods/snapshot.ts';

/**
 * (1/m) int |grad f|^2 / f dv on the lattice, the species' part of the mass-weighted Fisher information: over the nodes with f > 0,
 * or above the noise of f where it is known, below which the square of the gradient's errors outweighs f.
 */
export function latticeFisher(
  mass: number,
  { lattice, values, gradient, noise = 0 }: Pick<SpeciesSnapshot, 'lattice' | 'values' | 'gradient' | 'noise'>,
): number {
  const n = values.length;
  let sum = 0;
  for (let x = 0; x < n; x++) {
    if (!(values[x] > noise)) continue;
    let square = 0;
    for (let k = 0; k < gradient.d; k++) square += gradient.data[k * n + x] ** 2;
    sum += square / values[x];
  }
  return (lattice.spacing ** lattice.d * sum) / mass;
}

/**
 * Stam's inequality for f ~ = f * Gaussian of variance eps = kappa/m gives 1/I(f ~) >= 1/I(f) + kappa/(d n), hence
 *
 *     I(f) >= d n / ( d n / I(f ~) - kappa ),
 *
 * with equality for a Maxwellian. `fisher` is the mass-weighted I(f ~) of one species.
 */
export function stamCorrected(fisher: number, d: number, density: number, kappa: number): number {
  return (d * density) / ((d * density) / fisher - kappa);
}

/**
 * de Bruijn's identity along the mollification, dH/d(eps) = -(m/2) I, with Stam's bound for I below eps:
 *
 *     H(f) >= H(f ~) - (d n / 2) log( 1 - kappa I(f ~) / (d n) ),
 *
 * with equality for a Maxwellian.
 */
export function stamCorrectedEntropy(
  entropy: number,
  fisher: number,
  d: number,
  density: number,
  kappa: number,
): number {
  return entropy - ((d * density) / 2) * Math.log(1 - (kappa * fisher) / (d * density));
}
