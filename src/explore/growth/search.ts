import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { descent, type Objective } from '../../core/minimise.ts';
import type { ModulatedParameters } from '../../ensemble/distributions/modulated.ts';
import { createDistribution } from '../../ensemble/distributions.ts';
import { discretise } from '../../methods/legendre/discretise.ts';
import { createFunctionals } from '../../methods/legendre/functionals.ts';
import type { LegendreOptions } from '../../methods/legendre/options.ts';
import { harmonicsOf } from '../../methods/legendre/symmetry.ts';
import { createLegendreSystem } from '../../methods/legendre/system.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { largestFrequency, localisedGrowth } from '../linearised/growth-rate.ts';
import { atTheEnd, type Climb, lastConfirmed, trusted } from './climb.ts';
import { type GrowthObjective, rateObjective } from './objective.ts';
import { type GrowthProblem, growthMixture, localisedFunctions } from './space.ts';

/** Data whose Fisher information grows, and the rate. */
export interface GrowingData {
  readonly mixture: Mixture;
  /** Initial f_i as parameters of the distribution `modulated`, with temperature 1 of the mixture; undefined if none grows. */
  readonly initial: readonly ModulatedParameters[] | undefined;
  /** dI/dt of these data, on elements and harmonics chosen for them; 0 if none grows. */
  readonly rate: number;
  /** Change of the rate when the last polynomial of every element and the last harmonic are left out. */
  readonly error: number;
  /** I of the data, and I = d sum n_i of the equilibrium. */
  readonly fisher: number;
  readonly equilibrium: number;
  /** The rate on the coarser elements of the search. */
  readonly searched: number;
  /** Largest (dI/dt)/(I - I_equilibrium) to second order, for the same functions. */
  readonly linearRate: number;
  readonly functions: number;
  readonly iterations: number;
  readonly gradientNorm: number;
}

/** Steps of the search; it converges to a local maximum within a few hundred. */
const mostIterations = 400;

/**
 * Finds a local maximum of dI/dt over positive data f_i ~ exp(-m_i r^2/2 + B tanh(chi_i/B)) with given densities and temperature 1, where
 * chi_i is a sum of localised functions. The start is the direction in which I - I_equilibrium grows fastest to second order, with the sign
 * and amplitude for which I grows most. The search is BFGS with exact gradients. The result is a rate of actual data, hence a lower bound
 * of the maximum.
 */
export function fastestGrowth(problem: GrowthProblem, iterations = mostIterations): GrowingData {
  return atTheEnd(growthSearch(problem, iterations));
}

/** The same as a search that may be stopped at any time. */
export function growthSearch(problem: GrowthProblem, iterations: number): Climb<GrowingData> {
  const mixture = growthMixture(problem);
  const functions = localisedFunctions(mixture, problem);
  const degrees = Array.from({ length: problem.degree + 1 }, (_, degree) =>
    localisedGrowth(mixture, problem.densities, degree, functions),
  );
  const linear = degrees.reduce((one, other) => (other.rate > one.rate ? other : one));
  const objective = rateObjective(mixture, problem, functions);
  const metric = matrixOf(objective.metric(), functions.length);
  const transform = orthonormal(metric);
  const inner = inCoordinates(objective, transform);
  const nothing = {
    mixture,
    initial: undefined,
    rate: 0,
    error: 0,
    equilibrium: equilibriumFisher(problem),
    fisher: equilibriumFisher(problem),
    searched: 0,
    linearRate: linear.rate,
    functions: functions.length,
    iterations: 0,
    gradientNorm: 0,
  };
  const least = leastRate * largestFrequency(mixture, problem.densities);
  // If none grows near the equilibrium, the data that decay slowest there may grow farther away.
  const starts = linear.rate > 0 ? linear.vectors.slice(0, 1) : degrees.flatMap(({ vectors }) => vectors);
  let tried: { readonly z: Float64Array; readonly rate: number } | undefined;
  const steps: Float64Array[] = [];
  const solved = (z: Float64Array, k: number) => {
    const gradient = new Float64Array(transform.columns);
    const searched = -inner(z, gradient);
    const initial = dataOf(mixture, problem, objective, apply(transform, z));
    const checked = checkedRate(mixture, problem.densities, initial);
    return { ...checked, initial, searched, iterations: k, gradientNorm: Math.hypot(...gradient) };
  };
  return {
    *climb() {
      for (const vector of starts) {
        const direction = coordinatesOf(vector, metric, transform);
        for (const sign of [1, -1])
          for (let size = leastSize; size < mostSize; size *= nextSize) {
            const z = direction.map((x) => sign * size * x);
            const rate = objective.value(apply(transform, z));
            if (rate > (tried?.rate ?? least)) tried = { z, rate };
            yield 0;
          }
      }
      if (tried === undefined) return;
      for (const z of descent(inner, tried.z, tolerance, iterations)) {
        if (steps.at(-1) !== z) steps.push(z);
        yield steps.length - 1;
      }
    },
    found() {
      if (tried === undefined) return nothing;
      const own = steps.length === 0 ? [tried.z] : steps;
      const best = lastConfirmed(
        own.length,
        (k) => solved(own[k], k),
        ({ rate, error, searched }) => rate > error && Math.abs(searched - rate) < trusted * rate,
      );
      return best.rate > best.error ? { ...nothing, ...best } : nothing;
    },
  };
}

/**
 * Smallest and largest root of the second-order change of I of the data at which the search may start, and the ratio of successive values.
 */
