import { InputError } from '../../core/errors.ts';
import { trace } from '../../core/trace.ts';
import { boxWidths, type Distribution } from '../distribution.ts';
import type { SamplingOptions } from './sampling-rule.ts';

/** The cube {|v_k - centre_k| <= halfWidth}. */
export interface VelocityBox {
  readonly centre: readonly number[];
  readonly halfWidth: number;
}

/** The box of the options, or the default one round the distribution's mean velocity. */
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
 * Half-widths R_i of the species' boxes round their own mean velocities, R_i = R / sqrt(m_i): equal counts then give
 * spacings h_i ~ m_i^{-1/2}, as one smoothing temperature for all species asks for. R is the smallest that holds every
 * species' extent at the start and `boxWidths` thermal widths of the hottest, so that a compact start (ball, shell) has
 * room for the tails it will grow.
 */
export function defaultHalfWidths(distributions: readonly Distribution[], masses: readonly number[]): number[] {
  const widest = distributions.map((distribution, i) => {
    const { dimension: d, covariance, extent } = distribution;
    return Math.sqrt(masses[i]) * Math.max(extent, boxWidths * Math.sqrt(trace(covariance, d) / d));
  });
  return masses.map((mass) => Math.max(...widest) / Math.sqrt(mass));
}
