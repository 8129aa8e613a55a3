import { InputError } from '../../core/errors.ts';
import type { Particles } from '../../core/particles.ts';
import type { RandomStream } from '../../core/random.ts';
import { trace } from '../../core/sum.ts';
import { boxWidths, type Distribution } from '../distribution.ts';
import type { MomentCorrection } from '../moment-correction.ts';

/** A rule that represents a distribution by weighted particles. */
export interface SamplingRule {
  /** The name in scenarios (`particles.sampling`). */
  readonly name: string;
  /** A phrase for the help text. */
  readonly summary: string;
  /** Citation, printed with the results of every run that used it. */
  readonly reference: string;
  /** The correction to the exact moments: lattices change weights, random rules change velocities. */
  readonly correction: MomentCorrection;
  /** Whether the particles are nodes of a lattice: their number is a d-th power, their weights differ, and light ones may be dropped. */
  readonly onLattice: boolean;
  /** Whether the rule uses the particles of a file, which only distributions made of particles have. */
  readonly ofFile?: boolean;
  /** Whether the moments are corrected by default. */
  readonly correctedByDefault: boolean;
  /** Samples the distribution. Throws InputError if the options do not fit the rule or the distribution. */
  sample(distribution: Distribution, options: SamplingOptions): Sample;
}

export interface SamplingOptions {
  /** Requested number of particles; rules that drop particles return fewer. Lattices need a perfect d-th power. */
  readonly count: number;
  /** Ends of the cubic box [lower, upper]^d. Default: the cube of `halfWidth` around the mean velocity. */
  readonly box?: readonly [lower: number, upper: number] | undefined;
  /** Half-width of the box if `box` is absent; default: `defaultHalfWidths` of this distribution only. */
  readonly halfWidth?: number | undefined;
  /** Lattices: particles lighter than weightThreshold * heaviest are dropped; in [0, 1), default 0. */
  readonly weightThreshold?: number | undefined;
  /** The only source of random numbers. */
  readonly stream: RandomStream;
  /** Lattices: shift of the nodes on each axis, in units of the spacing; default none. */
  readonly stagger?: readonly number[] | undefined;
  /** Whether to restore the exact density, mean velocity and temperature tensor; default `correctedByDefault`. */
  readonly matchMoments?: boolean | undefined;
}

export interface Sample {
  readonly particles: Particles;
  /** Lattice spacing h; for random rules (box volume / count)^{1/d}, the natural spacing of the reconstruction. */
  readonly spacing: number;
  /** Position of a lattice node; for random rules the centre of the box. Length d. */
  readonly anchor: readonly number[];
  /**
   * n - sum of the weights, before any correction: the density outside the box, below the weight threshold, or missed by the lattice rule
   * (negative if the rule overestimates, e.g. at the edge of a ball). Zero for random rules, which use no box.
   */
  readonly lostDensity: number;
}

/** The cube {|v_k - centre_k| <= halfWidth}. */
export interface VelocityBox {
  readonly centre: readonly number[];
  readonly halfWidth: number;
}

/** The box of the options, or the default box around the distribution's mean velocity. */
export function velocityBox(distribution: Distribution, options: SamplingOptions): VelocityBox {
  const { box } = options;
  if (box === undefined) {
    const halfWidth = options.halfWidth ?? defaultHalfWidths([distribution], [1])[0];
    if (!(halfWidth > 0 && halfWidth < Infinity))
      throw new InputError(`half-width of the velocity box: expected a number > 0, got ${halfWidth}`);
    return { centre: distribution.velocity, halfWidth };
  }
  const [lower, upper] = box;
  if (!(upper > lower && upper - lower < Infinity))
    throw new InputError(`particles.box: expected [lower, upper] with lower < upper, got [${lower}, ${upper}]`);
  return {
    centre: new Array<number>(distribution.dimension).fill((lower + upper) / 2),
    halfWidth: (upper - lower) / 2,
  };
}

/**
 * Half-widths R_i of the species' boxes around their mean velocities, R_i = R / sqrt(m_i). Equal counts then give
 * spacings h_i ~ m_i^{-1/2}, which suits one smoothing temperature for all species. R is the smallest value that contains the
 * initial extent of every species and `boxWidths` thermal widths of the hottest, so that compact distributions (ball, shell)
 * have room for the tails that will develop.
 */
export function defaultHalfWidths(distributions: readonly Distribution[], masses: readonly number[]): number[] {
  const widest = distributions.map((distribution, i) => {
    const { dimension: d, covariance, extent } = distribution;
    return Math.sqrt(masses[i]) * Math.max(extent, boxWidths * Math.sqrt(trace(covariance, d) / d));
  });
  return masses.map((mass) => Math.max(...widest) / Math.sqrt(mass));
}