const [leastSize, mostSize, nextSize] = [0.01, 4, 1.4];

/** Smallest rate that counts as growth, in units of the largest collision frequency: well above the errors of the search's elements. */
const leastRate = 1e-8;

/** The search ends at this norm of the gradient, in units of the metric. */
const tolerance = 1e-7;

/** Terms below this part of the largest are left out before the data are checked. */
const vanishing = 1e-8;

/** The data with given coefficients, scaled to temperature 1. */
export function dataOf(
  mixture: Mixture,
  { bound }: GrowthProblem,
  { functions, temperature }: GrowthObjective,
  coefficients: Float64Array,
): ModulatedParameters[] {
  // v -> v / sqrt(theta)
  const theta = temperature(coefficients);
  const largest = Math.max(...coefficients.map(Math.abs));
  return mixture.species.map((_, i) => ({
    temperature: rounded(1 / theta),
    bound,
    terms: functions.flatMap(({ species, degree, width }, k) =>
      species === i && (Math.abs(coefficients[k]) > vanishing * largest || k === firstOf(functions, i))
        ? [{ degree, width: rounded(width / Math.sqrt(theta)), amplitude: rounded(coefficients[k]) }]
        : [],
    ),
  }));
}

function firstOf(functions: GrowthObjective['functions'], i: number): number {
  return functions.findIndex(({ species }) => species === i);
}

/** Rounds to the digits that are written to a scenario. */
function rounded(x: number): number {
  return Number(x.toPrecision(12));
}

/** dI/dt and I of data given as `modulated` distributions, with the elements and harmonics that the Legendre method chooses. */
export function checkedRate(
  mixture: Mixture,
  densities: readonly number[],
  initial: readonly ModulatedParameters[],
  options: Partial<LegendreOptions> = {},
): { readonly rate: number; readonly error: number; readonly fisher: number } {
  const distributions = initial.map((parameters, i) =>
    createDistribution(
      { modulated: parameters },
      { dimension: mixture.dimension, mass: mixture.species[i].mass, density: densities[i] },
    ),
  );
  const { frame, discretisation } = discretise(mixture, distributions, {
    equation: 'landau',
    steps: 'own',
    order: 10,
    tolerance: 1e-10,
    ...options,
  });
  const system = createLegendreSystem(mixture, discretisation);
  const y = new Float64Array(system.length);
  const { modes } = system.layout;
  const harmonics = new Float64Array(Math.max(...modes) + 1);
  distributions.forEach((f, i) => {
    const at = harmonicsOf(frame, f, Math.max(...modes));
    system.bases[i].nodes.forEach((r, a) => {
      at(r, harmonics);
      modes.forEach((l, m) => {
        if (l === 0 || a > 0) y[system.layout.offset(i, m) + a] = harmonics[l];
      });
    });
  });
  const functionals = createFunctionals(system);
  const { pairs, error } = functionals.fisherRates(y);
  const fisher = functionals.measure(y).reduce((sum, species) => sum + species.fisher, 0);
  return { rate: pairs.reduce((sum, pair) => sum + pair, 0), error, fisher };
}

function equilibriumFisher({ dimension, densities }: GrowthProblem): number {
  return dimension * densities.reduce((sum, n) => sum + n, 0);
}

/** Minus the objective as a function of coordinates z, where coefficients = transform z, for `minimise`. */
export function inCoordinates(objective: GrowthObjective, transform: Matrix): Objective {
  const slope = new Float64Array(transform.rows);
  return (z, gradient) => {
    const value = objective.value(apply(transform, z), slope);
    for (let c = 0; c < gradient.length; c++) {
      gradient[c] = 0;
      for (let k = 0; k < slope.length; k++) gradient[c] -= transform.get(k, c) * slope[k];
    }
    return -value;
  };
}

/** Below this part of the largest eigenvalue of the metric a combination of functions is round-off. */
const dependent = 1e-10;

function matrixOf(entries: Float64Array, n: number): Matrix {
  return new Matrix(Array.from({ length: n }, (_, k) => Array.from(entries.subarray(k * n, (k + 1) * n))));
}

/** Returns a matrix whose columns are combinations of the functions that are orthonormal in the metric G. */
function orthonormal(G: Matrix): Matrix {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(G, { assumeSymmetric: true });
  const largest = Math.max(...realEigenvalues);
  const kept = realEigenvalues.flatMap((value, k) => (value > dependent * largest ? [{ value, k }] : []));
  const columns = new Matrix(G.rows, kept.length);
  kept.forEach(({ value, k }, c) => {
    for (let row = 0; row < G.rows; row++) columns.set(row, c, eigenvectorMatrix.get(row, k) / Math.sqrt(value));
  });
  return columns;
}

/** The coordinates, of norm 1, of the direction of the coefficients. */
function coordinatesOf(coefficients: Float64Array, G: Matrix, transform: Matrix): Float64Array {
  const image = G.mmul(Matrix.columnVector([...coefficients]));
  const z = Float64Array.from(transform.transpose().mmul(image).getColumn(0));
  const norm = Math.hypot(...z);
  return z.map((x) => x / norm);
}

export function apply(transform: Matrix, z: Float64Array): Float64Array {
  return Float64Array.from({ length: transform.rows }, (_, k) => {
    let sum = 0;
    for (let c = 0; c < z.length; c++) sum += transform.get(k, c) * z[c];
    return sum;
  });
}
