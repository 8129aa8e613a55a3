import type { Mixture } from '../../physics/mixture.ts';
import { createFields, type Expansion, type Field, fieldEvaluation } from './fields.ts';
import { operatorKinds, type PartnerOperator } from './partner-operators.ts';
import type { Potentials } from './potentials.ts';

/** A Legendre system with the fields and potentials of one state. */
export interface EvaluatedSystem {
  readonly mixture: Mixture;
  readonly expansion: Expansion;
  readonly operators: readonly (readonly (PartnerOperator | undefined)[])[];
  readonly fields: readonly Field[];
  readonly potentials: readonly Potentials[];
}

/**
 * out = (dR/dy)^T w for the weak rate R of a Legendre system, the reverse of the sums in `rate`: with w_r, w_t the fields of w,
 *
 *     w . R = - sum_i int [ w_r (D_rr f_r + D_rt f_t - K_r f) + w_t (D_rt f_r + D_tt f_t - K_t f) ],
 *
 * first differentiated in f_i with fixed potentials and then, through the potentials, in every partner f_j.
 */
export function transposedDerivative(system: EvaluatedSystem, w: Float64Array, out: Float64Array): void {
  const { mixture, expansion, operators, fields, potentials } = system;
  const { angles, bases, layout } = expansion;
  const { modes } = layout;
  const T = angles.count;
  const tests = createFields(expansion);
  fieldEvaluation(expansion)(w, tests);
  out.fill(0);
  bases.forEach((basis, i) => {
    const size = basis.points * T;
    const test = tests[i];
    const { f, fr, ft } = fields[i];
    const { rr, rt, tt, kr, kt } = potentials[i];
    const onField = { f: new Float64Array(size), fr: new Float64Array(size), ft: new Float64Array(size) };
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
    gatherFields(expansion, i, onField, out);

    const column = new Float64Array(basis.points);
    operators[i].forEach((operator, j) => {
      if (operator === undefined) return;
      const [mi, mj] = [mixture.species[i].mass, mixture.species[j].mass];
      const nodes = bases[j].nodes.length;
      modes.forEach((_, m) => {
        const row = layout.offset(j, m);
        for (const kind of operatorKinds) {
          const matrix = operator[kind][m];
          if (matrix.length === 0) continue;
          const factor = mixture.strength(i, j) / (mi * (kind[0] === 'k' ? mj : mi));
          const shape = kind === 'rt' || kind === 'kt' ? angles.slopes : kind === 'tt2' ? angles.second : angles.values;
          project(on[kind === 'tt2' ? 'tt' : kind], shape, m * T, T, factor, column);
          const onNodes = operator.transposed(matrix, column);
          for (let a = layout.firstNode(m); a < nodes; a++) out[row + a] += onNodes[a];
        }
      });
    });
  });
}

/** column[p] = factor sum_k from[p, k] shape[at + k] over T angles. */
function project(from: Float64Array, shape: Float64Array, at: number, T: number, factor: number, column: Float64Array) {
  for (let p = 0; p < column.length; p++) {
    let sum = 0;
    for (let k = 0, x = p * T; k < T; k++, x++) sum += from[x] * shape[at + k];
    column[p] = factor * sum;
  }
}

/** The transpose of `fieldEvaluation` for species i, added to `out`. */
export function gatherFields(
  { bases, grid, angles, layout }: Expansion,
  i: number,
  { f, fr, ft }: Field,
  out: Float64Array,
): void {
  const T = angles.count;
  const { points, first, order, values, slopes } = bases[i];
  const width = order + 1;
  layout.modes.forEach((_, m) => {
    const offset = layout.offset(i, m);
    const firstNode = layout.firstNode(m);
    for (let p = 0; p < points; p++) {
      let onValue = 0;
      let onTurn = 0;
      let onSlope = 0;
      for (let k = 0, at = p * T, shape = m * T; k < T; k++, at++, shape++) {
        onValue += f[at] * angles.values[shape];
        onTurn += ft[at] * angles.slopes[shape];
        onSlope += fr[at] * angles.values[shape];
      }
      onValue += onTurn / grid.radii[p];
      const row = offset + first[p];
      for (let a = Math.max(0, firstNode - first[p]); a < width; a++)
        out[row + a] += onValue * values[p * width + a] + onSlope * slopes[p * width + a];
    }
  });
}
