import type { Dimension } from '../../core/vector-field.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { collisionMatrices, type ModeMatrices } from './collision-matrices.ts';
import { decompose, solve } from './dense-lu.ts';
import { type AngularGrid, angularGrid } from './harmonics.ts';
import { type RadialGrid, radialGrid } from './pair-weights.ts';
import { evaluateBasis, massMatrix, type SpeciesBasis, speciesBasis } from './species-basis.ts';
import { transposedDerivative } from './transposed-derivative.ts';

/** Where the solver puts its degrees of freedom. */
export interface Discretisation {
  /** Ends of the elements of every species, from 0 to its cut. */
  readonly breaks: readonly (readonly number[])[];
  /** Polynomial order of the elements. */
  readonly order: number;
  /** Degrees l of the harmonics, ascending, 0 first. */
  readonly modes: readonly number[];
}

/**
 * The Landau system for f_i = sum_l f_i^l(r) Y_l, weakly: for all test functions w = phi_a(r) Y_k of species i
 *
 *     d/dt int f_i w dv = - sum_j (c_ij/m_i) int grad w . ( D_j grad f_i / m_i - K_j f_i / m_j ) dv,
 *
 * bilinear in f. The unknowns are nodal values, by species, then by harmonic, then by node; harmonics l > 0 vanish at r = 0.
 */
export interface LegendreSystem {
  readonly dimension: Dimension;
  readonly mixture: Mixture;
  readonly length: number;
  readonly grid: RadialGrid;
  readonly angles: AngularGrid;
  readonly bases: readonly SpeciesBasis[];
  readonly modes: readonly number[];
  /** First unknown of species i and harmonic number m, counted as if node 0 were there: node a is at offset + a. */
  offset(i: number, m: number): number;
  /** M y, M the mass matrix. */
  applyMass(y: Float64Array, out: Float64Array): void;
  /** out = factor M - J, J the Jacobian at y, row order. */
  shiftedJacobian(factor: number, y: Float64Array, out: Float64Array): void;
  /** M^-1 b, in place. */
  solveMass(b: Float64Array): void;
  /** M dy/dt, or the part of it that collisions with one species make. */
  rate(y: Float64Array, out: Float64Array, partner?: number): void;
  /** out = (dR/dy)^T w, R = M dy/dt: without a matrix, at the cost of a few rates. */
  transposedDerivative(y: Float64Array, w: Float64Array, out: Float64Array): void;
  /** Momentum along the axis and energy, in the frame of the origin, that species i gains from j per time: entry i S + j. */
  exchange(y: Float64Array): { readonly momentum: Float64Array; readonly energy: Float64Array };
}

export interface Operator {
  /** Matrices from nodal values of species j to Gauss points of species i, points_i x nodes_j, by harmonic of j. */
  readonly rr: Float64Array[];
  readonly rt: Float64Array[];
  readonly tt: Float64Array[];
  readonly tt2: Float64Array[];
  readonly kr: Float64Array[];
  readonly kt: Float64Array[];
}
export const kinds = ['rr', 'rt', 'tt', 'tt2', 'kr', 'kt'] as const;

