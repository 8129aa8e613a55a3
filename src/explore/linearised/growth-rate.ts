import type { Matrix } from 'ml-matrix';
import { collidingPairs, type Mixture } from '../../physics/mixture.ts';
import { type Effort, splineEffort, together } from '../effort.ts';
import { eigenpairs } from './eigenvalues.ts';
import { type Localised, linearisedForms } from './forms.ts';

/** The largest (dI_2/dt)/I_2 of one harmonic degree. */
export interface GrowthRate {
  /** The rate of a perturbation in the finer space: a lower bound of the supremum, up to round-off. 0 if no rate is above round-off. */
  readonly rate: number;
  /** Difference from the coarser space, which has 2/3 as many pieces; null if the rate is 0. */
  readonly error: number | null;
}

/** Pieces of the coarser and the finer space, relative to level 1. */
const levels = [2, 3] as const;
/**
 * Rates below this part of the largest collision frequency are round-off; the rate of the momentum, which is 0, is computed as less than
 * 1e-10 of it.
 */
const negligible = 1e-8;
/** Relative error of the entries of the forms, mainly from the moments of the kernel. */
const entryError = 1e-13;
/** Limits below which functions count as dependent, tried in order until the rate is known well enough. */
const dependences = [1e-11, 1e-9, 1e-7, 1e-5] as const;
const wellKnown = 1e-3;

/**
 * The growth rate of the linearised Fisher information in a space of splines that converges. Degrees do not mix. Every rate is a lower
 * bound, because the quotient of forms is that of an actual perturbation; the error estimates its distance from the supremum.
 */
export function growthRate(mixture: Mixture, densities: readonly number[], degree: number): GrowthRate {
  const [coarse, fine] = levels.map((level) => rateAt(mixture, densities, degree, level));
  return { rate: fine, error: fine === 0 ? null : Math.abs(fine - coarse) };
}

export function growthRateEffort(mixture: Mixture, degree: number): Effort {
  return splineEffort(mixture, [degree], levels);
}

export function rateAt(mixture: Mixture, densities: readonly number[], degree: number, level: number): number {
  const { decay, fisher } = linearisedForms(mixture, densities, degree, level);
  return fastestOf(mixture, densities, decay, fisher).rate;
}

/**
 * The combination of functions whose I_2 grows fastest, by the forms of linearisedForms. The round-off of the rate is bounded by that of
 * the entries, 2 e sum_ab |z_a D_ab z_b|. It is large for nearly dependent functions, which are then left out. The rate is 0 if none
 * exceeds its round-off.
 */
function fastestOf(
  mixture: Mixture,
  densities: readonly number[],
  decay: Matrix,
  fisher: Matrix,
): { readonly rate: number; readonly vector: Float64Array } {
  const least = negligible * largestFrequency(mixture, densities);
  let best: { readonly rate: number; readonly vector: Float64Array; readonly sure: number } = {
    ...{ rate: 0, vector: new Float64Array(decay.rows), sure: 0 },
  };
  for (const dependent of dependences) {
    const { value, vector } = eigenpairs(decay, fisher, dependent)[0];
    const rate = -2 * value;
    const roundOff = Math.max(least, 2 * entryError * absoluteSum(decay, vector));
    if (rate - roundOff > best.sure) best = { rate, vector, sure: rate - roundOff };
    if (roundOff <= Math.max(least, wellKnown * rate)) break;
  }
  return best;
}

/** The growth of I_2 for sums of localised functions of one degree. */
export interface LocalisedGrowth {
  /** Largest (dI_2/dt)/I_2; 0 if no rate is above round-off. */
  readonly rate: number;
  /** Coefficients of the sum with this rate and of those that decay slowest, in the order of all functions. */
  readonly vectors: readonly Float64Array[];
}

