import { InputError } from '../core/errors.ts';
import { createFixedPoint, type FixedPointMap, iterationVectors } from './fixed-point.ts';
import { firstNonFinite, type Integrator, innerProduct, norm, type StepperOptions, type System } from './integrator.ts';
import { createPredictor } from './predictor.ts';

/**
 * y1 = y0 + d,  d = dt F(t + dt/2, y0 + d/2), solved by fixed-point iteration for the increment d.
 *
 * The step is d = dt F(t + dt/2, y0 + d'/2) with the last iterate d'. Linear invariants therefore hold to round-off, and a
 * quadratic one, <y, F> = 0, up to |y1|^2 - |y0|^2 = <d, d - d'>, the residual times the (small) increment.
 */
export const implicitMidpoint: Integrator = {
  name: 'implicit-midpoint',
  reference:
    'E. Hairer, C. Lubich and G. Wanner, Geometric Numerical Integration, 2nd ed. (2006), sec. IV.2; ' +
    'fixed point after D. G. Anderson, J. ACM 12, 547-560 (1965)',
  order: 2,
  kind: 'implicit',
  conserves: ['linear', 'quadratic'],
  vectors: (options) => iterationVectors(2, options),
  prepare({ length, weights, rate }, options) {
    const solver = createIncrementSolver('implicit-midpoint', { length, weights }, options);
    const middle = new Float64Array(length);
    let t = 0;
    let dt = 0;
    let y: Float64Array = middle;

    const map: FixedPointMap = (d, image) => {
      for (let k = 0; k < length; k++) middle[k] = y[k] + d[k] / 2;
      rate(t + dt / 2, middle, image);
      for (let k = 0; k < length; k++) image[k] *= dt;
      return firstNonFinite(image) < 0;
    };

    return {
      step(start, duration, state) {
        t = start;
        dt = duration;
        y = state;
        return solver.advance(map, t, dt, norm(weights, y), y);
      },
      save: solver.save,
      restore: solver.restore,
    };
  },
};

/** Uncertainty of a potential that does not state its own: 32 roundings (see GradientFlow.noise). */
const NOISE = 2 ** -47;

/**
 * Gonzalez's midpoint discrete gradient: with ym = (y0 + y1)/2, d = y1 - y0 and the excess
 * X = U(y1) - U(y0) - <grad U(ym), d> = O(|d|^3),
 *
 *     gbar = grad U(ym) + (X / |d|^2) d,      y1 = y0 - dt L(ym) gbar.
 *
 * Since <gbar, d> = U(y1) - U(y0), U falls by exactly dt <gbar, L gbar> for any dt; ym conserves the quadratic invariants.
 *
 * Round-off: U, hence X, is known only to u = noise (|U| + |grad U| |y|), and X / |d|^2 would turn this error into an
 * arbitrary force as d -> 0. X is therefore set to 0 below u/2, and during the iteration the X in use changes only when
 * it is off by more than u. The equation solved is then smooth, the iteration converges as far as that of the
 * implicit midpoint rule, and U(y1) - U(y0) = -dt <gbar, L gbar> holds to u and the solver's residual.
 */
export const discreteGradient: Integrator = {
  name: 'discrete-gradient',
  reference:
    'O. Gonzalez, J. Nonlinear Sci. 6, 449-467 (1996); ' +
    'R. I. McLachlan, G. R. W. Quispel and N. Robidoux, Phil. Trans. R. Soc. Lond. A 357, 1021-1045 (1999)',
  order: 2,
  kind: 'implicit',
  conserves: ['linear', 'quadratic', 'potential'],
  vectors: (options) => iterationVectors(4, options),
  prepare({ length, weights, gradientFlow: flow }, options) {
    if (flow === undefined)
      throw new InputError(
        'integrator: expected a gradient flow for discrete-gradient, got a system without a potential; ' +
          'take implicit-midpoint, or a collision method that has an entropy',
      );
    const solver = createIncrementSolver('discrete-gradient', { length, weights }, options);
    const noise = flow.noise ?? NOISE;
    const middle = new Float64Array(length);
    const end = new Float64Array(length);
    const g = new Float64Array(length);
    let dt = 0;
    let y: Float64Array = middle;
    let size = 0; // |y0|
    let potential = 0; // U(y0)
    let excess = 0; // the X in use

    const map: FixedPointMap = (d, image) => {
      for (let k = 0; k < length; k++) {
        middle[k] = y[k] + d[k] / 2;
        end[k] = y[k] + d[k];
      }
      flow.gradient(middle, g);
      const found = flow.potential(end) - potential - innerProduct(weights, g, d);
      if (firstNonFinite(g) >= 0 || !Number.isFinite(found)) {
        image.set(g);
        return false;
      }
      const uncertainty = noise * (Math.abs(potential) + norm(weights, g) * size);
      if (Math.abs(found) < uncertainty / 2) excess = 0;
      else if (Math.abs(found - excess) > uncertainty) excess = found;
      if (excess !== 0) {
        const factor = excess / innerProduct(weights, d, d);
        for (let k = 0; k < length; k++) g[k] += factor * d[k];
      }
      flow.apply(middle, g, image);
      for (let k = 0; k < length; k++) image[k] *= dt;
      return firstNonFinite(image) < 0;
    };

    return {
      step(t, duration, state) {
        dt = duration;
        y = state;
        size = norm(weights, y);
        potential = flow.potential(y);
        excess = 0;
        return solver.advance(map, t, dt, size, y);
      },
      save: solver.save,
      restore: solver.restore,
    };
  },
};

/** Solves for the increment of a step from a prediction by earlier steps, and adds it to y on convergence; `size` is |y|. */
function createIncrementSolver(
  name: string,
  { length, weights }: Pick<System, 'length' | 'weights'>,
  options: StepperOptions,
) {
  const fixedPoint = createFixedPoint(weights, options);
  const predictor = createPredictor(length, name);
  const increment = new Float64Array(length);
  return {
    advance(map: FixedPointMap, t: number, dt: number, size: number, y: Float64Array) {
      predictor.predict(t, dt, increment);
      const outcome = fixedPoint.solve(map, size, increment);
      if (outcome.converged) {
        predictor.remember(t, dt, increment);
        for (let k = 0; k < length; k++) y[k] += increment[k];
      }
      return outcome;
    },
    save: predictor.save,
    restore: predictor.restore,
  };
}
