import type { Mixture } from '../../physics/mixture.ts';
import type { AngularGrid } from './harmonics.ts';
import type { RadialGrid } from './pair-weights.ts';
import { evaluateBasis, type SpeciesBasis } from './species-basis.ts';
import { kinds, type Operator } from './system.ts';

/** f, df/dr and (1/r) df/dtheta at the points of the grid and the angles, entry p count + k. */
export interface Fields {
  readonly f: Float64Array;
  readonly fr: Float64Array;
  readonly ft: Float64Array;
}

/** sum_j c_ij D_j / m_i^2 and sum_j c_ij K_j / (m_i m_j) at the same places. */
export interface Potentials {
  readonly rr: Float64Array;
  readonly rt: Float64Array;
  readonly tt: Float64Array;
  readonly kr: Float64Array;
  readonly kt: Float64Array;
}

/** A Legendre system with the fields and potentials of one state. */
export interface EvaluatedSystem {
  readonly mixture: Mixture;
  readonly modes: readonly number[];
  readonly bases: readonly SpeciesBasis[];
  readonly grid: RadialGrid;
  readonly angles: AngularGrid;
  readonly operators: readonly (readonly (Operator | undefined)[])[];
  readonly fields: readonly Fields[];
  readonly potentials: readonly Potentials[];
  offset(i: number, m: number): number;
}

/**
 * out = (dR/dy)^T w for the weak rate R of a Legendre system, the reverse of the sums in `rate`: with w_r, w_t the fields of w,
 *
 *     w . R = - sum_i int [ w_r (D_rr f_r + D_rt f_t - K_r f) + w_t (D_rt f_r + D_tt f_t - K_t f) ],
 *
 * differentiated in f_i with fixed potentials and then, through the potentials, in every partner f_j.
 */
export function transposedDerivative(system: EvaluatedSystem, w: Float64Array, out: Float64Array): void {
  const { mixture, modes, bases, angles, operators, fields, potentials, offset } = system;
  const T = angles.count;
  out.fill(0);
  bases.forEach((basis, i) => {
    const size = basis.points * T;
    const test = spreadFields(system, i, w);
    const { f, fr, ft } = fields[i];
    const { rr, rt, tt, kr, kt } = potentials[i];
    const onField = emptyFields(size);
    const on = {
      rr: new Float64Array(size),
      rt: new Float64Array(size),
      tt: new Float64Array(size),
      kr: new Float64Array(size),
      kt: new Float64Array(size),
    };
    for (let at = 0; at < size; at++) {
      const wr = angles.weights[at % T] * test.fr[at];
      const wt = modes.length > 1 ? angles.weights[at % T] * test.ft[at] : 0;
      onField.f[at] = wr * kr[at] + wt * kt[at];
      onField.fr[at] = -wr * rr[at] - wt * rt[at];
      onField.ft[at] = -wr * rt[at] - wt * tt[at];
      on.rr[at] = -wr * fr[at];
      on.rt[at] = -wr * ft[at] - wt * fr[at];
      on.tt[at] = -wt * ft[at];
      on.kr[at] = wr * f[at];
      on.kt[at] = wt * f[at];
    }
    gatherFields(system, i, onField, out);

    const column = new Float64Array(basis.points);
    operators[i].forEach((operator, j) => {
      if (operator === undefined) return;
      const [mi, mj] = [mixture.species[i].mass, mixture.species[j].mass];
      const nodes = bases[j].nodes.length;
      modes.forEach((l, m) => {
        for (const kind of kinds) {
          const matrix = operator[kind][m];
          if (matrix.length === 0) continue;
          const factor = mixture.strength(i, j) / (mi * (kind[0] === 'k' ? mj : mi));
          const shape = kind === 'rt' || kind === 'kt' ? angles.slopes : kind === 'tt2' ? angles.second : angles.values;
          const from = on[kind === 'tt2' ? 'tt' : kind];
          for (let p = 0; p < basis.points; p++) {
            let sum = 0;
            for (let k = 0; k < T; k++) sum += from[p * T + k] * shape[m * T + k];
            column[p] = factor * sum;
          }
          for (let p = 0; p < basis.points; p++)
            for (let a = l > 0 ? 1 : 0; a < nodes; a++) out[offset(j, m) + a] += column[p] * matrix[p * nodes + a];
        }
      });
    });
  });

  function emptyFields(size: number) {
    return { f: new Float64Array(size), fr: new Float64Array(size), ft: new Float64Array(size) };
  }
}

type Spread = Pick<EvaluatedSystem, 'modes' | 'bases' | 'grid' | 'angles' | 'offset'>;

/** The fields of species i at the points and angles. */
export function spreadFields({ modes, bases, grid, angles, offset }: Spread, i: number, y: Float64Array): Fields {
  const T = angles.count;
  const basis = bases[i];
  const { points } = basis;
  const empty = () => new Float64Array(points * T);
  const out = { f: empty(), fr: empty(), ft: empty() };
  const [value, slope] = [new Float64Array(points), new Float64Array(points)];
  const nodal = new Float64Array(basis.nodes.length);
  modes.forEach((l, m) => {
    for (let a = 0; a < nodal.length; a++) nodal[a] = l > 0 && a === 0 ? 0 : y[offset(i, m) + a];
    evaluateBasis(basis, basis.values, nodal, value);
    evaluateBasis(basis, basis.slopes, nodal, slope);
    for (let p = 0; p < points; p++)
      for (let k = 0; k < T; k++) {
        out.f[p * T + k] += value[p] * angles.values[m * T + k];
        out.fr[p * T + k] += slope[p] * angles.values[m * T + k];
        out.ft[p * T + k] += (value[p] / grid.radii[p]) * angles.slopes[m * T + k];
      }
  });
  return out;
}

/** The transpose of `spreadFields`, added to `out`. */
export function gatherFields(
  { modes, bases, grid, angles, offset }: Spread,
  i: number,
  { f, fr, ft }: Fields,
  out: Float64Array,
): void {
  const T = angles.count;
  const { points, first, order, values, slopes } = bases[i];
  const width = order + 1;
  modes.forEach((l, m) => {
    for (let p = 0; p < points; p++) {
      let onValue = 0;
      let onSlope = 0;
      for (let k = 0; k < T; k++) {
        const Y = angles.values[m * T + k];
        onValue += f[p * T + k] * Y + (ft[p * T + k] / grid.radii[p]) * angles.slopes[m * T + k];
        onSlope += fr[p * T + k] * Y;
      }
      for (let a = 0; a < width; a++)
        if (l === 0 || first[p] + a > 0)
          out[offset(i, m) + first[p] + a] += onValue * values[p * width + a] + onSlope * slopes[p * width + a];
    }
  });
}
