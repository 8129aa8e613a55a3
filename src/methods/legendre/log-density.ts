import type { LogDensity } from '../../theory/dissipation/log-density.ts';
import { lagrangeBasis, lobattoNodes } from './lagrange.ts';
import type { Frame } from './symmetry.ts';
import type { LegendreSystem } from './system.ts';

/** Where f is a smaller part of its largest value, round-off in its second derivative exceeds it: there f counts as zero. */
const smallest = 1e-10;
/** Within this part of the first element f'/r is taken to be f'', its limit at r = 0. */
const centre = 1e-3;

/**
 * psi = log f of one species with isotropic f and its first two derivatives, from the elements; grad lap psi is not made. `variance` is that of
 * f on every axis.
 */
export function isotropicLogDensity(
  { dimension: d, bases, layout }: LegendreSystem,
  { origin }: Frame,
  i: number,
  y: Float64Array,
  variance: number,
): LogDensity {
  const { breaks, order, nodes } = bases[i];
  const basis = lagrangeBasis(lobattoNodes(order));
  const width = order + 1;
  const elements = breaks.length - 1;
  const nodal = new Float64Array(nodes.length);
  layout.read(y, i, 0, nodal);
  const largest = nodal.reduce((most, value) => Math.max(most, value), 0);
  // Values and first and second derivatives at the nodes of every element.
  const derivative = Array.from(basis.nodes, (x) => {
    const row = new Float64Array(width);
    basis.slopes(x, row);
    return row;
  });
  const differentiate = (values: Float64Array, length: number) =>
    Float64Array.from(derivative, (row) => (2 / length) * row.reduce((sum, D, a) => sum + D * values[a], 0));
  const tables = Array.from({ length: elements }, (_, e) => {
    const length = breaks[e + 1] - breaks[e];
    const f = nodal.slice(e * order, e * order + width);
    const slope = differentiate(f, length);
    return { f, slope, curvature: differentiate(slope, length) };
  });
  const on = new Float64Array(width);
  const n = new Float64Array(d);
  return {
    dimension: d,
    bulk: { centre: origin, variance, isotropic: true },
    evaluate(v, out) {
      out.value = -Infinity;
      out.gradient.fill(0);
      out.hessian.fill(0);
      out.laplacianGradient.fill(0);
      let square = 0;
      for (let k = 0; k < d; k++) {
        n[k] = v[k] - origin[k];
        square += n[k] * n[k];
      }
      const r = Math.sqrt(square);
      if (r > breaks[elements]) return;
      let e = 0;
      while (r > breaks[e + 1]) e++;
      basis.values((2 * (r - breaks[e])) / (breaks[e + 1] - breaks[e]) - 1, on);
      const { f: values, slope: slopes, curvature: curvatures } = tables[e];
      let f = 0;
      let slope = 0;
      let curvature = 0;
      for (let a = 0; a < width; a++) {
        f += on[a] * values[a];
        slope += on[a] * slopes[a];
        curvature += on[a] * curvatures[a];
      }
      if (!(f > smallest * largest)) return;
      out.value = Math.log(f);
      const along = curvature / f - (slope / f) ** 2;
      const across = r > centre * breaks[1] ? slope / (f * r) : along;
      for (let k = 0; k < d; k++) {
        out.gradient[k] = across * n[k];
        for (let l = 0; l < d; l++)
          out.hessian[k * d + l] =
            (k === l ? across : 0) + (square > 0 ? ((along - across) * n[k] * n[l]) / square : 0);
      }
    },
  };
}
