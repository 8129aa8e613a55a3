import { Matrix } from 'ml-matrix';
import { descent } from '../../core/minimise.ts';
import type { ModulatedParameters } from '../../ensemble/distributions/modulated.ts';
import { createDistribution } from '../../ensemble/distributions.ts';
import { discretise } from '../../methods/legendre/discretise.ts';
import { createFunctionals } from '../../methods/legendre/functionals.ts';
import { initialValues } from '../../methods/legendre/initial-values.ts';
import { createLegendreSystem } from '../../methods/legendre/system.ts';
import { ownSteps } from '../../methods/legendre/time-path.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { type LinearGain, linearGain } from '../linearised/linear-flow.ts';
import { atTheEnd, type Climb, lastConfirmed, trusted } from './climb.ts';
import { gainObjective } from './objective.ts';
import { apply, dataOf, inCoordinates } from './search.ts';
import { type GrowthProblem, growthMixture, type LocalisedFunction, localisedFunctions } from './space.ts';

/** Data whose Fisher information has gained by a given time. */
export interface GainingData {
  readonly mixture: Mixture;
  /** The best of the degrees near the equilibrium. */
  readonly linear: LinearGain;
  /** Initial f_i, at temperature 1 of the mixture; undefined if none gains. */
  readonly initial: readonly ModulatedParameters[] | undefined;
  /**
   * I(t) - I(0) of these data by the full equation, and the difference from a solution of lower order and ten times the tolerance; 0 if
   * none gains.
   */
  readonly gain: number;
  readonly error: number;
  /** I(0). */
  readonly fisher: number;
  /** The gain on the coarser elements and in the few steps of the search. */
  readonly searched: number;
  readonly functions: number;
  readonly iterations: number;
  /** In units of the metric, relative to the gain. */
  readonly gradientNorm: number;
}

/** Smallest and largest max |chi| of the data at which the search may start, in units of the bound, and the ratio of successive values. */
const [leastSize, mostSize, nextSize] = [1 / 16, 2, 1.4];
/** The search ends at this norm of the gradient, relative to the gain and in units of the metric. */
const tolerance = 1e-6;

/**
 * Finds a local maximum of I(t) - I(0) over the positive data of `fastestGrowth`. The start is the sum of localised functions that gains
 * most near the equilibrium, where the flow is linear and the maximum is an eigenvalue problem (see linearGain), with the sign and size
 * that gain most. The search is BFGS with the exact gradient of the gain over a few steps. The result is the gain of actual data, solved
 * again on finer elements: a lower bound of the maximum.
 */
export function largestGain(problem: GrowthProblem, time: number, iterations: number): GainingData {
  return atTheEnd(gainSearch(problem, time, iterations));
}

