import type { Mixture } from '../../physics/mixture.ts';
import type { Expansion, Field } from './fields.ts';
import { createLayout, type Layout } from './layout.ts';
import type { PartnerOperator } from './partner-operators.ts';
import type { Potentials } from './potentials.ts';

/** Adds -J, J the Jacobian of the rate, among the harmonics numbered `harmonics`, to a dense matrix of their unknowns in row order. */
export type AddJacobian = (fields: readonly Field[], potentials: readonly Potentials[], out: Float64Array) => void;

export function jacobianAmong(
  mixture: Mixture,
  { grid, angles, bases, layout: all }: Expansion,
  operators: readonly (readonly (PartnerOperator | undefined)[])[],
  harmonics: readonly number[],
): { readonly layout: Layout; readonly add: AddJacobian } {
  const layout = createLayout(
    bases,
    harmonics.map((m) => all.modes[m]),
  );
  const { length } = layout;
  const T = angles.count;
  const most = Math.max(...bases.map(({ nodes }) => nodes.length));
  const rows = () => Array.from({ length: together }, () => new Float64Array(most));
  /** What multiplies the slopes and the values of the test functions, for some points. */
  const [rowsR, rowsT] = [rows(), rows()];

  /** What a change of f_i does in fixed potentials, from harmonic l to harmonic m, which are number x and y of the block. */
  function addLocal(i: number, { rr, rt, tt, kr, kt }: Potentials, x: number, y: number, out: Float64Array) {
    const { points, first, values, slopes, order } = bases[i];
    const width = order + 1;
    const [l, m] = [harmonics[x], harmonics[y]];
    for (let p = 0; p < points; p++) {
      const r = grid.radii[p];
      // Coefficients of (test slope or value / r) x (trial slope or value).
      let ss = 0;
      let sv = 0;
      let vs = 0;
      let vv = 0;
      for (let k = 0; k < T; k++) {
        const at = p * T + k;
        const Ym = angles.weights[k] * angles.values[m * T + k];
        const dYm = angles.weights[k] * angles.slopes[m * T + k];
        const Yl = angles.values[l * T + k];
        const dYl = angles.slopes[l * T + k] / r;
        ss += Ym * rr[at] * Yl;
        sv += Ym * (rt[at] * dYl - kr[at] * Yl);
        vs += dYm * rt[at] * Yl;
        vv += dYm * (tt[at] * dYl - kt[at] * Yl);
      }
      vs /= r;
      vv /= r;
      const node = first[p];
      for (let a = 0; a < width; a++) {
        if (node + a < layout.firstNode(y)) continue;
        const phi = values[p * width + a];
        const slope = slopes[p * width + a];
        const onSlope = slope * ss + phi * vs;
        const onValue = slope * sv + phi * vv;
        const row = (layout.offset(i, y) + node + a) * length + layout.offset(i, x) + node;
        for (let b = Math.max(0, layout.firstNode(x) - node); b < width; b++)
          out[row + b] += onSlope * slopes[p * width + b] + onValue * values[p * width + b];
      }
    }
  }

  /** What a change of f_j does through its potentials to f_i. */
  function addPartner(i: number, j: number, { f, fr, ft }: Field, x: number, y: number, out: Float64Array) {
    const operator = operators[i][j];
    if (operator === undefined) return;
    const [mi, mj] = [mixture.species[i].mass, mixture.species[j].mass];
    const D = mixture.strength(i, j) / (mi * mi);
    const K = -mixture.strength(i, j) / (mi * mj);
    const { points, first, values, slopes, order } = bases[i];
    const width = order + 1;
    const n = bases[j].nodes.length;
    const [l, m] = [harmonics[x], harmonics[y]];
    const radial = all.modes[l] > 0;
    const tangential = all.modes[m] > 0;
    let begin = 0;
    for (let p = 0; p < points; p++) {
      const rowR = rowsR[p - begin];
      const rowT = rowsT[p - begin];
      let rrr = 0;
      let rrt = 0;
      let rkr = 0;
      let trt = 0;
      let ttt = 0;
      let ttt2 = 0;
      let tkt = 0;
      for (let k = 0; k < T; k++) {
        const at = p * T + k;
        const Ym = angles.weights[k] * angles.values[m * T + k];
        const dYm = angles.weights[k] * angles.slopes[m * T + k];
        const Yl = angles.values[l * T + k];
        const dYl = angles.slopes[l * T + k];
        rrr += Ym * Yl * fr[at];
        rrt += Ym * dYl * ft[at];
        rkr += Ym * Yl * f[at];
        trt += dYm * dYl * fr[at];
        ttt += dYm * Yl * ft[at];
        ttt2 += dYm * angles.second[l * T + k] * ft[at];
        tkt += dYm * dYl * f[at];
      }
      const r = grid.radii[p];
      combine(operator.rr[l], p, n, D * rrr, true, rowR);
      combine(operator.kr[l], p, n, K * rkr, false, rowR);
      if (radial) combine(operator.rt[l], p, n, D * rrt, false, rowR);
      if (tangential) {
        combine(operator.tt[l], p, n, (D * ttt) / r, true, rowT);
        if (operator.tt2[l].length > 0) combine(operator.tt2[l], p, n, (D * ttt2) / r, false, rowT);
        if (radial) {
          combine(operator.rt[l], p, n, (D * trt) / r, false, rowT);
          combine(operator.kt[l], p, n, (K * tkt) / r, false, rowT);
        }
      }
      if (p + 1 < points && p + 1 - begin < together && first[p + 1] === first[p]) continue;
      const count = p + 1 - begin;
      for (let a = 0; a < width; a++) {
        const node = first[p] + a;
        if (node < layout.firstNode(y)) continue;
        const at = begin * width + a;
        const row = (layout.offset(i, y) + node) * length + layout.offset(j, x);
        const from = layout.firstNode(x);
        addRows(slopes, at, width, count, rowsR, from, n, row, out);
        if (tangential) addRows(values, at, width, count, rowsT, from, n, row, out);
      }
      begin = p + 1;
    }
  }

  return {
    layout,
    add(fields, potentials, out) {
      for (let i = 0; i < bases.length; i++)
        for (let x = 0; x < harmonics.length; x++)
          for (let y = 0; y < harmonics.length; y++) {
            addLocal(i, potentials[i], x, y, out);
            for (let j = 0; j < bases.length; j++) addPartner(i, j, fields[i], x, y, out);
          }
    },
  };
}

