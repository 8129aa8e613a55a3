import { InputError } from '../core/errors.ts';
import {
  createOutcome,
  fail,
  firstNonFinite,
  innerProduct,
  norm,
  type StepOutcome,
  type StepperOptions,
  settle,
} from './integrator.ts';
import { predictorDepth } from './predictor.ts';

/** image := G(x). Returns false if a value is not finite; `image` then holds the offending array. */
export type FixedPointMap = (x: Float64Array, image: Float64Array) => boolean;

export interface FixedPoint {
  /**
   * Solves x = G(x) from the guess x; sizes are relative to `scale`. On success x is the image G(x') of the last
   * iterate x', so that it has every property of the images of G exactly; |x - x'| is the residual.
   */
  solve(map: FixedPointMap, scale: number, x: Float64Array): StepOutcome;
}

/**
 * A residual that has stopped decreasing is accepted below this multiple of `scale`: 1024 roundings, 2.3e-13. A residual
 * is a difference of numbers of size |x| <= scale whose last few bits are noise; above this threshold it is not noise.
 */
const ROUND_OFF = 1024 * Number.EPSILON;
/** A residual has stopped decreasing if this many successive iterations did not halve the smallest residual. */
const PATIENCE = 4;
/** The iteration diverges when the residual exceeds the larger of its first value and |G| by this factor. */
const DIVERGENCE = 1e4;
/** Growth of the residual in one iteration above which the acceleration restarts, because its linear model has failed. */
const RESTART = 10;

/**
 * Fixed-point iteration with Anderson acceleration. It ends
 *   - converged, when |G(x) - x| <= tolerance max(scale, |G(x)|);
 *   - converged at round-off, when the residual has stopped decreasing below ROUND_OFF max(scale, |G(x)|);
 *   - failed: `not-finite`, `diverged`, or out of `iterations`. A large residual is never accepted.
 */
