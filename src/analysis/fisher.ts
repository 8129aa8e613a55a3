import type { SpeciesSnapshot } from '../methods/snapshot.ts';
import type { Analyzer, Quantity } from './analyzer.ts';
import { speciesMoments } from './moments.ts';

/**
 * The mass-weighted Fisher information I = sum_i (1/m_i) int |grad f_i|^2 / f_i of the reconstructed f_i, per species and in
 * total; the same corrected for the mollifier by Stam's inequality (a lower bound of I of the unmollified f); and the
 * Cramer-Rao floor d n_i / T_i, below which no f_i with its temperature can fall.
 */
export const fisher: Analyzer = {
  name: 'fisher',
  reference:
    'Y. Zhu, Fisher information for the multi-species Landau system (2025); A. J. Stam, Inf. Control 2 (1959) 101',
  prepare({ initial, exact }) {
    const { mixture } = initial;
    const d = mixture.dimension;
    const kappas = initial.species.map(({ smoothing }, i) => smoothing * mixture.species[i].mass);
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
        const raw = now.species.map((species, i) => latticeFisher(mixture.species[i].mass, species));
        put(raw);
        put(raw.map((value, i) => stamCorrected(value, d, moments[i].density, kappas[i])));
        put(moments.map(({ density, temperature }) => (d * density) / temperature));
        if (exact !== undefined) put(now.species.map((_, i) => exact.at(i, now.t).fisher));
      },
    };
  },
};

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
