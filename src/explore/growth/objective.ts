import { adjointSteps } from '../../methods/legendre/adjoint-steps.ts';
import { fisherGradient, fisherRateGradient } from '../../methods/legendre/fisher-gradient.ts';
import type { LegendreSystem } from '../../methods/legendre/system.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { initialState, type SearchResolution } from './initial-state.ts';
import type { GrowthProblem, LocalisedFunction } from './space.ts';

/** A functional of the data with coefficients a and densities n_i, scaled in v to the temperature 1 of the mixture. */
export interface GrowthObjective {
  readonly functions: readonly LocalisedFunction[];
  /** Writes the derivatives with respect to a to `gradient`, if given. */
  value(coefficients: Float64Array, gradient?: Float64Array): number;
  /** Temperature theta of the mixture before this scaling. */
  temperature(coefficients: Float64Array): number;
}

/** Resolves f/mu = exp(B tanh(..)) to about 1e-6. */
export const forRates: SearchResolution = { order: 8, tolerance: 1e-8, harmonicsPerBound: 4 };

/**
 * dI/dt at the start. v -> s v multiplies dI/dt by s^(gamma - 2), so it is theta^((2 - gamma)/2) times that of the unscaled data. The
 * gradient is exact, by reverse differentiation.
 */
export function rateObjective(
  mixture: Mixture,
  problem: GrowthProblem,
  functions: readonly LocalisedFunction[],
): GrowthObjective & {
  /** int mu_i grad b_k . grad b_l / m_i: I to second order in the coefficients. Row order. */
  metric(): Float64Array;
} {
  const state = initialState(mixture, problem, functions, forRates);
  const { system } = state;
  const power = (2 - problem.exponent) / 2;
  const [y, slope] = [new Float64Array(system.length), new Float64Array(system.length)];
  const rate = fisherRateGradient(system);
  return {
    functions,
    value(coefficients, gradient) {
      const theta = state.evaluate(coefficients, y);
      const scale = theta ** power;
      const value = scale * rate(y, slope);
      if (gradient === undefined) return value;
      for (let a = 0; a < slope.length; a++) slope[a] *= scale;
      state.pullBack(slope, (power * value) / theta, gradient);
      return value;
    },
    temperature: (coefficients) => state.evaluate(coefficients, y),
    metric: () => metricOf(system, problem, functions),
  };
}

/** Resolves the gain to about 1 %; the resulting data are solved again. */
export const forGains: SearchResolution = { order: 5, tolerance: 1e-5, harmonicsPerBound: 2 };
/** Proportions of the time steps. */
const steps = [1, 3];

/**
 * I(t) - I(0) by a few steps of Rodas5P. v -> s v multiplies I by s^-2 and times by s^-gamma, so it is theta times the gain of the unscaled
 * data up to theta^(-gamma/2) t. The gradient through the steps is exact too.
 */
export function gainObjective(
  mixture: Mixture,
  problem: GrowthProblem,
  functions: readonly LocalisedFunction[],
  time: number,
): GrowthObjective {
  const state = initialState(mixture, problem, functions, forGains);
  const { system } = state;
  const power = -problem.exponent / 2;
  const path = adjointSteps(system, steps);
  const fisher = fisherGradient(system);
  const [y, first, slope] = Array.from({ length: 3 }, () => new Float64Array(system.length));
  return {
    functions,
    value(coefficients, gradient) {
      const theta = state.evaluate(coefficients, y);
      const end = path.advance(y, theta ** power * time);
      const gain = fisher(end, slope) - fisher(y, first);
      if (gradient === undefined) return theta * gain;
      const onLogarithm = path.reverse(slope);
      for (let a = 0; a < slope.length; a++) slope[a] = theta * (slope[a] - first[a]);
      state.pullBack(slope, gain + power * onLogarithm, gradient);
      return theta * gain;
    },
    temperature: (coefficients) => state.evaluate(coefficients, y),
  };
}

function metricOf(
  { bases, grid, angles, layout, mixture, dimension: d }: LegendreSystem,
  { densities }: GrowthProblem,
  functions: readonly LocalisedFunction[],
): Float64Array {
  const metric = new Float64Array(functions.length ** 2);
  functions.forEach((one, k) => {
    functions.forEach((other, l) => {
      if (one.species !== other.species || one.degree !== other.degree) return;
      const i = one.species;
      const { mass } = mixture.species[i];
      const eigenvalue = one.degree * (one.degree + d - 2);
      const at = (r: number, { degree, width }: LocalisedFunction) => {
        const value = (r / width) ** degree * Math.exp(-((r / width) ** 2) / 2);
        return { value, slope: (degree / r - r / width ** 2) * value };
      };
      let sum = 0;
      for (let p = 0; p < bases[i].points; p++) {
        const r = grid.radii[p];
        const [a, b] = [at(r, one), at(r, other)];
        const mu = densities[i] * (mass / (2 * Math.PI)) ** (d / 2) * Math.exp((-mass * r * r) / 2);
        sum += grid.weights[p] * mu * (a.slope * b.slope + (eigenvalue / r ** 2) * a.value * b.value);
      }
      metric[k * functions.length + l] = (sum * angles.norms[layout.modes.indexOf(one.degree)]) / mass;
    });
  });
  return metric;
}
