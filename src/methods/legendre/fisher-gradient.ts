import { createFields, type Field, fieldEvaluation } from './fields.ts';
import { angularGrid } from './harmonics.ts';
import type { LegendreSystem } from './system.ts';
import { gatherFields } from './transposed-derivative.ts';

/** A function of the unknowns of a Legendre system that also writes its exact gradient. */
export type WithGradient = (y: Float64Array, gradient: Float64Array) => number;

/** Angular quadrature points of log f per degree, beyond those for products of harmonics. */
const anglesPerMode = 2;
/** Below this fraction of its largest value f is round-off and is left out. */
const negligible = 1e-16;

/** The fields of I = sum_i (1/m_i) int |grad f_i|^2 / f_i at the quadrature points, and a visitor of them. */
function fisherFields(system: LegendreSystem) {
  const { dimension: d, mixture, grid, bases, layout } = system;
  const top = Math.max(...layout.modes);
  const angles = angularGrid(d, layout.modes, top === 0 ? 1 : anglesPerMode * top + 16);
  const T = angles.count;
  const places = { grid, angles, bases, layout };
  const fields = createFields(places);
  const empty = (i: number): Field => {
    const values = () => new Float64Array(bases[i].points * T);
    return { f: values(), fr: values(), ft: values() };
  };
  /** Visits the points of species i where f is above round-off, with weight w and (x, z) = grad log f. */
  const visit = (i: number, at: (place: number, w: number, x: number, z: number) => void) => {
    const { f, fr, ft } = fields[i];
    const least = negligible * f.reduce((most, value) => Math.max(most, value), 0);
    for (let place = 0; place < f.length; place++)
      if (f[place] > least) {
        const w = (grid.weights[Math.floor(place / T)] * angles.weights[place % T]) / mixture.species[i].mass;
        at(place, w, fr[place] / f[place], ft[place] / f[place]);
      }
  };
  return { places, fields, empty, visit, evaluate: fieldEvaluation(places) };
}

/** I of the states of a Legendre system, with the gradient of the discrete I. */
export function fisherGradient(system: LegendreSystem): WithGradient {
  const { places, fields, empty, visit, evaluate } = fisherFields(system);
  return (y, gradient) => {
    evaluate(y, fields);
    gradient.fill(0);
    let fisher = 0;
    fields.forEach(({ f }, i) => {
      const first = empty(i);
      visit(i, (at, w, x, z) => {
        const square = x * x + z * z;
        fisher += w * square * f[at];
        first.f[at] = -w * square;
        first.fr[at] = 2 * w * x;
        first.ft[at] = 2 * w * z;
      });
      gatherFields(places, i, first, gradient);
    });
    return fisher;
  };
}

/**
 * dI/dt along a Legendre system. With h_i = df_i/dt, dy/dt = M^-1 R(y),
 *
 *     dI/dt = sum_i (1/m_i) int [ 2 grad f_i . grad h_i / f_i - |grad f_i|^2 h_i / f_i^2 ] dv = I'(y) dy/dt
 *     d/dy dI/dt = I''(y) dy/dt + (dR/dy)^T M^-1 I'(y),
 *
 * The gradient is that of the discrete rate, as long as the same quadrature points are above round-off.
 */
export function fisherRateGradient(system: LegendreSystem): WithGradient {
  const { length } = system;
  const { places, fields, empty, visit, evaluate } = fisherFields(system);
  const changes = createFields(places);
  const fisher = fisherGradient(system);
  const change = new Float64Array(length);
  const slope = new Float64Array(length);
  const curvature = new Float64Array(length);
  return (y, gradient) => {
    system.rate(y, change);
    system.solveMass(change);
    evaluate(y, fields);
    evaluate(change, changes);
    curvature.fill(0);
    let rate = 0;
    fields.forEach(({ f }, i) => {
      const h = changes[i];
      const second = empty(i);
      visit(i, (at, w, x, z) => {
        const square = x * x + z * z;
        const cross = x * h.fr[at] + z * h.ft[at];
        rate += w * (2 * cross - square * h.f[at]);
        second.f[at] = (2 * w * (square * h.f[at] - cross)) / f[at];
        second.fr[at] = (2 * w * (h.fr[at] - x * h.f[at])) / f[at];
        second.ft[at] = (2 * w * (h.ft[at] - z * h.f[at])) / f[at];
      });
      gatherFields(places, i, second, curvature);
    });
    fisher(y, slope);
    system.solveMass(slope);
    system.transposedDerivative(y, slope, gradient);
    for (let a = 0; a < length; a++) gradient[a] += curvature[a];
    return rate;
  };
}
