import { createVectorField, type VectorField } from '../core/vector-field.ts';
import { prepareReconstruction, type ReconstructionOptions } from './reconstruction.ts';

/** A functional U of the particles of one species that stands for int f log f, and its exact gradient. */
export interface RegularisedEntropy {
  /** U. */
  value(velocities: VectorField): number;
  /** s_p := (1/w_p) dU/dv_p. */
  score(velocities: VectorField, out: VectorField): void;
}

/** One way to regularise: U = sum_t factor_t H_h(eps_t), the discrete entropy with the mollifier variances widths_t eps. */
export interface EntropyRule {
  readonly name: string;
  readonly reference: string;
  readonly terms: readonly { readonly factor: number; readonly width: number }[];
}

/** U = H_h(eps): for a Maxwellian the score is -m(v-u)/(T + kappa), off by kappa/T. */
const plain: EntropyRule = {
  name: 'plain',
  reference: 'J. A. Carrillo, K. Craig, F. S. Patacchini, Calc. Var. 58 (2019) 53',
  terms: [{ factor: 1, width: 1 }],
};

/**
 * Richardson's extrapolation of the functional itself, U = 2 H_h(eps) - H_h(2 eps): the term of first order in eps is gone,
 * for a Maxwellian 2/(T + kappa) - 1/(T + 2 kappa) = (1/T) (1 - 2 kappa^2/T^2 + ..), while everything that holds for a
 * gradient flow still holds: U decreases, momentum and energy are kept. A wave of wave number k feels 2a - a^2 > 0 with
 * a = exp(-eps k^2) in place of a, so nothing becomes unstable.
 */
const extrapolated: EntropyRule = {
  name: 'extrapolated',
  reference: 'L. F. Richardson, Phil. Trans. R. Soc. A 226 (1927) 299, applied to the regularised entropy',
  terms: [
    { factor: 2, width: 1 },
    { factor: -1, width: 2 },
  ],
};

/** Every rule by its name in scenarios (`method.score`). */
export const entropyRules = { plain, extrapolated } as const;

export function prepareEntropy(
  rule: EntropyRule,
  weights: Float64Array,
  options: ReconstructionOptions,
): RegularisedEntropy {
  const terms = rule.terms.map(({ factor, width }) => ({
    factor,
    reconstruction: prepareReconstruction(weights, { ...options, variance: width * options.variance }),
  }));
  const part = createVectorField(options.anchor.length === 2 ? 2 : 3, weights.length);
  return {
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
