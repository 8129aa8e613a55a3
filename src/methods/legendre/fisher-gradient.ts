import { createFields, fieldEvaluation } from './fields.ts';
import { angularGrid } from './harmonics.ts';
import type { LegendreSystem } from './system.ts';
import { gatherFields } from './transposed-derivative.ts';

/** dI/dt along a Legendre system as a function of its unknowns, with the exact gradient. */
export type FisherRateGradient = (y: Float64Array, gradient: Float64Array) => number;

/** Points of the angular quadrature of log f beyond those of the products of harmonics. */
const anglesPerMode = 2;
/** Below this fraction of its largest value f is round-off and is left out. */
const negligible = 1e-16;

/**
 * With h_i = df_i/dt of the system, dy/dt = M^-1 R(y),
 *
 *     dI/dt = sum_i (1/m_i) int [ 2 grad f_i . grad h_i / f_i - |grad f_i|^2 h_i / f_i^2 ] dv = I'(y) dy/dt
 *     d/dy dI/dt = I''(y) dy/dt + (dR/dy)^T M^-1 I'(y),
 *
 * the derivative of the discrete rate itself, as long as the same quadrature points are above round-off.
 */
export function fisherRateGradient(system: LegendreSystem): FisherRateGradient {
  const { dimension: d, mixture, grid, bases, layout, length } = system;
  const top = Math.max(...layout.modes);
  const angles = angularGrid(d, layout.modes, top === 0 ? 1 : anglesPerMode * top + 16);
  const T = angles.count;
  const places = { grid, angles, bases, layout };
  const evaluateFields = fieldEvaluation(places);
  const [fields, changes] = [createFields(places), createFields(places)];
  const change = new Float64Array(length);
  const slope = new Float64Array(length);
  const curvature = new Float64Array(length);
  return (y, gradient) => {
    system.rate(y, change);
    system.solveMass(change);
    evaluateFields(y, fields);
    evaluateFields(change, changes);
    slope.fill(0);
    curvature.fill(0);
    let rate = 0;
    bases.forEach((basis, i) => {
      const { f, fr, ft } = fields[i];
      const h = changes[i];
      const size = basis.points * T;
      const empty = () => new Float64Array(size);
      const first = { f: empty(), fr: empty(), ft: empty() };
      const second = { f: empty(), fr: empty(), ft: empty() };
      const least = negligible * f.reduce((most, value) => Math.max(most, value), 0);
      for (let at = 0; at < size; at++) {
        if (!(f[at] > least)) continue;
        const w = (grid.weights[Math.floor(at / T)] * angles.weights[at % T]) / mixture.species[i].mass;
        const [x, z] = [fr[at] / f[at], ft[at] / f[at]];
        const square = x * x + z * z;
        const cross = x * h.fr[at] + z * h.ft[at];
        rate += w * (2 * cross - square * h.f[at]);
        first.f[at] = -w * square;
        first.fr[at] = 2 * w * x;
        first.ft[at] = 2 * w * z;
        second.f[at] = (2 * w * (square * h.f[at] - cross)) / f[at];
        second.fr[at] = (2 * w * (h.fr[at] - x * h.f[at])) / f[at];
        second.ft[at] = (2 * w * (h.ft[at] - z * h.f[at])) / f[at];
      }
      gatherFields(places, i, first, slope);
      gatherFields(places, i, second, curvature);
    });
    system.solveMass(slope);
    system.transposedDerivative(y, slope, gradient);
    for (let a = 0; a < length; a++) gradient[a] += curvature[a];
    return rate;
  };
}