/** The same as a search that may be stopped at any time. */
export function gainSearch(problem: GrowthProblem, time: number, iterations: number): Climb<GainingData> {
  const { densities, bound, degree: highest } = problem;
  const mixture = growthMixture(problem);
  const functions = localisedFunctions(mixture, problem);
  const degrees = Array.from({ length: highest + 1 }, (_, l) =>
    linearGain(mixture, densities, l, ofDegree(functions, l), time, coarse),
  );
  const strongest = degrees.reduce((one, other) => (other.localisedGain > one.localisedGain ? other : one));
  const linear = linearGain(mixture, densities, strongest.degree, ofDegree(functions, strongest.degree), time);
  const equilibrium = problem.dimension * densities.reduce((sum, n) => sum + n, 0);
  const none = {
    ...{ mixture, linear, initial: undefined, gain: 0, error: 0, fisher: equilibrium },
    ...{ searched: 0, functions: functions.length, iterations: 0, gradientNorm: 0 },
  };
  if (!(strongest.localisedGain > 0)) return { *climb() {}, found: () => none };
  const objective = gainObjective(mixture, problem, functions, time);
  const { transform, start } = linearCoordinates(functions, degrees, strongest);
  const direction = apply(transform, start);
  const largest = Math.max(...mixture.species.map((_, i) => largestValue(functions, direction, i)));
  let tried = { z: start, gain: 0 };
  const steps: Float64Array[] = [];
  const inner = inCoordinates(objective, transform);
  const relative = (z: Float64Array, gradient: Float64Array) => {
    const value = inner(z, gradient) / tried.gain;
    for (let c = 0; c < gradient.length; c++) gradient[c] /= tried.gain;
    return value;
  };
  const solved = (z: Float64Array, k: number) => {
    const coefficients = apply(transform, z);
    const searched = objective.value(coefficients);
    const initial = dataOf(mixture, problem, objective, coefficients);
    const [lower, higher] = accuracies.map((accuracy) => gainOf(mixture, densities, initial, time, accuracy));
    return { ...higher, initial, searched, iterations: k, error: Math.abs(higher.gain - lower.gain) };
  };
  return {
    *climb() {
      // Near the equilibrium -chi gains as much as chi, farther away it does not. The size grows until the gain falls: far beyond, the
      // elements of the search do not resolve the data.
      for (const sign of [1, -1]) {
        let last = 0;
        for (let size = leastSize; size <= mostSize; size *= nextSize) {
          const z = start.map((x) => (sign * size * bound * x) / largest);
          const gain = objective.value(apply(transform, z));
          if (!(gain > last)) break;
          last = gain;
          if (gain > tried.gain) tried = { z, gain };
          yield 0;
        }
      }
      if (tried.gain === 0) return;
      for (const z of descent(relative, tried.z, tolerance, iterations)) {
        if (steps.at(-1) !== z) steps.push(z);
        yield steps.length - 1;
      }
    },
    found() {
      if (tried.gain === 0) return none;
      const own = steps.length === 0 ? [tried.z] : steps;
      const best = lastConfirmed(
        own.length,
        (k) => solved(own[k], k),
        ({ gain, error, searched }) => gain > error && Math.abs(searched - gain) < trusted * gain,
      );
      if (!(best.gain > best.error)) return none;
      const gradient = new Float64Array(tried.z.length);
      relative(own[best.iterations], gradient);
      return { ...none, ...best, gradientNorm: Math.hypot(...gradient) };
    },
  };
}

function ofDegree(functions: readonly LocalisedFunction[], l: number) {
  return functions.filter(({ degree }) => degree === l);
}

/** Spline levels sufficient to compare the degrees. */
const coarse = [1];

/**
 * Coordinates z with coefficients = transform z in which the gain near the equilibrium is a sum of squares, with factors of order one
 * relative to the largest. Columns are the modes of all degrees, each divided by the root of its change over the largest gain. `start` is
 * the mode that gains most.
 */
function linearCoordinates(
  functions: readonly LocalisedFunction[],
  degrees: readonly LinearGain[],
  best: LinearGain,
): { readonly transform: Matrix; readonly start: Float64Array } {
  const modes = degrees.flatMap(({ degree, modes: own }) =>
    own.map(({ value, vector }) => ({
      degree,
      value,
      vector,
      gains: degree === best.degree && vector === best.modes.at(-1)!.vector,
    })),
  );
  const transform = Matrix.zeros(functions.length, modes.length);
  modes.forEach(({ degree, value, vector }, c) => {
    ofDegree(functions, degree).forEach((one, k) => {
      transform.set(functions.indexOf(one), c, vector[k] / Math.sqrt(Math.abs(value) / best.localisedGain + 1));
    });
  });
  return { transform, start: Float64Array.from(modes, ({ gains }) => (gains ? 1 : 0)) };
}

/** max |chi_i| for |Y_l| <= 1, on a grid of radii. */
function largestValue(functions: readonly LocalisedFunction[], coefficients: Float64Array, i: number): number {
  let largest = 0;
  const widest = Math.max(...functions.map(({ width }) => width));
  for (let r = widest / 4096; r < 5 * widest; r *= 1.05) {
    const chi = functions.reduce(
      (sum, { species, degree, width }, k) =>
        species === i ? sum + coefficients[k] * (r / width) ** degree * Math.exp(-((r / width) ** 2) / 2) : sum,
      0,
    );
    largest = Math.max(largest, Math.abs(chi));
  }
  return largest;
}

/** The two accuracies whose difference is the error. */
const accuracies = [
  { order: 6, tolerance: 1e-6 },
  { order: 8, tolerance: 1e-7 },
] as const;

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
