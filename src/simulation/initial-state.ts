import { InputError } from '../core/errors.ts';
import type { Distribution } from '../ensemble/distribution.ts';
import type { PerturbedParameters } from '../ensemble/distributions/perturbed.ts';
import { createDistribution } from '../ensemble/distributions.ts';
import { equationOf } from '../methods/methods.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { InitialScenario, Scenario } from '../scenario/scenario.ts';
import { bkwSolution } from '../theory/bkw.ts';
import { findExactSolution, type InitialState } from '../theory/exact.ts';
import type { ExactSolution } from '../theory/exact-solution.ts';
import { linearisedBracket } from '../theory/linearised/bracket.ts';
import { largestGrowth } from '../theory/linearised/eigenvalues.ts';
import { perturbation } from '../theory/linearised/perturbation.ts';
import { theoremLedger } from '../theory/theorem.ts';
import { readTables } from './initial-tables.ts';

/** The initial state of a scenario, and its exact solution if one is known. */
export interface StartingState {
  readonly distributions: readonly Distribution[];
  readonly exact?: ExactSolution;
  /** Predictions of linear theory for the initial state, for the record of the run. */
  readonly predictions: Readonly<Record<string, number>>;
}

/**
 * Returns the distributions of the species at `time.start`. The parameters of a scenario with a BKW species hold at t = 0, where
 * its amplitude is defined, and the exact solution gives every species at the start. Other parameters hold at the start.
 * `file` is the scenario file; paths of tables are relative to it.
 */
export function startingState(scenario: Scenario, mixture: Mixture, file: string): StartingState {
  const { parameters, predictions } = perturbedStart(scenario, mixture);
  const densities = scenario.species.map(({ density }) => density);
  const states = scenario.species.map(({ initial }) => initialState(initial, scenario.dimension));
  const { start } = scenario.time;
  const fromZero = states.some(({ kind }) => kind === 'bkw');
  const found = findExactSolution(mixture, densities, states, equationOf(scenario.method));
  const distributions = scenario.species.map(({ name, initial, mass, density }, i) => {
    const species = { dimension: scenario.dimension, mass, density };
    if (fromZero && found !== undefined) return createDistribution({ bkw: found.at(i, start) }, species);
    if ('bkw' in initial) {
      if (start !== 0)
        throw new InputError(
          `time.start: expected 0 for a bkw species together with species without an exact solution, got ${start}`,
        );
      const state = bkwSolution(mixture, densities, states).at(i, 0);
      return createDistribution({ bkw: state }, species);
    }
    if ('perturbed' in initial) return createDistribution({ perturbed: parameters[i] }, species);
    return createDistribution(readTables(initial, { scenario, species: name, file }), species);
  });
  if (found === undefined) return { distributions, predictions };
  const shift = fromZero ? 0 : start;
  return {
    distributions,
    predictions,
    exact: shift === 0 ? found : { ...found, at: (i, t) => found.at(i, t - shift) },
  };
}

function initialState(initial: InitialScenario, d: number): InitialState {
  const zero = new Array<number>(d).fill(0);
  if ('bkw' in initial) return { kind: 'bkw', ...initial.bkw, velocity: zero };
  if ('maxwellian' in initial) {
    const { temperature, drift } = initial.maxwellian;
    return { kind: 'maxwellian', temperature, amplitude: 0, velocity: drift ?? zero };
  }
  return { kind: 'other', temperature: 1, amplitude: 0, velocity: zero };
}

/** A mixture near equilibrium, perturbed so that its Fisher information I grows as fast as possible. */
export interface PerturbedStart {
  /** Parameters of each species; empty for other scenarios. */
  readonly parameters: readonly PerturbedParameters[];
  /** Predictions of linear theory: I - I(mu) = a^2 / theta at the start, and its relative growth rate there. */
  readonly predictions: Readonly<Record<string, number>>;
}

/**
 * Number of thermal speeds sqrt(theta/m_i) within which every f_i = mu_i (1 + a h_i) is positive. 2e-8 (d = 2) or 7e-8 (d = 3) of
 * mu_i lies outside. The default lattice lies inside, except for its corners in d = 3.
 */
const domain = 6;

/**
 * The start of a scenario whose species are all `perturbed`. h is the direction of largest growth (see largestGrowth); its
 * amplitude is the given fraction of the largest amplitude at which all species are positive. Throws InputError when no
 * perturbation grows.
 */
function perturbedStart(scenario: Scenario, mixture: Mixture): PerturbedStart {
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
    ? `Theorem 1.1 rules growth out up to |exponent| = ${bounds}; take a larger |exponent|`
    : 'take a smaller mass ratio, a softer exponent, more orders or a different degree (see landau explore map)';
  return new InputError(
    `initial.perturbed: expected a mixture whose Fisher information can grow near equilibrium, got none at degree ${degree} and orders up to ${orders}; ${wayOut}`,
  );
}
