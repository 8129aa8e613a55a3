import { Matrix } from 'ml-matrix';
import { InputError } from '../../core/errors.ts';
import { collidingPairs, type Mixture } from '../../physics/mixture.ts';
import { pairAverages } from './pair-average.ts';

/** The space of perturbations h_i in which the bracket is written. */
export interface BracketOptions {
  /** Common temperature theta of the Maxwellians; default 1. */
  readonly theta?: number;
  /** Harmonic degree l >= 0 of the perturbations; default 1. */
  readonly degree?: number;
  /** Highest Sonine order K of the radial factors. */
  readonly orders: number;
}

/**
 * The linearised collision operator as a quadratic form. Its functions are, species by species, a_{i,k} / sqrt(n_i) for
 * k = firstOrder..orders: orthonormal in L^2(mu_i), so that `matrix` is also the matrix of the operator, dh/dt = -M h.
 */
export interface LinearisedBracket {
  readonly mixture: Mixture;
  readonly densities: readonly number[];
  readonly theta: number;
  readonly degree: number;
  readonly orders: number;
  /** 0, or 1 at l = 0: the constants are left out, because they change neither collisions nor the Fisher information. */
  readonly firstOrder: number;
  /** M, symmetric and positive semidefinite: M[h, h] is the entropy dissipation. */
  readonly matrix: Matrix;
  /** N: the Hermite degree 2k + l of every function; I_2 = (1/theta) sum N h^2. */
  readonly hermiteDegrees: Float64Array;
  /**
   * e_a, such that the round-off of M_ab is at most e_a e_b: e_a^2 is `entryRoundOff` times the parts of M_aa before the
   * two colliding particles cancel in it.
   */
  readonly roundOff: Float64Array;
}

/**
 * The collision bracket at the common Maxwellian, f_i = mu_i (1 + h_i),
 *
 *     M[h, h] = (1/2) sum_ij c_ij n_i n_j < |w|^gamma_ij A(w) : (grad h_i/m_i - grad h_j* / m_j)^{(x)2} >_ij
 *
 * with < >_ij the mean over v ~ mu_i/n_i and v* ~ mu_j/n_j, w = v - v*, A(w) = |w|^2 I - w w^T. The h_i have
 * one harmonic degree l and Sonine orders up to K; the degrees do not mix, because collisions are invariant under
 * rotations. Exact up to round-off for every real exponent in (-d-2, 1] (see pairAverages).
 *
 * Throws InputError if a density or theta is not positive, or a degree or order is not a whole number in range.
 * Source: Y. Zhu (2025), eq. (1.6), expanded to second order at equilibrium.
 */
export function linearisedBracket(
  mixture: Mixture,
  densities: readonly number[],
  { theta = 1, degree = 1, orders }: BracketOptions,
): LinearisedBracket {
  const firstOrder = degree === 0 ? 1 : 0;
  checkInput(mixture, densities, theta, degree, orders, firstOrder);
  const { dimension, species } = mixture;
  const block = orders + 1 - firstOrder;
  const matrix = Matrix.zeros(block * species.length, block * species.length);
  const uncancelled = new Float64Array(matrix.rows);
  const addTo = (i: number, j: number, factor: number, average: (k: number, l: number) => number) => {
    for (let k = 0; k < block; k++)
      for (let l = 0; l < block; l++) {
        const [row, column] = [i * block + k, j * block + l];
        const entry = matrix.get(row, column) + factor * average(k + firstOrder, l + firstOrder);
        matrix.set(row, column, entry);
        if (row === column && factor > 0) uncancelled[row] += factor * average(k + firstOrder, l + firstOrder);
      }
  };
  for (const [i, j] of collidingPairs(mixture)) {
    const c = mixture.strength(i, j);
    const exponent = mixture.exponent(i, j);
    const { own, cross, other } = pairAverages(
      { dimension, degree, orders, theta, exponent },
      species[i].mass,
      species[j].mass,
    );
    const symmetric = (of: Matrix) => (k: number, l: number) => (of.get(k, l) + of.get(l, k)) / 2;
    if (i === j) {
      addTo(i, i, c * densities[i], symmetric(own));
      addTo(i, i, -c * densities[i], symmetric(cross));
      continue;
    }
    addTo(i, i, c * densities[j], symmetric(own));
    addTo(j, j, c * densities[i], symmetric(other));
    const mixed = -c * Math.sqrt(densities[i] * densities[j]);
    addTo(i, j, mixed, (k, l) => cross.get(k, l));
    addTo(j, i, mixed, (k, l) => cross.get(l, k));
  }
  return {
    mixture,
    densities,
    theta,
    degree,
    orders,
    firstOrder,
    matrix,
    hermiteDegrees: Float64Array.from(
      { length: matrix.rows },
      (_, index) => 2 * ((index % block) + firstOrder) + degree,
    ),
    roundOff: uncancelled.map((parts) => Math.sqrt(entryRoundOff(degree, orders) * parts)),
  };
}

/**
 * A bound on the round-off of <grad a_k . A grad b_l>, relative to the root of <grad a_k . A grad a_k> <grad b_l . A grad b_l>. The
 * relative round-off of nodes, weights and recurrences grows like the degree of the polynomials, and positive weights keep the sum below
 * that root. The factor is measured by comparison with rules of 7 more nodes: 11 is the largest over d = 2, 3, K = 2..40, l = 0..20, mass
 * ratios 1 and 1e-3 and exponents from -d - 1.9 to 1.
 */
export function entryRoundOff(degree: number, orders: number): number {
  return 16 * (2 * orders + degree + 1) * Number.EPSILON;
}

function checkInput(
  mixture: Mixture,
  densities: readonly number[],
  theta: number,
  degree: number,
  orders: number,
  firstOrder: number,
): void {
  const problems: string[] = [];
  const where = 'linearised bracket';
  if (densities.length !== mixture.species.length)
    problems.push(
      `${where}: expected ${mixture.species.length} densities, one for each species, got ${densities.length}`,
    );
  densities.forEach((n, i) => {
    if (!(n > 0 && n < Infinity)) problems.push(`${where}: expected a positive density ${i + 1}, got ${n}`);
  });
  if (!(theta > 0 && theta < Infinity)) problems.push(`${where}: expected a positive temperature, got ${theta}`);
  if (!(Number.isInteger(degree) && degree >= 0 && degree <= highestDegree))
    problems.push(`${where}: expected a harmonic degree in 0..${highestDegree}, got ${degree}`);
  if (!(Number.isInteger(orders) && orders >= firstOrder && orders <= highestOrder))
    problems.push(`${where}: expected a highest Sonine order in ${firstOrder}..${highestOrder}, got ${orders}`);
  if (problems.length > 0) throw new InputError(problems);
}

/** The range in which `entryRoundOff` has been measured. */
const highestDegree = 20;
const highestOrder = 40;
