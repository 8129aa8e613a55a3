import { InputError } from '../core/errors.ts';
import type { PerturbedParameters } from '../ensemble/distributions/perturbed.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { linearisedBracket } from '../theory/linearised/bracket.ts';
import { largestGrowth } from '../theory/linearised/growth.ts';
import { perturbation } from '../theory/linearised/perturbation.ts';
import { theoremLedger } from '../theory/theorem.ts';

/** A mixture near equilibrium, perturbed so that its Fisher information I grows as fast as it can. */
export interface PerturbedStart {
  /** One for each species; none for a scenario that starts otherwise. */
  readonly parameters: readonly PerturbedParameters[];
  /** What linear theory says of the run: I - I(mu) = a^2 / theta at the start, and its relative rate of growth there. */
  readonly predictions: Readonly<Record<string, number>>;
}

/**
 * Thermal speeds sqrt(theta/m_i) within which every f_i = mu_i (1 + a h_i) is positive. Outside lie 2e-8 (d = 2) or
 * 7e-8 (d = 3) of mu_i, and none of the default lattice but, in d = 3, its corners.
 */
const domain = 6;

/**
 * The start of a scenario whose species are all `perturbed`: h is the direction of largest growth
 * (see largestGrowth), its amplitude the given fraction of the largest one that keeps all species positive.
 * Throws InputError when no perturbation grows.
 */
export function perturbedStart(scenario: Scenario, mixture: Mixture): PerturbedStart {
  const [first] = scenario.species.flatMap(({ initial }) => ('perturbed' in initial ? [initial.perturbed] : []));
  if (first === undefined) return { parameters: [], predictions: {} };
  const { temperature: theta, amplitude: fraction, degree, orders } = first;
  const densities = scenario.species.map(({ density }) => density);
  const bracket = linearisedBracket(mixture, densities, { theta, degree, orders });
  const { growthRate, perturbation: coefficients } = largestGrowth(bracket);
  if (growthRate === 0) throw noGrowth(mixture, degree, orders);
  const h = perturbation(bracket, coefficients);
  const amplitude = fraction * h.largestAmplitude(domain);
  return {
    parameters: mixture.species.map((_, i) => ({
      temperature: theta,
      amplitude,
      perturbation: (v) => h.value(i, v),
      degree: 2 * orders + degree,
    })),
    predictions: {
      'amplitude of the perturbation': amplitude,
      'I of the perturbation in linear theory': amplitude ** 2 / theta,
      'growth rate of the perturbation in linear theory': growthRate,
    },
  };
}

function noGrowth(mixture: Mixture, degree: number, orders: number): InputError {
  const { rows, covered } = theoremLedger(mixture);
  const bounds = [...new Set(rows.map(({ bound }) => Number(bound.toPrecision(5))))].join(' and ');
  const wayOut = covered
    ? `Theorem 1.1 rules growth out up to |exponent| = ${bounds}; go beyond`
    : 'take a smaller mass ratio, a softer exponent, more orders or another degree (see landau explore map)';
  return new InputError(
    `initial.perturbed: expected a mixture whose Fisher information can grow near equilibrium, got none at degree ${degree} and orders up to ${orders}; ${wayOut}`,
  );
}
