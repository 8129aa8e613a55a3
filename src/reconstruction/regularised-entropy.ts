import { createVectorField, type VectorField } from '../core/vector-field.ts';
import { type ReconstructionName, reconstructionRules } from './density.ts';
import type { Reconstruction, ReconstructionOptions } from './reconstruction.ts';

/** A functional U of the particles of one species that approximates int f log f, with its exact gradient. */
export interface RegularisedEntropy {
  /** U. */
  value(velocities: VectorField): number;
  /** s_p := (1/w_p) dU/dv_p. */
  score(velocities: VectorField, out: VectorField): void;
  /** The densities in U = sum_t factor_t H_h[f~_t], the narrowest mollifier first. */
  readonly terms: readonly EntropyTerm[];
}

export interface EntropyTerm {
  readonly factor: number;
  readonly reconstruction: Reconstruction;
}

/** A rule of regularisation: U = sum_t factor_t H_h(eps_t), the discrete entropy with the mollifier variances widths_t eps. */
export interface EntropyRule {
  readonly name: string;
  /** Its effect and cost, as a phrase for the help text. */
  readonly summary: string;
  readonly reference: string;
  readonly terms: readonly { readonly factor: number; readonly width: number }[];
}

/** U = H_h(eps): with the mollified reconstruction the score of a Maxwellian is -m(v-u)/(T + kappa), off by kappa/T. */
const plain: EntropyRule = {
  name: 'plain',
  summary: 'by one mollifier',
  reference: 'J. A. Carrillo, K. Craig, F. S. Patacchini, Calc. Var. 58 (2019) 53',
  terms: [{ factor: 1, width: 1 }],
};

/**
 * Richardson's extrapolation of the functional itself to eps = 0 from the variances r_k eps, sum_k c_k r_k^j = 0 for j >= 1:
 *
 *     U = sum_k c_k H_h(r_k eps),    c_k = prod_{j /= k} r_j / (r_j - r_k).
 *
 * With r = (1, 2), U = 2 H_h(eps) - H_h(2 eps), the term of first order in eps cancels; every further level removes one more. The flow
 * remains a gradient flow: U decreases, momentum and energy are conserved. A wave of wave number k is weighted by sum_k c_k a^r_k instead
 * of a = exp(-eps k^2). This is the probability that independent exponential times of rates r_k add up to more than eps k^2, so it is
 * between 0 and 1 for any levels, and nothing becomes unstable.
 */
export function extrapolation(ratios: readonly number[]): EntropyRule {
  return {
    name: 'extrapolated',
    summary: 'to zero smoothing, from several mollifiers, at the cost of one score for each',
    reference: 'L. F. Richardson, Phil. Trans. R. Soc. A 226 (1927) 299, applied to the regularised entropy',
    terms: ratios.map((width) => ({
      width,
      factor: ratios.reduce((product, r) => (r === width ? product : (product * r) / (r - width)), 1),
    })),
  };
}

/** Every rule by its name in scenarios (`method.score`), with the levels of the mollified reconstruction. Add a new rule here. */
export const entropyRules = { plain, extrapolated: extrapolation([1, 2]) } as const satisfies Readonly<
  Record<string, EntropyRule>
>;

/**
 * Prepares the entropy of one species by a reconstruction; the variance and the lattice refer to the particles `start`. Wider
 * moment-preserving mollifiers have proportionally coarser lattices, with as many nodes per mollifier.
 */
export function prepareEntropy(
  rule: EntropyRule,
  weights: Float64Array,
  options: ReconstructionOptions,
  reconstruction: ReconstructionName,
  start: VectorField,
): RegularisedEntropy {
  const terms = rule.terms.map(({ factor, width }): EntropyTerm => {
    const coarser = reconstruction === 'mollified' ? 1 : Math.sqrt(width);
    const own = { ...options, variance: width * options.variance, spacing: coarser * options.spacing };
    return { factor, reconstruction: reconstructionRules[reconstruction].prepare(weights, own, start) };
  });
  const part = createVectorField(options.anchor.length === 2 ? 2 : 3, weights.length);
  return {
    terms,
    value(velocities) {
      return terms.reduce((sum, { factor, reconstruction }) => {
        reconstruction.update(velocities);
        return sum + factor * reconstruction.entropy();
      }, 0);
    },
    score(velocities, out) {
      out.data.fill(0);
      for (const { factor, reconstruction } of terms) {
        reconstruction.update(velocities);
        reconstruction.score(velocities, part);
        for (let k = 0; k < part.data.length; k++) out.data[k] += factor * part.data[k];
      }
    },
  };
}
