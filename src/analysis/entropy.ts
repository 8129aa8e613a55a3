import type { Analyzer, Quantity } from './analyzer.ts';
import { functionalsOf } from './fisher.ts';
import { speciesMoments } from './moments.ts';

/**
 * H = sum_i int f_i log f_i of the reconstructed f_i, per species and in total; H corrected for the mollifier (a lower bound of H of the
 * unmollified f, exact for Maxwellians); if the mixture has an equilibrium, the relative entropy sum_i int f_i log(f_i/mu_i), both
 * mollified; for gradient-flow methods, the regularised entropy U that drives the particles and its rate of change,
 * dU/dt = sum_p w_p s_p . dv_p/dt; for methods that compute dH/dt and d^2H/dt^2 by their own quadrature, both rates with their errors.
 * U is the sum of the H_i with the moment-preserving reconstruction, and with the mollified one if the score is plain.
 */
export const entropy: Analyzer = {
  name: 'entropy',
  prepare({ initial, equilibrium, exact }) {
    const { mixture } = initial;
    const d = mixture.dimension;
    const kappas = initial.species.map(({ smoothing }, i) => smoothing * mixture.species[i].mass);
    const own = initial.entropyRates !== undefined;
    const rated = own || initial.species.every(({ score, drift }) => score !== undefined && drift !== undefined);
    const each = (name: string, label: string, unit: string): Quantity[] => [
      { name, label: `${label}, total`, unit },
      ...mixture.species.map((species) => ({
        name: `${name}.${species.name}`,
        label: `${label} of ${species.name}`,
        unit,
      })),
    ];
    return {
      quantities: [
        ...each('entropy', 'entropy', 'n'),
        ...each('entropy_corrected', 'entropy corrected for smoothing', 'n'),
        ...(equilibrium.reached
          ? [{ name: 'relative_entropy', label: 'entropy relative to the equilibrium', unit: 'n' }]
          : []),
        ...(initial.regularisedEntropy === undefined
          ? []
          : [{ name: 'entropy_regularised', label: 'regularised entropy that drives the particles', unit: 'n' }]),
        ...(rated ? each('entropy_rate', 'rate of change of the entropy', 'n/t') : []),
        ...(own
          ? [{ name: 'entropy_rate_error', label: 'error of the rate of change of the entropy', unit: 'n/t' }]
          : []),
        ...(initial.entropySecondDerivative === undefined
          ? []
          : [
              { name: 'entropy_second_derivative', label: 'second derivative of the entropy', unit: 'n/t^2' },
              {
                name: 'entropy_second_derivative_error',
                label: 'error of the second derivative of the entropy',
                unit: 'n/t^2',
              },
            ]),
        ...(exact === undefined ? [] : each('entropy_exact', 'entropy of the exact solution', 'n')),
      ],
      measure(now, row) {
        let at = 0;
        const put = (values: readonly number[]) => {
          row[at++] = values.reduce((sum, value) => sum + value, 0);
          for (const value of values) row[at++] = value;
        };
        const moments = speciesMoments(now);
        const found = now.species.map((species, i) => functionalsOf(mixture.species[i].mass, species, moments[i]));
        const raw = found.map((one) => one.entropy);
        put(raw);
        put(found.map(({ entropyCorrected }) => entropyCorrected));
        const relative = raw.reduce((sum, H, i) => {
          const { density, velocity, temperature } = moments[i];
          const mass = mixture.species[i].mass;
          const mu = equilibrium.maxwellians[i];
          const theta = mu.temperature + kappas[i];
          const slip = velocity.reduce((square, u, k) => square + (u - mu.velocity[k]) ** 2, 0);
          const peak = Math.log(density) + (d / 2) * Math.log(mass / (2 * Math.PI * theta));
          return sum + H - density * (peak - (d * (temperature + kappas[i]) + mass * slip) / (2 * theta));
        }, 0);
        if (equilibrium.reached) row[at++] = relative;
        if (now.regularisedEntropy !== undefined) row[at++] = now.regularisedEntropy;
        if (own) {
          const { rates, error } = now.entropyRates!();
          put(rates);
          row[at++] = error;
        } else if (rated)
          put(now.species.map(({ particles, score, drift }) => weightedProduct(particles!.weights, score!, drift!)));
        if (now.entropySecondDerivative !== undefined) {
          const { value, error } = now.entropySecondDerivative();
          row[at++] = value;
          row[at++] = error;
        }
        if (exact !== undefined) put(now.species.map((_, i) => exact.at(i, now.t).entropy));
      },
    };
  },
};

/** sum_p w_p a_p . b_p */
function weightedProduct(
  weights: Float64Array,
  a: { readonly data: Float64Array },
  b: { readonly data: Float64Array },
): number {
  let sum = 0;
  for (let k = 0; k < a.data.length; k++) sum += weights[k % weights.length] * a.data[k] * b.data[k];
  return sum;
}

/**
 * In the linear Fokker-Planck variant the Fisher information determines the rate of the entropy, dH/dt = -I + (d/theta) sum n_i. This
 * column evaluates that rate, to be compared with `entropy_rate`. For a mollified density it uses the corrected I.
 */
export const entropyLaw: Analyzer = {
  name: 'entropy-law',
  reference:
    'Y. Zhu, Fisher information for the multi-species Landau system (2025), section 1.2.1, with the sign corrected',
  prepare({ initial, equilibrium }) {
    if (initial.entropyLaw === undefined) return { quantities: [], measure() {} };
    const { mixture } = initial;
    const d = mixture.dimension;
    return {
      quantities: [
        { name: 'entropy_rate_fisher', label: 'rate of the entropy that the Fisher information gives', unit: 'n/t' },
      ],
      measure(now, row) {
        const moments = speciesMoments(now);
        row[0] = now.species.reduce((sum, species, i) => {
          const { mass } = mixture.species[i];
          const { density } = moments[i];
          const { fisher, fisherCorrected } = functionalsOf(mass, species, moments[i]);
          const best = species.functional === undefined ? fisherCorrected : fisher;
          return sum - best + (d * density) / equilibrium.temperature;
        }, 0);
      },
    };
  },
};