export function createLegendreSystem(mixture: Mixture, { breaks, order, modes }: Discretisation): LegendreSystem {
  const d = mixture.dimension;
  const S = mixture.species.length;
  const M = modes.length;
  const union = [...new Set(breaks.flat())].sort((a, b) => a - b);
  const grid = radialGrid(d, union, order + 3);
  const bases = breaks.map((own) => speciesBasis(own, order, grid));
  const top = Math.max(...modes);
  const angles = angularGrid(d, modes, Math.ceil((3 * top + 1) / 2) + 1);
  const T = angles.count;
  const masses = bases.map((basis) => massMatrix(basis, grid));
  const width = order + 1;

  const offsets: number[][] = [];
  let length = 0;
  for (let i = 0; i < S; i++) {
    offsets.push([]);
    for (let m = 0; m < M; m++) {
      // Harmonics l > 0 have no unknown at node 0.
      const missing = modes[m] > 0 ? 1 : 0;
      offsets[i].push(length - missing);
      length += bases[i].nodes.length - missing;
    }
  }
  const firstNode = modes.map((l) => (l > 0 ? 1 : 0));

  const matrices = new Map<number, ModeMatrices[]>();
  const operators: (Operator | undefined)[][] = [];
  for (let i = 0; i < S; i++) {
    operators.push([]);
    for (let j = 0; j < S; j++) {
      if (mixture.strength(i, j) === 0) {
        operators[i].push(undefined);
        continue;
      }
      const exponent = mixture.exponent(i, j);
      if (!matrices.has(exponent)) matrices.set(exponent, collisionMatrices(d, exponent, grid, modes));
      operators[i].push(restrict(matrices.get(exponent)!, grid, bases[i], bases[j], modes));
    }
  }
  matrices.clear();

  // Fields of one species at points and angles; f, df/dr, (1/r) df/dtheta.
  const largest = Math.max(...bases.map(({ points }) => points));
  const field = () => new Float64Array(largest * T);
  const fields = bases.map(() => ({ f: field(), fr: field(), ft: field() }));
  const potentials = bases.map(() => ({ rr: field(), rt: field(), tt: field(), kr: field(), kt: field() }));
  const column = new Float64Array(largest);
  const radial = { f: new Float64Array(largest), fr: new Float64Array(largest) };

  function nodal(y: Float64Array, i: number, m: number, out: Float64Array): Float64Array {
    const n = bases[i].nodes.length;
    for (let a = 0; a < n; a++) out[a] = a < firstNode[m] ? 0 : y[offsets[i][m] + a];
    return out;
  }
  const nodeScratch = new Float64Array(Math.max(...bases.map(({ nodes }) => nodes.length)));

  function evaluateFields(y: Float64Array) {
    for (let i = 0; i < S; i++) {
      const { f, fr, ft } = fields[i];
      const { points } = bases[i];
      f.fill(0);
      fr.fill(0);
      ft.fill(0);
      for (let m = 0; m < M; m++) {
        nodal(y, i, m, nodeScratch);
        evaluateBasis(bases[i], bases[i].values, nodeScratch, radial.f);
        evaluateBasis(bases[i], bases[i].slopes, nodeScratch, radial.fr);
        for (let p = 0; p < points; p++)
          for (let k = 0; k < T; k++) {
            f[p * T + k] += radial.f[p] * angles.values[m * T + k];
            fr[p * T + k] += radial.fr[p] * angles.values[m * T + k];
            ft[p * T + k] += (radial.f[p] / grid.radii[p]) * angles.slopes[m * T + k];
          }
      }
    }
  }

  // Immobile partners at the origin: c |v|^gamma A(v) / m_i^2 has the entry c r^(gamma+2) / m_i^2 across the radius alone.
  const immobile = bases.map((basis, i) => {
    const tt = new Float64Array(basis.points);
    for (const partner of mixture.background)
      if (partner.species === i)
        for (let p = 0; p < basis.points; p++)
          tt[p] +=
            (partner.strength * grid.radii[p] ** (partner.exponent + 2) * grid.weights[p]) /
            mixture.species[i].mass ** 2;
    return tt;
  });

  /** sum_j c_ij D_j / m_i^2 and sum_j c_ij K_j / (m_i m_j) for every species: of all partners, or of one. */
  function evaluatePotentials(y: Float64Array, only?: number) {
    for (let i = 0; i < S; i++) {
      const own = potentials[i];
      for (const kind of ['rr', 'rt', 'tt', 'kr', 'kt'] as const) own[kind].fill(0);
      if (only === undefined) for (let p = 0; p < bases[i].points; p++) own.tt.fill(immobile[i][p], p * T, (p + 1) * T);
      for (let j = 0; j < S; j++) {
        const operator = operators[i][j];
        if (operator === undefined || (only !== undefined && j !== only)) continue;
        const [mi, mj] = [mixture.species[i].mass, mixture.species[j].mass];
        const c = mixture.strength(i, j);
        for (let m = 0; m < M; m++) {
          nodal(y, j, m, nodeScratch);
          for (const kind of kinds) {
            if (operator[kind][m].length === 0) continue;
            product(operator[kind][m], bases[i].points, bases[j].nodes.length, nodeScratch, column);
            const factor = c / (mi * (kind[0] === 'k' ? mj : mi));
            const shape =
              kind === 'rt' || kind === 'kt' ? angles.slopes : kind === 'tt2' ? angles.second : angles.values;
            const to = own[kind === 'tt2' ? 'tt' : kind];
            for (let p = 0; p < bases[i].points; p++)
              for (let k = 0; k < T; k++) to[p * T + k] += factor * column[p] * shape[m * T + k];
          }
        }
      }
    }
  }

  function rate(y: Float64Array, out: Float64Array, partner?: number) {
    evaluateFields(y);
    evaluatePotentials(y, partner);
    out.fill(0);
    for (let i = 0; i < S; i++) {
      const { f, fr, ft } = fields[i];
      const { rr, rt, tt, kr, kt } = potentials[i];
      const { points, first, values, slopes, nodes } = bases[i];
      for (let m = 0; m < M; m++) {
        nodeScratch.fill(0, 0, nodes.length);
        for (let p = 0; p < points; p++) {
          let alongR = 0;
          let alongT = 0;
          for (let k = 0; k < T; k++) {
            const at = p * T + k;
            const w = angles.weights[k];
            alongR += w * angles.values[m * T + k] * (rr[at] * fr[at] + rt[at] * ft[at] - kr[at] * f[at]);
            if (M > 1) alongT += w * angles.slopes[m * T + k] * (rt[at] * fr[at] + tt[at] * ft[at] - kt[at] * f[at]);
          }
          alongT /= grid.radii[p];
          for (let a = 0; a < width; a++)
            nodeScratch[first[p] + a] += slopes[p * width + a] * alongR + values[p * width + a] * alongT;
        }
        for (let a = firstNode[m]; a < nodes.length; a++) out[offsets[i][m] + a] = -nodeScratch[a];
      }
    }
  }

  function exchange(y: Float64Array) {
    const gains = { momentum: new Float64Array(S * S), energy: new Float64Array(S * S) };
    evaluateFields(y);
    for (let j = 0; j < S; j++) {
      evaluatePotentials(y, j);
      for (let i = 0; i < S; i++) {
        if (i === j) continue;
        const { f, fr, ft } = fields[i];
        const { rr, rt, tt, kr, kt } = potentials[i];
        let momentum = 0;
        let energy = 0;
        for (let p = 0; p < bases[i].points; p++)
          for (let k = 0; k < T; k++) {
            const at = p * T + k;
            const c = angles.cosines[k];
            const alongR = angles.weights[k] * (rr[at] * fr[at] + rt[at] * ft[at] - kr[at] * f[at]);
            const alongT = angles.weights[k] * (rt[at] * fr[at] + tt[at] * ft[at] - kt[at] * f[at]);
            energy -= grid.radii[p] * alongR;
            if (M > 1) momentum -= c * alongR - Math.sqrt(1 - c * c) * alongT;
          }
        gains.momentum[i * S + j] = mixture.species[i].mass * momentum;
        gains.energy[i * S + j] = mixture.species[i].mass * energy;
      }
    }
    return gains;
  }

  function applyMass(y: Float64Array, out: Float64Array) {
    for (let i = 0; i < S; i++) {
      const n = bases[i].nodes.length;
      for (let m = 0; m < M; m++) {
        const at = offsets[i][m];
        for (let a = firstNode[m]; a < n; a++) {
          // Node a shares elements with nodes from the start of the element that ends at it to the end of the one that begins at it.
          const low = Math.max(firstNode[m], order * (Math.ceil(a / order) - 1));
          const high = Math.min(n - 1, order * (Math.floor(a / order) + 1));
          let sum = 0;
          for (let b = low; b <= high; b++) sum += masses[i][a * n + b] * y[at + b];
          out[at + a] = angles.norms[m] * sum;
        }
      }
    }
  }

  // LU of the radial mass matrices, with and without node 0.
  const inverses = masses.map((mass, i) =>
    [0, 1].map((skipped) => {
      const n = bases[i].nodes.length - skipped;
      const lu = new Float64Array(n * n);
      for (let a = 0; a < n; a++)
        for (let b = 0; b < n; b++) lu[a * n + b] = mass[(a + skipped) * (n + skipped) + b + skipped];
      const exchanges = new Int32Array(n);
      decompose(n, lu, exchanges);
      return { n, lu, exchanges };
    }),
  );

  function solveMass(b: Float64Array) {
    for (let i = 0; i < S; i++)
      for (let m = 0; m < M; m++) {
        const { n, lu, exchanges } = inverses[i][firstNode[m]];
        const part = b.subarray(offsets[i][m] + firstNode[m], offsets[i][m] + firstNode[m] + n);
        solve(n, lu, exchanges, part);
        for (let a = 0; a < n; a++) part[a] /= angles.norms[m];
      }
  }

  function shiftedJacobian(factor: number, y: Float64Array, out: Float64Array) {
    evaluateFields(y);
    evaluatePotentials(y);
    out.fill(0);
    for (let i = 0; i < S; i++) {
      const n = bases[i].nodes.length;
      for (let m = 0; m < M; m++)
        for (let a = firstNode[m]; a < n; a++)
          for (let b = firstNode[m]; b < n; b++)
            out[(offsets[i][m] + a) * length + offsets[i][m] + b] = factor * angles.norms[m] * masses[i][a * n + b];
      addLocalPart(i, out);
      for (let j = 0; j < S; j++) addPartnerPart(i, j, out);
    }
  }

  /** What a change of f_i does in fixed potentials. */
  function addLocalPart(i: number, out: Float64Array) {
    const { rr, rt, tt, kr, kt } = potentials[i];
    const { points, first, values, slopes } = bases[i];
    for (let p = 0; p < points; p++) {
      const r = grid.radii[p];
      for (let m = 0; m < M; m++)
        for (let l = 0; l < M; l++) {
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
            if (node + a < firstNode[m]) continue;
            const phi = values[p * width + a];
            const slope = slopes[p * width + a];
            const onSlope = slope * ss + phi * vs;
            const onValue = slope * sv + phi * vv;
            const row = (offsets[i][m] + node + a) * length + offsets[i][l] + node;
            for (let b = 0; b < width; b++) {
              if (node + b < firstNode[l]) continue;
              out[row + b] += onSlope * slopes[p * width + b] + onValue * values[p * width + b];
            }
          }
        }
    }
  }

  const [rowR, rowT] = [new Float64Array(nodeScratch.length), new Float64Array(nodeScratch.length)];

  /** What a change of f_j does through its potentials. */
  function addPartnerPart(i: number, j: number, out: Float64Array) {
    const operator = operators[i][j];
    if (operator === undefined) return;
    const [mi, mj] = [mixture.species[i].mass, mixture.species[j].mass];
    const D = mixture.strength(i, j) / (mi * mi);
    const K = -mixture.strength(i, j) / (mi * mj);
    const { f, fr, ft } = fields[i];
    const { points, first, values, slopes } = bases[i];
    const n = bases[j].nodes.length;
    for (let l = 0; l < M; l++)
      for (let m = 0; m < M; m++)
        for (let p = 0; p < points; p++) {
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
          if (modes[l] > 0) combine(operator.rt[l], p, n, D * rrt, false, rowR);
          const tangential = modes[m] > 0;
          if (tangential) {
            combine(operator.tt[l], p, n, (D * ttt) / r, true, rowT);
            if (operator.tt2[l].length > 0) combine(operator.tt2[l], p, n, (D * ttt2) / r, false, rowT);
            if (modes[l] > 0) {
              combine(operator.rt[l], p, n, (D * trt) / r, false, rowT);
              combine(operator.kt[l], p, n, (K * tkt) / r, false, rowT);
            }
          }
          for (let a = 0; a < width; a++) {
            const node = first[p] + a;
            if (node < firstNode[m]) continue;
            const phi = values[p * width + a];
            const slope = slopes[p * width + a];
            const row = (offsets[i][m] + node) * length + offsets[j][l];
            if (tangential) for (let b = firstNode[l]; b < n; b++) out[row + b] += slope * rowR[b] + phi * rowT[b];
            else for (let b = firstNode[l]; b < n; b++) out[row + b] += slope * rowR[b];
          }
        }
  }

  return {
    dimension: d,
    mixture,
    length,
    grid,
    angles,
    bases,
    modes,
    offset: (i, m) => offsets[i][m],
    applyMass,
    solveMass,
    shiftedJacobian,
    rate,
    transposedDerivative: (y, w, out) => {
      evaluateFields(y);
      evaluatePotentials(y);
      transposedDerivative(
        { mixture, modes, bases, grid, angles, operators, fields, potentials, offset: (i, m) => offsets[i][m] },
        w,
        out,
      );
    },
    exchange,
  };
}

