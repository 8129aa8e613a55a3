import { collidingPairs, type Mixture } from '../../physics/mixture.ts';
import { eigenpairs } from './eigenvalues.ts';
import { linearisedForms } from './forms.ts';

/** The largest (dI_2/dt)/I_2 of one harmonic degree. */
export interface GrowthRate {
  /** That of a perturbation in the finer space: a lower bound of the supremum, up to round-off. 0 where none is above round-off. */
  readonly rate: number;
  /** By how much the coarser space, of 2/3 as many pieces, falls short of it. */
  readonly error: number;
}

/** Pieces of the coarser and the finer space, in those of level 1. */
const levels = [2, 3] as const;
/** Rates below this part of the largest collision frequency are round-off; that of the momentum, which is 0, comes out below 1e-10 of it. */
const roundOff = 1e-8;

/**
 * The growth rate of the linearised Fisher information in a space of splines that converges. Degrees do not mix. Every rate is a lower bound, because the
 * quotient of forms is that of an actual perturbation; how far below the supremum it lies, the error estimates.
 */
export function growthRate(mixture: Mixture, densities: readonly number[], degree: number): GrowthRate {
  const [coarse, fine] = levels.map((level) => rateAt(mixture, densities, degree, level));
  return { rate: fine, error: Math.abs(fine - coarse) };
}

export function rateAt(mixture: Mixture, densities: readonly number[], degree: number, level: number): number {
  const { decay, fisher } = linearisedForms(mixture, densities, degree, level);
  const rate = -2 * eigenpairs(decay, fisher)[0].value;
  return rate > roundOff * largestFrequency(mixture, densities) ? rate : 0;
}

/** c_ij n_j m_i^(-2 - gamma/2), the rate at which the direction of a thermal velocity is lost at temperature 1. */
function largestFrequency(mixture: Mixture, densities: readonly number[]): number {
  const frequency = (i: number, j: number) =>
    mixture.strength(i, j) * densities[j] * mixture.species[i].mass ** (-2 - mixture.exponent(i, j) / 2);
  return Math.max(...collidingPairs(mixture).flatMap(([i, j]) => [frequency(i, j), frequency(j, i)]));
}

/** The mass ratio below which I_2 can grow. */
export interface Threshold {
  /** Largest m_1/m_2 with growth, undefined where none was found down to `least`. */
  readonly ratio: number | undefined;
  /** The change from the coarser to the finer space and the width of the bracket. */
  readonly error: number;
}

/** The smallest mass ratio that is tried, and the relative width of the final bracket. */
const [least, bracket] = [1e-4, 2e-4];

/** Of the search for the threshold. */
const thresholdLevels = [1, 2] as const;
/** How far from the threshold of the coarse space that of the fine one is looked for first. */
const nearby = 1.01;

/**
 * The threshold of growth in a family of mixtures of decreasing mass ratio m_1/m_2, by bisection. It assumes that there is growth for all ratios
 * below one. Spaces are nested and every rate is a lower bound, so the true threshold is not below that of the finer space, up to the bracket.
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
