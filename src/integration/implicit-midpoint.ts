import { createFixedPoint, type FixedPointMap, iterationVectors } from './fixed-point.ts';
import { firstNonFinite, type Integrator, norm } from './integrator.ts';
import { createPredictor } from './predictor.ts';

/**
 * y1 = y0 + d,  d = dt F(t + dt/2, y0 + d/2), solved by fixed point for the increment d.
 *
 * The step taken is d = dt F(t + dt/2, y0 + d'/2) with the last iterate d', hence linear invariants hold to round-off,
 * and a quadratic one, <y, F> = 0, to |y1|^2 - |y0|^2 = <d, d - d'>: the residual times the (small) increment.
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
    const fixedPoint = createFixedPoint(weights, options);
    const predictor = createPredictor(length, 'implicit-midpoint');
    const increment = new Float64Array(length);
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
        predictor.predict(t, dt, increment);
        const outcome = fixedPoint.solve(map, norm(weights, y), increment);
        if (outcome.converged) {
          predictor.remember(t, dt, increment);
          for (let k = 0; k < length; k++) y[k] += increment[k];
        }
        return outcome;
      },
      save: predictor.save,
      restore: predictor.restore,
    };
  },
};
