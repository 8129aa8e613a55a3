import { Matrix } from 'ml-matrix';
import { collisionMatrices, type ModeMatrices } from '../../methods/legendre/collision-matrices.ts';
import { recurrence } from '../../methods/legendre/harmonics.ts';
import { radialGrid } from '../../methods/legendre/pair-weights.ts';
import { collidingPairs, type Mixture } from '../../physics/mixture.ts';
import { common, type Fields, splinePieces, type Table, tableOf } from './spline-space.ts';

/**
 * The quadratic forms of the linearised system at the common Maxwellian mu_i of temperature 1, f_i = mu_i (1 + h_i), for functions
 *
 *     h_i = rho^l g(rho^2/2) Y_l,   rho = |v| sqrt(m_i),   g a spline with continuous second derivatives:
 *
 *     product     sum_i int mu_i h_i^2                                  collisions  M[h, h], dh/dt = -L h with product(h, L h) = M[h, h]
 *     fisher      sum_i (1/m_i) int mu_i |grad h_i|^2 = I_2             decay       M[h, N h],  d/dt I_2 = -2 M[h, N h]
 *
 * with N the Ornstein-Uhlenbeck operator. The functions are smooth enough for all four, so the forms are those of actual perturbations, and
 * their quotients are bounds. Y_l has mean square 1 over the sphere, up to a factor common to all forms.
 */
export interface LinearisedForms {
  readonly degree: number;
  /** Species of every function. */
  readonly species: readonly number[];
  /** Indices of the localised functions among all functions, in the given order. */
  readonly localised: readonly number[];
  readonly product: Matrix;
  readonly collisions: Matrix;
  readonly fisher: Matrix;
  readonly decay: Matrix;
}

/** A function h_i = (|v|/w)^l exp(-|v|^2/2w^2) Y_l besides the splines. */
export interface Localised {
  readonly species: number;
  readonly width: number;
}

/** Gauss points per piece: for mu times polynomials of degree 11 + l in r. */
const pointsPerPiece = 17;

export function linearisedForms(
  mixture: Mixture,
  densities: readonly number[],
  degree: number,
  level: number,
  localised: readonly Localised[] = [],
): LinearisedForms {
  const d = mixture.dimension;
  const ends = splinePieces(mixture, level);
  const grid = radialGrid(
    d,
    [...new Set(ends.flat())].sort((a, b) => a - b),
    pointsPerPiece,
  );
  const tables = mixture.species.map(({ mass }, i) => {
    const widths = localised.flatMap(({ species, width }) => (species === i ? [width] : []));
    return tableOf(d, degree, { mass, density: densities[i] }, ends[i], widths, grid.radii);
  });
  const offsets = tables.map((_, i) => tables.slice(0, i).reduce((sum, { count }) => sum + count, 0));
  const size = tables.reduce((sum, { count }) => sum + count, 0);
  const eigenvalue = recurrence(d).eigenvalue(degree);
  const [product, collisions, fisher, decay] = Array.from({ length: 4 }, () => Matrix.zeros(size, size));

  tables.forEach(({ count, h, mu, supports }, i) => {
    const weights = mu.map((value, p) => value * grid.weights[p]);
    const { mass } = mixture.species[i];
    for (let a = 0; a < count; a++)
      for (let b = 0; b < count; b++) {
        let value = 0;
        let slope = 0;
        const [from, to] = common(supports[a], supports[b]);
        for (let p = from; p < to; p++) {
          value += weights[p] * h.value[a][p] * h.value[b][p];
          slope += weights[p] * (h.radial[a][p] * h.radial[b][p] + eigenvalue * h.turn[a][p] * h.turn[b][p]);
        }
        product.set(offsets[i] + a, offsets[i] + b, value);
        fisher.set(offsets[i] + a, offsets[i] + b, slope / mass);
      }
  });

  const matrices = new Map<number, ModeMatrices[]>();
  const modes = degree === 0 ? [0] : [0, degree];
  const wanted =
    degree === 0
      ? ([['rr', 'kr']] as const)
      : ([
          ['rr', 'tt'],
          ['kr', 'krt', 'kt', 'ktt'],
        ] as const);
  const add = (i: number, j: number, block: (a: number, b: number) => number, into: Matrix) => {
    for (let a = 0; a < tables[i].count; a++)
      for (let b = 0; b < tables[j].count; b++) {
        const [row, column] = [offsets[i] + a, offsets[j] + b];
        into.set(row, column, into.get(row, column) + block(a, b));
      }
  };
  for (const [i, j] of collidingPairs(mixture)) {
    const exponent = mixture.exponent(i, j);
    // The tangential parts of harmonic 0 are computed only if there is a higher harmonic.
    if (!matrices.has(exponent)) matrices.set(exponent, collisionMatrices(d, exponent, grid, modes, wanted));
    const [isotropic, own] = [matrices.get(exponent)![0], matrices.get(exponent)![modes.length - 1]];
    for (const [x, y] of i === j
      ? [[i, i]]
      : [
          [i, j],
          [j, i],
        ]) {
      const c = mixture.strength(x, y);
      const [mx, my] = [mixture.species[x].mass, mixture.species[y].mass];
      const across = diffusion(isotropic, tables[x].mu, tables[y].mu, grid.radii.length);
      const local = (one: Fields, other: Fields) => (a: number, b: number) => {
        let sum = 0;
        const [from, to] = common(tables[x].supports[a], tables[x].supports[b]);
        for (let p = from; p < to; p++)
          sum +=
            across.rr[p] * one.radial[a][p] * other.radial[b][p] +
            eigenvalue * across.tt[p] * one.turn[a][p] * other.turn[b][p];
        return (c * sum) / mx ** 2;
      };
      add(x, x, local(tables[x].h, tables[x].h), collisions);
      add(x, x, local(tables[x].h, tables[x].n), decay);
      const { onH, onN } = friction(own, tables[x], tables[y], degree === 0 ? 0 : eigenvalue, grid.radii.length);
      const factor = -c / (mx * my);
      add(x, y, (a, b) => factor * onH.get(a, b), collisions);
      add(x, y, (a, b) => factor * onN.get(a, b), decay);
    }
  }
  return {
    degree,
    species: tables.flatMap(({ count }, i) => new Array<number>(count).fill(i)),
    localised: localised.map(({ species }, k) => {
      const before = localised.slice(0, k).filter((one) => one.species === species).length;
      return offsets[species] + tables[species].splines + before;
    }),
    product,
    collisions: symmetric(collisions),
    fisher,
    decay: symmetric(decay),
  };
}