export function createFixedPoint(weights: Float64Array, options: StepperOptions): FixedPoint {
  const { tolerance, iterations, andersonDepth } = checked(options);
  const anderson = createAnderson(weights, andersonDepth);
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

/** The vectors of an integrator with `own` vectors, a fixed point and a predictor. Only the predictor is saved. */
export function iterationVectors(own: number, { andersonDepth = defaultDepth }: StepperOptions) {
  return { held: own + 4 + 2 * andersonDepth + predictorDepth, saved: predictorDepth };
}

const defaultDepth = 8;

function checked({
  tolerance = 1e-13,
  iterations = 60,
  andersonDepth = defaultDepth,
}: StepperOptions): Required<StepperOptions> {
  const problems: string[] = [];
  if (!(tolerance > 0 && tolerance < 1))
    problems.push(`integrator.tolerance: expected a number in (0, 1), got ${tolerance}`);
  if (!(Number.isInteger(iterations) && iterations > 0))
    problems.push(`integrator.iterations: expected a positive integer, got ${iterations}`);
  if (!(Number.isInteger(andersonDepth) && andersonDepth >= 0))
    problems.push(
      `integrator.andersonDepth: expected an integer >= 0 (0 is the plain iteration), got ${andersonDepth}`,
    );
  if (problems.length > 0) throw new InputError(problems);
  return { tolerance, iterations, andersonDepth };
}

/** Acceleration of the fixed-point iteration x <- x + r(x), r(x) = G(x) - x. */
export interface Acceleration {
  /** Forgets all iterates. */
  restart(): void;
  /** x := the next iterate, from the current x and its residual r(x). */
  advance(r: Float64Array, x: Float64Array): void;
}

/**
 * Smallest squared sine of the angle between a difference of residuals and the span of the newer ones for which it is
 * used. The Gram matrix has unit diagonal and errors near 1e-15, so that an accepted value is accurate to 1e-5 or better.
 */
const INDEPENDENCE = 1e-10;

/**
 * Anderson acceleration of the given depth m, in the norm of `weights`: with the last m differences of iterates dx_j
 * and residuals dr_j,
 *
 *     g = argmin | r - sum_j g_j dr_j |,      x <- x + r - sum_j g_j (dx_j + dr_j).
 *
 * The normal equations are scaled to unit diagonal and factorised from the newest difference to the oldest. A difference
 * that depends on newer ones is left out. Without differences (and at depth 0) this is the plain step x <- x + r.
 *
 * D. G. Anderson, J. ACM 12, 547-560 (1965); H. F. Walker and P. Ni, SIAM J. Numer. Anal. 49, 1715-1735 (2011).
 */
export function createAnderson(weights: Float64Array, depth: number): Acceleration {
  const length = weights.length;
  const differences = Array.from({ length: depth }, () => ({
    x: new Float64Array(length),
    r: new Float64Array(length),
    scale: 0,
  }));
  const lastX = new Float64Array(depth > 0 ? length : 0);
  const lastR = new Float64Array(depth > 0 ? length : 0);
  // Rows of the Cholesky factor of the kept differences, their indices, and the coefficients g.
  const factor = Array.from({ length: depth }, () => new Float64Array(depth));
  const kept = new Int32Array(depth);
  const coefficients = new Float64Array(depth);
  let stored = -1; // Number of stored differences; -1 before the first iterate.

  function remember(r: Float64Array, x: Float64Array): void {
    if (stored >= 0) {
      const newest = differences[depth - 1];
      for (let j = depth - 1; j > 0; j--) differences[j] = differences[j - 1];
      differences[0] = newest;
      for (let k = 0; k < length; k++) {
        newest.x[k] = x[k] - lastX[k];
        newest.r[k] = r[k] - lastR[k];
      }
      newest.scale = 1 / Math.sqrt(innerProduct(weights, newest.r, newest.r));
    }
    stored = Math.min(stored + 1, depth);
    lastX.set(x);
    lastR.set(r);
  }

  /** Fills the factor row by row; returns the number of differences kept. */
  function factorise(): number {
    let count = 0;
    for (let j = 0; j < stored; j++) {
      const { r, scale } = differences[j];
      if (!Number.isFinite(scale)) continue;
      const row = factor[count];
      let pivot = 1;
      for (let i = 0; i < count; i++) {
        const other = differences[kept[i]];
        let entry = innerProduct(weights, r, other.r) * scale * other.scale;
        for (let l = 0; l < i; l++) entry -= row[l] * factor[i][l];
        row[i] = entry / factor[i][i];
        pivot -= row[i] * row[i];
      }
      if (!(pivot > INDEPENDENCE)) continue;
      row[count] = Math.sqrt(pivot);
      kept[count++] = j;
    }
    return count;
  }

  function solve(r: Float64Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const { r: difference, scale } = differences[kept[i]];
      let entry = innerProduct(weights, difference, r) * scale;
      for (let l = 0; l < i; l++) entry -= factor[i][l] * coefficients[l];
      coefficients[i] = entry / factor[i][i];
    }
    for (let i = count - 1; i >= 0; i--) {
      for (let l = i + 1; l < count; l++) coefficients[i] -= factor[l][i] * coefficients[l];
      coefficients[i] /= factor[i][i];
    }
    for (let i = 0; i < count; i++) coefficients[i] *= differences[kept[i]].scale;
  }

  return {
    restart() {
      stored = -1;
    },
    advance(r, x) {
      let count = 0;
      if (depth > 0) {
        remember(r, x);
        count = factorise();
        solve(r, count);
      }
      for (let k = 0; k < length; k++) x[k] += r[k];
      for (let i = 0; i < count; i++) {
        const { x: dx, r: dr } = differences[kept[i]];
        const g = coefficients[i];
        for (let k = 0; k < length; k++) x[k] -= g * (dx[k] + dr[k]);
      }
    },
  };
}
