/** A function and its gradient, which it writes to `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradientNorm: number;
  readonly iterations: number;
}

/** A local minimum, see `descent`. */
export function minimise(objective: Objective, start: Float64Array, tolerance: number, limit = 2000): Minimum {
  const steps = descent(objective, start, tolerance, limit);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * Finds a local minimum by the BFGS method with a weak Wolfe line search (bisection), starting at `start`, until |gradient| <= tolerance
 * or round-off hides any further descent. Yields the end of the last step after every evaluation. Sources: J. Nocedal &
 * S. J. Wright, Numerical Optimization (2006), algorithm 6.1; A. S. Lewis & M. L. Overton, Math. Program. 141, 135 (2013), algorithm 2.6;
 * W. W. Hager & H. Zhang, SIAM J. Optim. 16, 170 (2005), eq. 4.1.
 */
export function* descent(
  objective: Objective,
  start: Float64Array,
  tolerance: number,
  limit: number,
): Generator<Float64Array, Minimum> {
  const n = start.length;
  let x: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(n);
  let value = objective(x, gradient);
  yield x;
  /** The approximate inverse of the Hessian, in row order. */
  let inverse = identity(n, 1);
  let fresh = true;
  let iterations = 0;
  for (; iterations < limit && length(gradient) > tolerance; iterations++) {
    const direction = x.map((_, i) => -dot(inverse.subarray(i * n, (i + 1) * n), gradient));
    const found = yield* lineSearch(objective, x, direction, value, dot(direction, gradient));
    if (found === undefined) {
      if (fresh) break;
      inverse = identity(n, 1);
      fresh = true;
      continue;
    }
    const step = found.x.map((end, i) => end - x[i]);
    const change = found.gradient.map((end, i) => end - gradient[i]);
    // The first step fixes the scale of the inverse (Nocedal & Wright, eq. 6.20).
    if (fresh) inverse = identity(n, dot(step, change) / dot(change, change));
    update(step, change, inverse);
    fresh = false;
    ({ x, gradient, value } = found);
    yield x;
  }
  return { x, value, gradientNorm: length(gradient), iterations };
}

/** Constants of the Wolfe conditions: sufficient descent, and a flatter slope. */
const enough = 1e-4;
const flatter = 0.9;
/** Relative round-off of the objective. */
const roundOff = 8 * Number.EPSILON;
/** Number of halvings that shrink the interval to round-off. */
const bisections = 60;

function* lineSearch(
  objective: Objective,
  x: Float64Array,
  direction: Float64Array,
  value: number,
  slope: number,
): Generator<
  Float64Array,
  (Omit<Minimum, 'gradientNorm' | 'iterations'> & { readonly gradient: Float64Array }) | undefined
> {
  if (!(slope < 0)) return undefined;
  let shortest = 0;
  let longest = Infinity;
  let step = 1;
  for (let k = 0; k < bisections; k++) {
    const end = x.map((start, i) => start + step * direction[i]);
    const gradient = new Float64Array(x.length);
    const reached = objective(end, gradient);
    const endSlope = dot(gradient, direction);
    // If round-off hides the descent, the slope shows it: a parabola descends enough if it ends no steeper than it
    // began. Function values alone would leave the gradient at the square root of round-off, 1e-7 instead of 1e-9.
    const level = reached <= value + roundOff * Math.abs(value) && endSlope <= (2 * enough - 1) * slope;
    if (!(reached <= value + enough * step * slope || level)) longest = step;
    else if (endSlope < flatter * slope) shortest = step;
    else return { x: end, gradient, value: reached };
    step = longest < Infinity ? (shortest + longest) / 2 : 2 * step;
    yield x;
  }
  return undefined;
}

/** inverse := (I - rho s y^T) inverse (I - rho y s^T) + rho s s^T, rho = 1 / s.y > 0 by the Wolfe conditions. */
function update(s: Float64Array, y: Float64Array, inverse: Float64Array): void {
  const n = s.length;
  const rho = 1 / dot(s, y);
  const image = s.map((_, i) => dot(inverse.subarray(i * n, (i + 1) * n), y));
  const both = rho * (1 + rho * dot(y, image));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) inverse[i * n + j] += both * s[i] * s[j] - rho * (s[i] * image[j] + image[i] * s[j]);
}

function identity(n: number, scale: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? scale : 0));
}

function length(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
