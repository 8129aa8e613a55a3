import type { ModulatedParameters } from '../../ensemble/distributions/modulated.ts';
import { createDistribution } from '../../ensemble/distributions.ts';
import { discretise } from '../../methods/legendre/discretise.ts';
import { createFunctionals } from '../../methods/legendre/functionals.ts';
import { initialValues } from '../../methods/legendre/initial-values.ts';
import { createLegendreSystem } from '../../methods/legendre/system.ts';
import { ownSteps } from '../../methods/legendre/time-path.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { type LinearGain, linearGain } from '../linearised/linear-flow.ts';
import { growthObjective } from './objective.ts';
import { type GrowthProblem, growthMixture, localisedFunctions } from './space.ts';

/** Data whose Fisher information has gained at a time. */
export interface GainingData {
  readonly mixture: Mixture;
  /** The best of the degrees near the equilibrium. */
  readonly linear: LinearGain;
  /** f_i at the start, at the temperature 1 of the mixture; undefined where none gains. */
  readonly initial: readonly ModulatedParameters[] | undefined;
  /** I(t) - I(0) of these data by the whole equation, and its distance to that of lower order and ten times the tolerance; 0 where none gains. */
  readonly gain: number;
  readonly error: number;
  /** I(0). */
  readonly fisher: number;
}

/** Largest |chi| of the data that are tried, in units of the bound. */
const sizes = [1 / 8, 1 / 4, 1 / 2, 1, 2];

const [rough, lower, higher] = [
  { order: 6, tolerance: 1e-7 },
  { order: 8, tolerance: 1e-8 },
  { order: 10, tolerance: 1e-9 },
];

/**
 * Positive data whose I gains by much in a time: the sum of localised functions that gains most near the equilibrium, where the flow is linear and the
 * maximum is that of an eigenvalue problem (see linearGain), at the best of a few sizes by the whole equation. A lower bound of the largest gain.
 */
export function largestGain(problem: GrowthProblem, time: number): GainingData {
  const { densities, bound, degree: highest } = problem;
  const mixture = growthMixture(problem);
  const functions = localisedFunctions(mixture, problem);
  const ofDegree = (l: number) => functions.filter(({ degree }) => degree === l);
  const linear = Array.from({ length: highest + 1 }, (_, l) =>
    linearGain(mixture, densities, l, ofDegree(l), time),
  ).reduce((best, one) => (one.localisedGain > best.localisedGain ? one : best));
  const equilibrium = problem.dimension * densities.reduce((sum, n) => sum + n, 0);
  const none = { mixture, linear, initial: undefined, gain: 0, error: 0, fisher: equilibrium };
  if (!(linear.localisedGain > 0)) return none;
  const own = ofDegree(linear.degree);
  const objective = growthObjective(mixture, problem, functions);
  const largest = Math.max(...mixture.species.map((_, i) => largestValue(own, linear.coefficients, i, linear.degree)));
  const dataOf = (size: number) => {
    const scale = (size * bound) / largest;
    const all = Float64Array.from(functions, (one) =>
      one.degree === linear.degree ? scale * linear.coefficients[own.indexOf(one)] : 0,
    );
    objective.rate(all, new Float64Array(functions.length));
    // v -> v / sqrt(theta)
    const theta = objective.temperature();
    return mixture.species.map((_, i) => ({
      temperature: rounded(1 / theta),
      bound,
      terms: own.flatMap(({ species, degree, width }, k) =>
        species === i
          ? [{ degree, width: rounded(width / Math.sqrt(theta)), amplitude: rounded(scale * linear.coefficients[k]) }]
          : [],
      ),
    }));
  };
  const tried = sizes.map((size) => {
    const initial = dataOf(size);
    return { initial, ...gainOf(mixture, densities, initial, time, rough) };
  });
  const { initial } = tried.reduce((best, one) => (one.gain > best.gain ? one : best));
  const fine = gainOf(mixture, densities, initial, time, higher);
  const error = Math.abs(fine.gain - gainOf(mixture, densities, initial, time, lower).gain);
  return fine.gain > error ? { mixture, linear, initial, ...fine, error } : none;
}

/** max |chi_i| at Y_l = 1, on a grid of radii. */
function largestValue(
  own: readonly { readonly species: number; readonly width: number }[],
  coefficients: Float64Array,
  i: number,
  l: number,
): number {
  let largest = 0;
  const widest = Math.max(...own.map(({ width }) => width));
  for (let r = widest / 4096; r < 5 * widest; r *= 1.05) {
    const chi = own.reduce(
      (sum, { species, width }, k) =>
        species === i ? sum + coefficients[k] * (r / width) ** l * Math.exp(-((r / width) ** 2) / 2) : sum,
      0,
    );
    largest = Math.max(largest, Math.abs(chi));
  }
  return largest;
}

/** I(0) and I(t) - I(0) of data by the Legendre method. */
function gainOf(
  mixture: Mixture,
  densities: readonly number[],
  initial: readonly ModulatedParameters[],
  time: number,
  { order, tolerance }: { readonly order: number; readonly tolerance: number },
): { readonly gain: number; readonly fisher: number } {
  const distributions = initial.map((modulated, i) =>
    createDistribution(
      { modulated },
      { dimension: mixture.dimension, mass: mixture.species[i].mass, density: densities[i] },
    ),
  );
  const options = { equation: 'landau', steps: 'own', order, tolerance } as const;
  const { frame, discretisation } = discretise(mixture, distributions, options);
  const system = createLegendreSystem(mixture, discretisation);
  const start = { start: 0, ...initialValues(system, frame, distributions) };
  const path = ownSteps(system, start, tolerance);
  const functionals = createFunctionals(system);
  const fisherOf = (y: Float64Array) => functionals.measure(y).reduce((sum, { fisher }) => sum + fisher, 0);
  const fisher = fisherOf(path.y);
  path.advance(time);
  return { fisher, gain: fisherOf(path.y) - fisher };
}

/** To the digits that are written to a scenario. */
function rounded(x: number): number {
  return Number(x.toPrecision(12));
}
