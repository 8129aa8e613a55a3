import type { Particles } from '../core/particles.ts';
import { type Estimate, jackknife } from '../core/statistics.ts';
import type { VectorField } from '../core/vector-field.ts';
import { sumEntropy } from '../kernels/lattice-gather.ts';
import { type LatticeDensity, prepareLeaveBlockOut } from '../reconstruction/leave-out.ts';
import type { ReconstructionOptions } from '../reconstruction/reconstruction.ts';
import { ofLatest } from '../reconstruction/reconstruction.ts';
import type { Analyzer, Quantity } from './analyzer.ts';
import { latticeFisher, stamCorrected, stamCorrectedEntropy } from './fisher.ts';
import { largestCounts, sampledSpecies } from './random-sample.ts';

/** Blocks of the jackknife; they determine the standard deviations to 18 %. */
export const jackknifeBlocks = 16;

/** Truncation of the mollifier relative to its peak. */
const tolerance = 1e-8;

/**
 * The corrected entropy and Fisher information of the mollified f ~ of species whose particles are a random sample, with the noise of the
 * sample removed to first order in 1/N, one standard deviation, and a bound of the bias. f ~ is mollified with the initial variance,
 * regardless of the reconstruction that moves the particles. The noise of f ~ raises both functionals because they are convex. To first
 * order in 1/N, for a Maxwellian of mass 1, it raises H by (n/2N) ((1 + T/kappa)^d - 1) and I by
 * (n d/N) (T/kappa^2) (1 + T/kappa)^{d-1}; for kappa < 3 T it raises them by less, because tails that no particle reaches have no noise.
 *
 * The remaining bias is r - s. The noise that the jackknife leaves, r >= 0, falls at least as fast as kappa^{-d/2} for H and
 * kappa^{-d/2-1} for I, the powers in the core of f: at 2 kappa it is at most half as large. The deficit of Stam's inequality, s >= 0,
 * scales as kappa^2 for H and as kappa for I. Where it grows more slowly, it still grows by at least a half from kappa to 2 kappa while it
 * is below some 10 % of I. So the estimates j at both smoothings bound r and s without the truth, and the two cannot cancel:
 *
 *     j(kappa) - j(2 kappa) = (r(kappa) - r(2 kappa)) + (s(2 kappa) - s(kappa)) >= (r + s)/2 >= |r - s|/2 ,
 *
 * and twice the magnitude of this difference is the bound. The bound is half of what it should be if f vanishes in the middle and the
 * mollifier hides it (a BKW state, d = 3, kappa = T/2). If all species are sampled, totals add the species: deviations in quadrature, as
 * independent errors, and bounds linearly.
 */
export const jackknifed: Analyzer = {
  name: 'jackknife',
  reference: 'M. H. Quenouille, Biometrika 43 (1956) 353; J. W. Tukey, Ann. Math. Statist. 29 (1958) 614',
  prepare({ initial, machine }) {
    const { species } = initial.mixture;
    const sampled = sampledSpecies(initial, largestCounts.jackknife);
    const names = sampled.map((i) => species[i].name);
    const complete = sampled.length > 0 && sampled.length === species.length;
    const estimates = sampled.map((i) => {
      const { mollifier, lattice } = initial.species[i];
      const { spacing, anchor } = lattice;
      const { name, mass } = species[i];
      const { variance } = mollifier!;
      const estimateAt = (factor: 1 | 2) =>
        ofLatest((weights: Float64Array) =>
          prepareEstimate(mass, weights, {
            species: name,
            variance: factor * variance,
            spacing: Math.sqrt(factor) * spacing,
            anchor,
            tolerance,
            machine,
          }),
        );
      const narrow = estimateAt(1);
      const wide = estimateAt(2);
      return ({ weights, velocities }: Particles) => {
        const here = narrow(weights)(velocities);
        const there = wide(weights)(velocities);
        return { entropy: bounded(here.entropy, there.entropy), fisher: bounded(here.fisher, there.fisher) };
      };
    });
    const each = (name: string, label: string, unit: string): Quantity[] => [
      ...(complete ? [{ name, label: `${label}, total`, unit }] : []),
      ...names.map((one) => ({ name: `${name}.${one}`, label: `${label} of ${one}`, unit })),
    ];
    const three = (name: string, words: string, unit: string) => [
      ...each(`${name}_jackknife`, `corrected ${words} without the noise`, unit),
      ...each(`${name}_jackknife_error`, `standard deviation of the ${words}`, unit),
      ...each(`${name}_jackknife_bias`, `bound of the bias of the ${words}`, unit),
    ];
    return {
      quantities: [...three('entropy', 'entropy', 'n'), ...three('fisher', 'Fisher information', 'n/(m v^2)')],
      measure(now, row) {
        let at = 0;
        const put = (values: readonly number[], total: (values: readonly number[]) => number) => {
          if (complete) row[at++] = total(values);
          for (const value of values) row[at++] = value;
        };
        const found = sampled.map((i, k) => estimates[k](now.species[i].particles!));
        for (const name of ['entropy', 'fisher'] as const) {
          const all = found.map((one) => one[name]);
          put(
            all.map(({ value }) => value),
            sum,
          );
          put(
            all.map(({ error }) => error),
            (errors) => Math.hypot(...errors),
          );
          put(
            all.map(({ bias }) => bias),
            sum,
          );
        }
      },
    };
  },
};

/** Prepares the jackknife of the corrected H and I of one species at one smoothing. */
function prepareEstimate(mass: number, weights: Float64Array, options: ReconstructionOptions) {
  const d = options.anchor.length;
  const kappa = mass * options.variance;
  const visitBlocks = prepareLeaveBlockOut(weights, options, jackknifeBlocks);
  return (velocities: VectorField) => {
    const density = weights.reduce((sum, w) => sum + w, 0);
    const entropies: number[] = [];
    const fishers: number[] = [];
    visitBlocks(velocities, (state) => {
      const fisher = latticeFisher(mass, state);
      entropies.push(stamCorrectedEntropy(latticeEntropy(state), fisher, d, density, kappa));
      fishers.push(stamCorrected(fisher, d, density, kappa));
    });
    return {
      entropy: jackknife(entropies[0], entropies.slice(1)),
      fisher: jackknife(fishers[0], fishers.slice(1)),
    };
  };
}

/** The estimate at kappa with the bound of its bias. */
function bounded(narrow: Estimate, wide: Estimate) {
  return { ...narrow, bias: 2 * Math.abs(narrow.value - wide.value) };
}

/** h^d sum_x f ~ log f ~. */
function latticeEntropy({ lattice, values }: LatticeDensity): number {
  return lattice.spacing ** lattice.d * sumEntropy(values, values.length);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
