import { jackknife } from '../core/jackknife.ts';
import { sumEntropy } from '../kernels/entropy-sum.ts';
import { type LatticeDensity, prepareLeaveBlockOut } from '../reconstruction/leave-block-out.ts';
import type { Analyzer } from './analyzer.ts';
import { latticeFisher, stamCorrected, stamCorrectedEntropy } from './fisher-information.ts';
import { sampledSpecies } from './random-sample.ts';

/** Blocks of the jackknife: the standard deviations are good to 18 %. */
const blocks = 16;

/** Truncation of the mollifier relative to its peak. */
const tolerance = 1e-8;

/**
 * The corrected entropy and Fisher information of species whose particles are a random sample, with the noise of the sample removed to
 * first order in 1/N, and one standard deviation. The noise of f ~ raises both functionals, because they are convex: to first order
 * in 1/N, for a Maxwellian of mass 1, H by (n/2N) ((1 + T/kappa)^d - 1) and I by (n d/N) (T/kappa^2) (1 + T/kappa)^{d-1}; in truth
 * by less where kappa < 3 T, because tails that no particle reaches lack it. What remains is mostly kappa's own bias, which is low.
 */
export const jackknifed: Analyzer = {
  name: 'jackknife',
  reference: 'M. H. Quenouille, Biometrika 43 (1956) 353; J. W. Tukey, Ann. Math. Statist. 29 (1958) 614',
  prepare({ initial }) {
    const { species, dimension: d } = initial.mixture;
    const sampled = sampledSpecies(initial);
    const visits = sampled.map((i) => {
      const { particles, smoothing, lattice } = initial.species[i];
      const { spacing, anchor } = lattice;
      const options = { species: species[i].name, variance: smoothing, spacing, anchor, tolerance };
      return prepareLeaveBlockOut(particles!.weights, options, blocks);
    });
    return {
      quantities: sampled.flatMap((i) => {
        const { name } = species[i];
        return [
          { name: `entropy_jackknife.${name}`, label: `corrected entropy of ${name} without the noise`, unit: 'n' },
          { name: `entropy_jackknife_error.${name}`, label: `standard deviation of the entropy of ${name}`, unit: 'n' },
          {
            name: `fisher_jackknife.${name}`,
            label: `corrected Fisher information of ${name} without the noise`,
            unit: 'n/(m v^2)',
          },
          {
            name: `fisher_jackknife_error.${name}`,
            label: `standard deviation of the Fisher information of ${name}`,
            unit: 'n/(m v^2)',
          },
        ];
      }),
      measure(now, row) {
        sampled.forEach((i, at) => {
          const { particles, smoothing } = now.species[i];
          const { mass } = species[i];
          const density = particles!.weights.reduce((sum, w) => sum + w, 0);
          const kappa = mass * smoothing;
          const entropies: number[] = [];
          const fishers: number[] = [];
          visits[at](particles!.velocities, (state) => {
            const fisher = latticeFisher(mass, state);
            entropies.push(stamCorrectedEntropy(latticeEntropy(state), fisher, d, density, kappa));
            fishers.push(stamCorrected(fisher, d, density, kappa));
          });
          const H = jackknife(entropies[0], entropies.slice(1));
          const I = jackknife(fishers[0], fishers.slice(1));
          row.set([H.value, H.error, I.value, I.error], 4 * at);
        });
      },
    };
  },
};

/** h^d sum_x f ~ log f ~. */
function latticeEntropy({ lattice, values }: LatticeDensity): number {
  return lattice.spacing ** lattice.d * sumEntropy(values, values.length);
}
