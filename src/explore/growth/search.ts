import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { minimise, type Objective } from '../../core/minimise.ts';
import type { ModulatedParameters } from '../../ensemble/distributions/modulated.ts';
import { createDistribution } from '../../ensemble/distributions.ts';
import { discretise } from '../../methods/legendre/discretise.ts';
import { createFunctionals } from '../../methods/legendre/functionals.ts';
import type { LegendreOptions } from '../../methods/legendre/options.ts';
import { harmonicsOf } from '../../methods/legendre/symmetry.ts';
import { createLegendreSystem } from '../../methods/legendre/system.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { type GrowthObjective, rateObjective } from './objective.ts';
import { type GrowthProblem, growthMixture, localisedFunctions } from './space.ts';

/** Data whose Fisher information grows, and how fast. */
export interface GrowingData {
  readonly mixture: Mixture;
  /** f_i at the start, by the parameters of the distribution `modulated`; the temperature of the mixture is 1. Undefined where none grows. */
  readonly initial: readonly ModulatedParameters[] | undefined;
  /** dI/dt of these data, on elements and harmonics of their own; 0 where none grows. */
  readonly rate: number;
  /** How much the rate changes when the last polynomial of every element and the last harmonic are left out. */
  readonly error: number;
  /** I of the data and d sum n_i, that of the equilibrium. */
  readonly fisher: number;
  readonly equilibrium: number;
  /** The rate on the coarser elements of the search. */
  readonly searched: number;
  /** Largest (dI/dt)/(I - I_equilibrium) to second order, of the same functions. */
  readonly linearRate: number;
  readonly functions: number;
  readonly iterations: number;
  readonly gradientNorm: number;
}

/** Steps of the search; it converges to a local maximum in a few hundred. */
const mostIterations = 400;

/**
 * A local maximum of dI/dt over positive data f_i ~ exp(-m_i r^2/2 + B tanh(chi_i/B)) of given densities and temperature 1, chi_i a sum of localised
 * functions. The start is the direction in which I - I_equilibrium grows fastest to second order, at its best amplitude; then the BFGS
 * method with exact gradients. The result is a rate of actual data, hence a lower bound of the largest.
 */
export function fastestGrowth(problem: GrowthProblem, iterations = mostIterations): GrowingData {
  const mixture = growthMixture(problem);
  const functions = localisedFunctions(mixture, problem);
  const objective = rateObjective(mixture, problem, functions);
  const transform = orthonormal(objective);
  const R = transform.columns;
  const inner = inCoordinates(objective, transform);
  const { direction, linearRate } = fastestDirection(R, inner);
  const start = bestAmplitude(R, inner, direction);
  const nothing = {
    mixture,
    initial: undefined,
    rate: 0,
    error: 0,
    equilibrium: equilibriumFisher(problem),
    fisher: equilibriumFisher(problem),
    searched: 0,
    linearRate,
    functions: functions.length,
    iterations: 0,
    gradientNorm: 0,
  };
  if (start === undefined) return nothing;
  const found = minimise(inner, start, tolerance, iterations);
  const coefficients = apply(transform, found.x);
  const initial = dataOf(mixture, problem, objective, coefficients);
  const checked = checkedRate(mixture, problem.densities, initial);
  return {
    ...nothing,
    ...checked,
    initial,
    searched: -found.value,
    iterations: found.iterations,
    gradientNorm: found.gradientNorm,
  };
}

/** Norm of the gradient, in units of the metric, at which the search ends. */
const tolerance = 1e-7;

/** Terms below this part of the largest are left out, before the data are checked. */
const vanishing = 1e-8;

/** The data with some coefficients, at the temperature 1. */
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

/** To the digits that are written to a scenario. */
function rounded(x: number): number {
  return Number(x.toPrecision(12));
}

/** dI/dt and I of data given as `modulated` distributions, with the elements and harmonics that the Legendre method chooses for them. */
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

/** Minus the objective as a function of coordinates z, the coefficients being transform z: for `minimise`. */
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

/** Columns: combinations of the functions that are orthonormal in the metric. */
function orthonormal({ functions, metric }: ReturnType<typeof rateObjective>): Matrix {
  const n = functions.length;
  const entries = metric();
  const G = new Matrix(Array.from({ length: n }, (_, k) => Array.from(entries.subarray(k * n, (k + 1) * n))));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(G, { assumeSymmetric: true });
  const largest = Math.max(...realEigenvalues);
  const kept = realEigenvalues.flatMap((value, k) => (value > dependent * largest ? [{ value, k }] : []));
  const columns = new Matrix(n, kept.length);
  kept.forEach(({ value, k }, c) => {
    for (let row = 0; row < n; row++) columns.set(row, c, eigenvectorMatrix.get(row, k) / Math.sqrt(value));
  });
  return columns;
}

export function apply(transform: Matrix, z: Float64Array): Float64Array {
  return Float64Array.from({ length: transform.rows }, (_, k) => {
    let sum = 0;
    for (let c = 0; c < z.length; c++) sum += transform.get(k, c) * z[c];
    return sum;
  });
}

/** Size of the coefficients at which gradients are differenced. */
const difference = 1e-4;

/** The eigenvector of the largest second derivative of dI/dt at the equilibrium, by central differences of its gradient. */
function fastestDirection(R: number, inner: Objective) {
  const H = new Matrix(R, R);
  const [forward, backward] = [new Float64Array(R), new Float64Array(R)];
  for (let p = 0; p < R; p++) {
    const z = new Float64Array(R);
    z[p] = difference;
    inner(z, forward);
    z[p] = -difference;
    inner(z, backward);
    for (let q = 0; q < R; q++) H.set(p, q, (forward[q] - backward[q]) / (2 * difference));
  }
  const symmetric = Matrix.add(H, H.transpose()).mul(1 / 2);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  const lowest = realEigenvalues.indexOf(Math.min(...realEigenvalues));
  return {
    direction: Float64Array.from(eigenvectorMatrix.getColumn(lowest)),
    linearRate: -realEigenvalues[lowest] / 2,
  };
}

/** The best multiple of a direction, of a geometric progression, where any grows. */
function bestAmplitude(R: number, inner: Objective, direction: Float64Array): Float64Array | undefined {
  let best: { readonly value: number; readonly z: Float64Array } | undefined;
  for (let size = 0.01; size < 4; size *= 1.4) {
    const z = direction.map((x) => size * x);
    const value = inner(z, new Float64Array(R));
    if (value < (best?.value ?? -leastRate)) best = { value, z };
  }
  return best?.z;
}

/** What counts as growth: well above the errors of the elements of the search. */
const leastRate = 1e-8;