/** Points whose rows are added together: every entry of the matrix is read and written once for all of them. */
const together = 4;

/** out[row + b] += sum_q table[at + q width] rows[q][b] over b = from .. end and q = 0 .. count. */
function addRows(
  table: Float64Array,
  at: number,
  width: number,
  count: number,
  rows: readonly Float64Array[],
  from: number,
  end: number,
  row: number,
  out: Float64Array,
) {
  if (count === together) {
    const [r0, r1, r2, r3] = rows;
    const f0 = table[at];
    const f1 = table[at + width];
    const f2 = table[at + 2 * width];
    const f3 = table[at + 3 * width];
    for (let b = from; b < end; b++) out[row + b] += f0 * r0[b] + f1 * r1[b] + f2 * r2[b] + f3 * r3[b];
  } else
    for (let q = 0; q < count; q++) {
      const factor = table[at + q * width];
      const r = rows[q];
      for (let b = from; b < end; b++) out[row + b] += factor * r[b];
    }
}

/** row (+)= factor matrix[p, :] */
function combine(matrix: Float64Array, p: number, n: number, factor: number, fresh: boolean, row: Float64Array) {
  const at = p * n;
  if (fresh) for (let b = 0; b < n; b++) row[b] = factor * matrix[at + b];
  else for (let b = 0; b < n; b++) row[b] += factor * matrix[at + b];
}
