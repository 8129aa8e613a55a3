import { determinant, inverse, Matrix } from 'ml-matrix';
import { trace } from '../core/sum.ts';
import { sumEntropy } from '../kernels/lattice-gather.ts';
import type { SpeciesSnapshot } from '../methods/snapshot.ts';
import type { Moments } from '../physics/moments.ts';
import { fisherTensor } from '../reconstruction/reconstruction.ts';
import type { Analyzer, Quantity } from './analyzer.ts';
import { speciesMoments } from './moments.ts';

/**
 * The mass-weighted Fisher information I = sum_i (1/m_i) int |grad f_i|^2 / f_i of the reconstructed f_i, per species and in
 * total; I corrected for the mollifier by Stam's inequality (a lower bound of I of the unmollified f); and the Cramer-Rao floor
 * d n_i / T_i, the smallest I_i of any f_i with its density and temperature.
 */
export const fisher: Analyzer = {
  name: 'fisher',
  reference:
    'Y. Zhu, Fisher information for the multi-species Landau system (2025); A. J. Stam, Inf. Control 2 (1959) 101',
  prepare({ initial, exact }) {
    const { mixture } = initial;
    const d = mixture.dimension;
    const each = (name: string, label: string): Quantity[] => [
      { name, label: `${label}, total`, unit: 'n/(m v^2)' },
      ...mixture.species.map((species) => ({
        name: `${name}.${species.name}`,
        label: `${label} of ${species.name}`,
        unit: 'n/(m v^2)',
      })),
    ];
    return {
      quantities: [
        ...each('fisher', 'Fisher information'),
        ...each('fisher_corrected', 'Fisher information corrected for smoothing'),
        ...each('fisher_floor', 'Cramer-Rao floor of the Fisher information'),
        ...(exact === undefined ? [] : each('fisher_exact', 'Fisher information of the exact solution')),
      ],
      measure(now, row) {
        let at = 0;
        const put = (values: readonly number[]) => {
          row[at++] = values.reduce((sum, value) => sum + value, 0);
          for (const value of values) row[at++] = value;
        };
        const moments = speciesMoments(now);
        const found = now.species.map((species, i) => functionalsOf(mixture.species[i].mass, species, moments[i]));
        put(found.map(({ fisher }) => fisher));
        put(found.map(({ fisherCorrected }) => fisherCorrected));
        put(moments.map(({ density, temperature }) => (d * density) / temperature));
        if (exact !== undefined) put(now.species.map((_, i) => exact.at(i, now.t).fisher));
      },
    };
  },
};

/**
 * Returns (1/m) int |grad f|^2 / f dv on the lattice, the species' part of the mass-weighted Fisher information. The sum is over the nodes
 * with f > 0 or, where the noise of f is known, with f above the noise, below which the squared error of the gradient outweighs f.
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

/** H and I of one species: the best values of its method, and the values corrected for the smoothing of its narrowest density. */
export interface Functionals {
  readonly entropy: number;
  readonly fisher: number;
  readonly entropyCorrected: number;
  readonly fisherCorrected: number;
}

/**
 * Returns H and I of one species. Integrals by the method's own quadrature need no correction. A density that is hotter than f by the
 * mollifier gives the raw H and I, and both corrected by Stam's inequality. Densities with the moments of f give H and I of the
 * functional that drives the particles, which is exact for every Maxwellian, isotropic or not, and the bounds of
 * `momentPreservingBounds` from the narrowest density.
 */
export function functionalsOf(mass: number, species: SpeciesSnapshot, moments: Moments): Functionals {
  if (species.integrals !== undefined) {
    // Such a method computes values on a lattice only on request.
    const { entropy, fisher } = species.integrals;
    return { entropy, fisher, entropyCorrected: entropy, fisherCorrected: fisher };
  }
  const { lattice, values, smoothing, functional, mollifier } = species;
  const { density } = moments;
  const entropy = lattice.spacing ** lattice.d * sumEntropy(values, values.length);
  if (functional === undefined) {
    const fisher = latticeFisher(mass, species);
    const kappa = mass * smoothing;
    return {
      entropy,
      fisher,
      entropyCorrected: stamCorrectedEntropy(entropy, fisher, lattice.d, density, kappa),
      fisherCorrected: stamCorrected(fisher, lattice.d, density, kappa),
    };
  }
  const bounds = momentPreservingBounds(mass, species, moments, mollifier!.variance);
  return {
    entropy: functional.entropy,
    fisher: functional.fisher,
    entropyCorrected: entropy + bounds.entropy,
    fisherCorrected: bounds.fisher,
  };
}

/**
 * Stam's inequality for f ~ of contracted particles, f ~ = f_y * Gaussian of variance eps with y = A (v - u), A = (1 - eps Sigma^-1)^(1/2).
 * Its matrix form is J(f ~)^-1 >= J(f_y)^-1 + eps for the tensor J(f) = (1/n) int grad f grad f^T / f, and J(f_y) = A^-1 J(f) A^-1. With
 * de Bruijn's identity along the mollification, and H(f) = H(f_y) + n log det A:
 *
 *     I(f) >= (n/m) tr[ (1 - eps Sigma^-1) (J(f ~)^-1 - eps)^-1 ],
 *     H(f) >= H(f ~) + (n/2) log( det(1 - eps Sigma^-1) / det(1 - eps J(f ~)) ),
 *
 * with equality for every Maxwellian, isotropic or not, for which J = Sigma^-1. Returns the first bound, and the term that the second adds
 * to H(f ~). Both are NaN if the lattice resolves f ~ so poorly that an eigenvalue of eps J reaches 1.
 */
function momentPreservingBounds(
  mass: number,
  { lattice, values, gradient }: Pick<SpeciesSnapshot, 'lattice' | 'values' | 'gradient'>,
  { density, temperatureTensor }: Moments,
  variance: number,
): { readonly entropy: number; readonly fisher: number } {
  const { d } = lattice;
  const square = (entries: ArrayLike<number>, factor: number) =>
    Matrix.from1DArray(
      d,
      d,
      Array.from(entries, (entry) => factor * entry),
    );
  const J = square(fisherTensor(lattice, values, gradient), 1 / density);
  const drawing = Matrix.eye(d, d).sub(inverse(square(temperatureTensor, 1 / mass)).mul(variance));
  const left = Matrix.eye(d, d).sub(Matrix.mul(J, variance));
  // (J^-1 - eps)^-1 = (1 - eps J)^-1 J
  const inside = inverse(left).mmul(J);
  const ratio = determinant(drawing) / determinant(left);
  return {
    entropy: (density / 2) * Math.log(ratio),
    fisher: (density / mass) * trace(drawing.mmul(inside).to1DArray(), d),
  };
}

/**
 * Returns the bound of I(f) by Stam's inequality. For f ~ = f * Gaussian of variance eps = kappa/m, 1/I(f ~) >= 1/I(f) + kappa/(d n), so
 *
 *     I(f) >= d n / ( d n / I(f ~) - kappa ),
 *
 * with equality for a Maxwellian. `fisher` is the mass-weighted I(f ~) of one species.
 */
export function stamCorrected(fisher: number, d: number, density: number, kappa: number): number {
  return (d * density) / ((d * density) / fisher - kappa);
}

/**
 * Returns the bound of H(f) by de Bruijn's identity along the mollification, dH/d(eps) = -(m/2) I, with Stam's bound for I below eps:
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
