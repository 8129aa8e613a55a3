import type { Mixture } from '../../physics/mixture.ts';
import type { Expansion, Field } from './fields.ts';
import { createLayout, type Layout } from './layout.ts';
import { groupsOf, type PartnerOperator } from './partner-operators.ts';
import type { Potentials } from './potentials.ts';

/** Number of sums per point. */
const sumCount = 7;

/** Adds -J among the harmonics numbered `harmonics`, J the Jacobian of the rate, to a dense matrix of their unknowns in row order. */
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
  /** The points of every element of a species, with the basis tables ordered by function. */
  const elements = bases.map((basis) =>
    groupsOf(basis).map(({ start: first, count, node }) => {
      const width = basis.order + 1;
      const turned = (table: Float64Array) =>
        Float64Array.from(
          { length: width * count },
          (_, x) => table[(first + (x % count)) * width + Math.floor(x / count)],
        );
      return { first, count, node, width, slopes: turned(basis.slopes), values: turned(basis.values) };
    }),
  );

  /** Adds the effect of a change of f_i in fixed potentials, from harmonic l to harmonic m, which have numbers x and y in the block. */
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

  /** Sums over the angles of products of two harmonics with f, f_r and f_t of species i: entry p sumCount + k. */
  const sums = new Float64Array(sumCount * Math.max(...bases.map(({ points }) => points)));
  const weighted = Array.from({ length: 5 }, () => new Float64Array(T));

  function takeSums(i: number, { f, fr, ft }: Field, x: number, y: number) {
    const [l, m] = [harmonics[x], harmonics[y]];
    const [vv, vs, ss, sv, s2] = weighted;
    for (let k = 0; k < T; k++) {
      const value = angles.weights[k] * angles.values[m * T + k];
      const slope = angles.weights[k] * angles.slopes[m * T + k];
      vv[k] = value * angles.values[l * T + k];
      vs[k] = value * angles.slopes[l * T + k];
      ss[k] = slope * angles.slopes[l * T + k];
      sv[k] = slope * angles.values[l * T + k];
      s2[k] = slope * angles.second[l * T + k];
    }
    for (let p = 0; p < bases[i].points; p++) {
      let vvf = 0;
      let vvr = 0;
      let vst = 0;
      let ssf = 0;
      let ssr = 0;
      let svt = 0;
      let s2t = 0;
      for (let k = 0, at = p * T; k < T; k++, at++) {
        vvf += vv[k] * f[at];
        vvr += vv[k] * fr[at];
        vst += vs[k] * ft[at];
        ssf += ss[k] * f[at];
        ssr += ss[k] * fr[at];
        svt += sv[k] * ft[at];
        s2t += s2[k] * ft[at];
      }
      const to = p * sumCount;
      sums[to] = vvr;
      sums[to + 1] = vvf;
      sums[to + 2] = vst;
      sums[to + 3] = ssr;
      sums[to + 4] = svt;
      sums[to + 5] = s2t;
      sums[to + 6] = ssf;
    }
  }

  /** Adds the effect of a change of f_j on f_i through its potentials, from the sums of species i. */
  function addPartner(i: number, j: number, x: number, y: number, out: Float64Array) {
    const operator = operators[i][j];
    if (operator === undefined) return;
    const [mi, mj] = [mixture.species[i].mass, mixture.species[j].mass];
    const D = mixture.strength(i, j) / (mi * mi);
    const K = -mixture.strength(i, j) / (mi * mj);
    const n = bases[j].nodes.length;
    const [l, m] = [harmonics[x], harmonics[y]];
    const isRadial = all.modes[l] > 0;
    const isTangential = all.modes[m] > 0;
    const hasSecond = operator.tt2[l].length > 0;
    const from = layout.firstNode(x);
    for (const { first, count, node, width, slopes, values } of elements[i]) {
      let [a, b] = [0, 0];
      for (let p = first; p < first + count; p++) {
        const at = p * sumCount;
        const [onD, onK] = [D / grid.radii[p], K / grid.radii[p]];
        along[a++] = D * sums[at];
        along[a++] = K * sums[at + 1];
        if (isRadial) along[a++] = D * sums[at + 2];
        if (!isTangential) continue;
        if (isRadial) across[b++] = onD * sums[at + 3];
        across[b++] = onD * sums[at + 4];
        if (hasSecond) across[b++] = onD * sums[at + 5];
        if (isRadial) across[b++] = onK * sums[at + 6];
      }
      const block = operator.elementBlock(l, {
        ...{ first, count, width, slopes, values },
        along: along.subarray(0, a),
        across: across.subarray(0, b),
      });
      for (let a = Math.max(0, layout.firstNode(y) - node); a < width; a++) {
        const row = (layout.offset(i, y) + node + a) * length + layout.offset(j, x);
        for (let b = from, at = a * n + from; b < n; b++, at++) out[row + b] += block[at];
      }
    }
  }
  const most = Math.max(...elements.flatMap((own) => own.map(({ count }) => count)));
  const [along, across] = [new Float64Array(3 * most), new Float64Array(4 * most)];

  return {
    layout,
    add(fields, potentials, out) {
      for (let i = 0; i < bases.length; i++)
        for (let x = 0; x < harmonics.length; x++)
          for (let y = 0; y < harmonics.length; y++) {
            addLocal(i, potentials[i], x, y, out);
            takeSums(i, fields[i], x, y);
            for (let j = 0; j < bases.length; j++) addPartner(i, j, x, y, out);
          }
    },
  };
}
