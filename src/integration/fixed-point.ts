import { InputError } from '../core/errors.ts';
import { createAnderson } from './anderson.ts';
import { firstNonFinite } from './first-non-finite.ts';
import { norm } from './inner-product.ts';
import type { StepOutcome, StepperOptions } from './integrator.ts';
import { createOutcome, fail, settle } from './outcome.ts';

/** image := G(x). False when something in it is not finite; `image` then holds the offending array. */
export type FixedPointMap = (x: Float64Array, image: Float64Array) => boolean;

export interface FixedPoint {
  /**
   * Solves x = G(x) from the guess x, for sizes compared with `scale`. On success x is the image G(x') of the last
   * iterate x', so that it has every property of G's images exactly; |x - x'| is the residual.
   */
  solve(map: FixedPointMap, scale: number, x: Float64Array): StepOutcome;
}

/**
 * A residual that stopped decreasing is accepted below this multiple of `scale`: 1024 roundings, 2.3e-13. An exact
 * residual is a difference of numbers of size |x| <= scale whose last few bits are noise; above this it is not noise.
 */
const ROUND_OFF = 1024 * Number.EPSILON;
/** `Stopped decreasing`: this many iterations in a row did not halve the smallest residual. */
const PATIENCE = 4;
/** The iteration diverges when the residual exceeds the larger of its first value and |G| by this factor. */
const DIVERGENCE = 1e4;
/** Growth of the residual in one iteration after which the acceleration starts afresh: its linear model has failed. */
const RESTART = 10;

/**
 * Fixed-point iteration with Anderson acceleration. It ends
 *   - converged, when |G(x) - x| <= tolerance max(scale, |G(x)|);
 *   - converged at round-off, when the residual stopped decreasing below ROUND_OFF max(scale, |G(x)|);
 *   - failed: `not-finite`, `diverged`, or out of `iterations`. A large residual is never accepted.
 */
export function createFixedPoint(weights: Float64Array, options: StepperOptions): FixedPoint {
  const { tolerance, iterations, depth } = checked(options);
  const anderson = createAnderson(weights, depth);
  const image = new Float64Array(weights.length);
  const residual = new Float64Array(weights.length);
  const outcome = createOutcome();

  return {
    solve(map, scale, x) {
      anderson.restart();
      let first = 0;
      let last = Infinity;
      let smallest = Infinity;
      let idle = 0;
      let relative = Infinity;
      for (let i = 1; i <= iterations; i++) {
        if (!map(x, image)) return fail(outcome, i, relative, 'not-finite', firstNonFinite(image));
        for (let k = 0; k < x.length; k++) residual[k] = image[k] - x[k];
        const size = norm(weights, residual);
        const reached = norm(weights, image);
        const reach = Math.max(scale, reached);
        if (i === 1) first = Math.max(size, reached);
        relative = size > 0 ? size / reach : 0;
        idle = size < smallest / 2 ? 0 : idle + 1;
        smallest = Math.min(smallest, idle === 0 ? size : smallest);
        if (relative <= tolerance || (idle >= PATIENCE && relative <= ROUND_OFF)) {
          x.set(image);
          return settle(outcome, i, relative);
        }
        if (!(size <= DIVERGENCE * first)) return fail(outcome, i, relative, 'diverged');
        if (size > RESTART * last) anderson.restart();
        last = size;
        anderson.advance(residual, x);
      }
      return fail(outcome, iterations, relative, 'iterations');
    },
  };
}

function checked({ tolerance = 1e-13, iterations = 60, depth = 4 }: StepperOptions): Required<StepperOptions> {
  const problems: string[] = [];
  if (!(tolerance > 0 && tolerance < 1))
    problems.push(`integrator.tolerance: expected a number in (0, 1), got ${tolerance}`);
  if (!(Number.isInteger(iterations) && iterations > 0))
    problems.push(`integrator.iterations: expected a positive integer, got ${iterations}`);
  if (!(Number.isInteger(depth) && depth >= 0))
    problems.push(`integrator.depth: expected an integer >= 0 (0 is the plain iteration), got ${depth}`);
  if (problems.length > 0) throw new InputError(problems);
  return { tolerance, iterations, depth };
}