/** The growth for those localised functions that have this degree. */
export function localisedGrowth(
  mixture: Mixture,
  densities: readonly number[],
  degree: number,
  functions: readonly (Localised & { readonly degree: number })[],
): LocalisedGrowth {
  const own = [...functions.keys()].filter((k) => functions[k].degree === degree);
  const { decay, fisher, localised } = linearisedForms(
    mixture,
    densities,
    degree,
    1,
    own.map((k) => functions[k]),
  );
  const [D, F] = [decay, fisher].map((form) => form.selection([...localised], [...localised]));
  const { rate, vector } = fastestOf(mixture, densities, D, F);
  const slowest = eigenpairs(D, F, dependences[2]).slice(0, slowModes);
  const ofAll = (coefficients: Float64Array) => {
    const all = new Float64Array(functions.length);
    own.forEach((k, a) => {
      all[k] = coefficients[a];
    });
    return all;
  };
  return { rate, vectors: [...(rate > 0 ? [vector] : []), ...slowest.map((one) => one.vector)].map(ofAll) };
}

/** Number of slow modes; the first may be an invariant. */
const slowModes = 2;

function absoluteSum(form: Matrix, z: Float64Array): number {
  let sum = 0;
  for (let a = 0; a < z.length; a++) for (let b = 0; b < z.length; b++) sum += Math.abs(z[a] * form.get(a, b) * z[b]);
  return sum;
}

/** Largest c_ij n_j m_i^(-2 - gamma/2), the rate at which a thermal velocity loses its direction at temperature 1; 0 without collisions. */
export function largestFrequency(mixture: Mixture, densities: readonly number[]): number {
  const frequency = (i: number, j: number) =>
    mixture.strength(i, j) * densities[j] * mixture.species[i].mass ** (-2 - mixture.exponent(i, j) / 2);
  return Math.max(0, ...collidingPairs(mixture).flatMap(([i, j]) => [frequency(i, j), frequency(j, i)]));
}

/** The mass ratio below which I_2 can grow. */
export interface Threshold {
  /** Largest m_1/m_2 with growth, undefined if none was found down to `least`. */
  readonly ratio: number | undefined;
  /** The change from the coarser to the finer space plus the width of the bracket. */
  readonly error: number;
}

/** The smallest mass ratio tried, and the relative width of the final bracket. */
const [least, bracket] = [1e-4, 2e-4];

/** Levels of the search for the threshold. */
const thresholdLevels = [1, 2] as const;
/** The threshold of the fine space is first sought within this factor of that of the coarse space. */
const nearby = 1.01;

/**
 * The threshold of growth in a family of mixtures with decreasing mass ratio m_1/m_2, by bisection. It assumes growth for all ratios
 * below a threshold. Every rate is a lower bound, so the true threshold is not below that of the finer space, up to the bracket.
 */
export function growthThreshold(
  family: (ratio: number) => Mixture,
  densities: readonly number[],
  degree: number,
): Threshold {
  const [coarse, fine] = thresholdLevels;
  const at = (level: number) => (ratio: number) => rateAt(family(ratio), densities, degree, level) > 0;
  const start = firstGrowth(at(coarse));
  if (start === undefined) return { ratio: undefined, error: 0 };
  const rough = bisect(at(coarse), start, 2 * start);
  const grows = at(fine);
  const ratio = grows(nearby * rough)
    ? bisect(grows, nearby * rough, 2 * rough)
    : bisect(grows, rough / nearby, nearby * rough);
  return { ratio, error: Math.abs(ratio - rough) + bracket * ratio };
}

function firstGrowth(grows: (ratio: number) => boolean): number | undefined {
  for (let ratio = 1; ratio > least; ratio /= 2) if (grows(ratio)) return ratio;
  return undefined;
}

function bisect(grows: (ratio: number) => boolean, from: number, to: number): number {
  let [low, high] = [from, to];
  while (high / low > 1 + bracket) {
    const middle = Math.sqrt(low * high);
    if (grows(middle)) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}

/** Evaluations of a search in the coarse and in the fine space. */
const evaluationsOfThreshold = { coarse: 20, fine: 10 };

export function thresholdEffort(family: (ratio: number) => Mixture, degree: number): Effort {
  const [coarse, fine] = thresholdLevels.map((level) => splineEffort(family(usualRatio), [degree], [level]));
  return together([
    { ...coarse, seconds: evaluationsOfThreshold.coarse * coarse.seconds },
    { ...fine, seconds: evaluationsOfThreshold.fine * fine.seconds },
  ]);
}

/** Typical mass ratio of a threshold. */
const usualRatio = 0.01;
