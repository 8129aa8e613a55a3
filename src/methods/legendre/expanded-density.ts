import { type Density, densityOf } from '../../physics/density.ts';
import type { SpeciesFunctionals } from './functionals.ts';
import { recurrence } from './harmonics.ts';
import { lagrangeBasis, lobattoNodes } from './lagrange.ts';
import type { Frame } from './symmetry.ts';
import type { LegendreSystem } from './system.ts';

/** Below this part of its maximum f counts as zero, because round-off exceeds its second derivative. */
const smallest = 1e-10;
/** f counts as zero if its last harmonic is a larger part of f, because the expansion does not resolve it. */
const unresolvedPart = 0.1;
/** Within this part of the first element derivatives are taken at its end: f^l / r^2 has no digits closer to r = 0. */
const centre = 1e-3;

/**
 * psi = log f of one species and its first two derivatives, from the expansion; grad lap psi is not computed. With
 * n = (v - origin)/r, mu = n . axis and b = axis - mu n,
 *
 *     grad f = f_r n + f_mu b / r,
 *     Hess f = f_rr n n + (f_rmu/r - f_mu/r^2) (n b + b n) + f_mumu b b / r^2 + (f_r/r - mu f_mu/r^2) (1 - n n).
 */
export function expandedDensity(
  { dimension: d, bases, layout, mixture }: LegendreSystem,
  { origin, axis, isotropic }: Frame,
  i: number,
  y: Float64Array,
  { drift, along, across }: SpeciesFunctionals,
): Density {
  const { modes } = layout;
  const M = modes.length;
  const { breaks, order, nodes } = bases[i];
  const basis = lagrangeBasis(lobattoNodes(order));
  const width = order + 1;
  const elements = breaks.length - 1;
  const { values, slopes, curvatures } = nodalTables();
  const largest = values.subarray(0, elements * width).reduce((most, value) => Math.max(most, value), 0);
  const harmonics = createHarmonicDerivatives();
  const on = new Float64Array(width);
  const [n, b] = [new Float64Array(d), new Float64Array(d)];
  const { mass } = mixture.species[i];

  /** f^l and its first two derivatives at the nodes of every element: entry (m elements + e) width + a. */
  function nodalTables() {
    const derivative = Array.from(basis.nodes, (x) => {
      const row = new Float64Array(width);
      basis.slopes(x, row);
      return row;
    });
    const [values, slopes, curvatures] = [0, 1, 2].map(() => new Float64Array(M * elements * width));
    const nodal = new Float64Array(nodes.length);
    for (let m = 0; m < M; m++) {
      layout.read(y, i, m, nodal);
      for (let e = 0; e < elements; e++) {
        const part = (table: Float64Array) =>
          table.subarray((m * elements + e) * width, (m * elements + e + 1) * width);
        const differentiate = (from: Float64Array, to: Float64Array) => {
          derivative.forEach((row, a) => {
            to[a] = (2 / (breaks[e + 1] - breaks[e])) * row.reduce((sum, D, c) => sum + D * from[c], 0);
          });
        };
        part(values).set(nodal.subarray(e * order, e * order + width));
        differentiate(part(values), part(slopes));
        differentiate(part(slopes), part(curvatures));
      }
    }
    return { values, slopes, curvatures };
  }

  /** Y_l and its first two derivatives in mu, l = 0 .. top, by the recurrence mu Y_l = up Y_{l+1} + down Y_{l-1} and its derivatives. */
  function createHarmonicDerivatives() {
    const { up, down } = recurrence(d);
    const top = Math.max(1, ...modes);
    const [Y, first, second] = [0, 1, 2].map(() => new Float64Array(top + 1));
    // Multiplication is faster than division.
    const perUp = Float64Array.from({ length: top }, (_, l) => 1 / up(l));
    const downs = Float64Array.from({ length: top }, (_, l) => down(l));
    Y[0] = 1;
    first[1] = 1;
    return {
      ...{ Y, first, second },
      at(mu: number) {
        Y[1] = mu;
        for (let l = 1; l < top; l++) {
          const per = perUp[l];
          const below = downs[l];
          Y[l + 1] = per * (mu * Y[l] - below * Y[l - 1]);
          first[l + 1] = per * (Y[l] + mu * first[l] - below * first[l - 1]);
          second[l + 1] = per * (2 * first[l] + mu * second[l] - below * second[l - 1]);
        }
      },
    };
  }

  return densityOf({
    dimension: d,
    bulk: {
      centre: origin.map((u, k) => u + drift * axis[k]),
      variance: (along + (d - 1) * across) / (d * mass),
      isotropic,
      ...(isotropic ? {} : { line: { direction: axis, along: along / mass, across: across / mass } }),
    },
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
      const distance = Math.sqrt(square);
      if (distance > breaks[elements]) return;
      const r = Math.max(distance, centre * breaks[1]);
      let mu = 0;
      for (let k = 0; k < d; k++) {
        n[k] = distance > 0 ? n[k] / distance : axis[k];
        mu += n[k] * axis[k];
      }
      for (let k = 0; k < d; k++) b[k] = axis[k] - mu * n[k];
      let e = 0;
      while (r > breaks[e + 1]) e++;
      basis.values((2 * (r - breaks[e])) / (breaks[e + 1] - breaks[e]) - 1, on);
      if (M > 1) harmonics.at(mu);
      let f = 0;
      let fr = 0;
      let frr = 0;
      let fmu = 0;
      let frmu = 0;
      let fmumu = 0;
      let last = 0;
      for (let m = 0; m < M; m++) {
        // Two partial sums of each, because every addition waits for the previous one.
        let g = 0;
        let g1 = 0;
        let slope = 0;
        let slope1 = 0;
        let curvature = 0;
        let curvature1 = 0;
        const at = (m * elements + e) * width;
        for (let a = 0; a + 1 < width; a += 2) {
          const here = on[a];
          const next = on[a + 1];
          g += here * values[at + a];
          g1 += next * values[at + a + 1];
          slope += here * slopes[at + a];
          slope1 += next * slopes[at + a + 1];
          curvature += here * curvatures[at + a];
          curvature1 += next * curvatures[at + a + 1];
        }
        if (width % 2 === 1) {
          const here = on[width - 1];
          g += here * values[at + width - 1];
          slope += here * slopes[at + width - 1];
          curvature += here * curvatures[at + width - 1];
        }
        g += g1;
        slope += slope1;
        curvature += curvature1;
        const l = modes[m];
        const Y = harmonics.Y[l];
        const slopeOfY = harmonics.first[l];
        last = g * Y;
        f += last;
        fr += slope * Y;
        frr += curvature * Y;
        fmu += g * slopeOfY;
        frmu += slope * slopeOfY;
        fmumu += g * harmonics.second[l];
      }
      if (!(f > smallest * largest) || (M > 1 && Math.abs(last) > unresolvedPart * f)) return;
      out.value = Math.log(f);
      const turn = fmu / r;
      const mixed = (frmu - turn) / r;
      const bend = fmumu / (r * r);
      const across = (fr - mu * turn) / r;
      for (let k = 0; k < d; k++) out.gradient[k] = (fr * n[k] + turn * b[k]) / f;
      for (let k = 0; k < d; k++)
        for (let l = 0; l < d; l++)
          out.hessian[k * d + l] =
            ((frr - across) * n[k] * n[l] +
              (k === l ? across : 0) +
              mixed * (n[k] * b[l] + b[k] * n[l]) +
              bend * b[k] * b[l]) /
              f -
            out.gradient[k] * out.gradient[l];
    },
  });
}