/** out = matrix x, rows x columns. */
function product(matrix: Float64Array, rows: number, columns: number, x: Float64Array, out: Float64Array) {
  for (let p = 0, at = 0; p < rows; p++) {
    let sum = 0;
    for (let b = 0; b < columns; b++) sum += matrix[at++] * x[b];
    out[p] = sum;
  }
}

/** row (+)= factor matrix[p, :] */
function combine(matrix: Float64Array, p: number, n: number, factor: number, fresh: boolean, row: Float64Array) {
  const at = p * n;
  if (fresh) for (let b = 0; b < n; b++) row[b] = factor * matrix[at + b];
  else for (let b = 0; b < n; b++) row[b] += factor * matrix[at + b];
}

/** The matrices between Gauss points, applied to the basis of the partner. */
function restrict(
  matrices: readonly ModeMatrices[],
  grid: RadialGrid,
  own: SpeciesBasis,
  partner: SpeciesBasis,
  modes: readonly number[],
): Operator {
  const N = grid.radii.length;
  const n = partner.nodes.length;
  const width = partner.order + 1;
  const none = new Float64Array(0);
  function through(onValues: Float64Array | undefined, onSlopes?: Float64Array, overR = false): Float64Array {
    const out = new Float64Array(own.points * n);
    for (let p = 0; p < own.points; p++)
      for (let q = 0; q < partner.points; q++) {
        const value = onValues === undefined ? 0 : onValues[p * N + q] / (overR ? grid.radii[q] : 1);
        const slope = onSlopes === undefined ? 0 : onSlopes[p * N + q];
        const at = p * n + partner.first[q];
        for (let a = 0; a < width; a++)
          out[at + a] += value * partner.values[q * width + a] + slope * partner.slopes[q * width + a];
      }
    return out;
  }
  return {
    rr: matrices.map(({ rr }) => through(rr)),
    rt: matrices.map(({ rt }, m) => (modes[m] > 0 ? through(rt) : none)),
    tt: matrices.map(({ tt }) => (modes.length > 1 ? through(tt) : none)),
    tt2: matrices.map(({ tt2 }, m) => (modes[m] > 1 ? through(tt2) : none)),
    kr: matrices.map(({ kr, krt }, m) => through(modes[m] > 0 ? krt : undefined, kr, true)),
    kt: matrices.map(({ kt, ktt }, m) => (modes[m] > 0 ? through(ktt, kt, true) : none)),
  };
}