/** mu_i times the diffusion tensor of a Maxwellian partner, quadrature weights included. */
function diffusion({ rr, tt }: ModeMatrices, mu: Float64Array, partner: Float64Array, N: number) {
  const of = (matrix: Float64Array) =>
    mu.map((value, p) => {
      let sum = 0;
      // Matrices that vanish are empty.
      for (let q = 0; q < partner.length && matrix.length > 0; q++) sum += matrix[p * N + q] * partner[q];
      return value * sum;
    });
  return { rr: of(rr), tt: of(tt) };
}

/**
 * intint mu_i mu_j* grad h_i . |w|^gamma A(w) grad k_j*: rows are the functions h of species i, columns the functions k = h and k = N h of
 * species j. The sums of both are computed together, so that every entry of the matrices is read once.
 */
function friction(
  { kr, krt, kt, ktt }: ModeMatrices,
  own: Table,
  partner: Table,
  eigenvalue: number,
  N: number,
): { readonly onH: Matrix; readonly onN: Matrix } {
  const P = own.mu.length;
  const { mu, h, n, supports } = partner;
  /** The radial derivative and the turn of h and of N h, by point of the support. */
  const packed = supports.map(([from, to], b) => {
    const all = new Float64Array(4 * (to - from));
    for (let q = from, at = 0; q < to; q++) {
      all[at++] = mu[q] * h.radial[b][q];
      all[at++] = mu[q] * h.turn[b][q];
      all[at++] = mu[q] * n.radial[b][q];
      all[at++] = mu[q] * n.turn[b][q];
    }
    return all;
  });
  /** The field of every function at the points of the other species, along the radius and across it. */
  const fields = [0, 1].map(() => ({
    radial: supports.map(() => new Float64Array(P)),
    turn: supports.map(() => new Float64Array(P)),
  }));
  const [byH, byN] = fields;
  // By rows, so that the matrices pass through memory once.
  for (let p = 0; p < P; p++) {
    const weight = own.mu[p];
    for (let b = 0; b < partner.count; b++) {
      const vectors = packed[b];
      const first = p * N + supports[b][0];
      let rh = 0;
      let rn = 0;
      let th = 0;
      let tn = 0;
      // Harmonic 0 has no tangential parts.
      if (eigenvalue === 0)
        for (let x = 0, at = first; x < vectors.length; x += 4, at++) {
          rh += kr[at] * vectors[x];
          rn += kr[at] * vectors[x + 2];
        }
      else
        for (let x = 0, at = first; x < vectors.length; x += 4, at++) {
          rh += kr[at] * vectors[x] + krt[at] * vectors[x + 1];
          th += kt[at] * vectors[x] + ktt[at] * vectors[x + 1];
          rn += kr[at] * vectors[x + 2] + krt[at] * vectors[x + 3];
          tn += kt[at] * vectors[x + 2] + ktt[at] * vectors[x + 3];
        }
      byH.radial[b][p] = weight * rh;
      byH.turn[b][p] = eigenvalue * weight * th;
      byN.radial[b][p] = weight * rn;
      byN.turn[b][p] = eigenvalue * weight * tn;
    }
  }
  const [onH, onN] = fields.map(({ radial, turn }) => {
    const out = Matrix.zeros(own.count, partner.count);
    for (let b = 0; b < partner.count; b++)
      for (let a = 0; a < own.count; a++) {
        const [first, end] = own.supports[a];
        const [slopes, turns, alongR, alongT] = [own.h.radial[a], own.h.turn[a], radial[b], turn[b]];
        let sum = 0;
        for (let p = first; p < end; p++) sum += slopes[p] * alongR[p] + turns[p] * alongT[p];
        out.set(a, b, sum);
      }
    return out;
  });
  return { onH, onN };
}

function symmetric(matrix: Matrix): Matrix {
  return Matrix.add(matrix, matrix.transpose()).mul(1 / 2);
}
