import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { InputError } from '../../core/errors.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { createMixture } from '../../physics/mixture.ts';
import { exponentBound, theoremLedger } from '../theorem.ts';
import { type LinearisedBracket, linearisedBracket } from './bracket.ts';

/** The fastest growth of the linearised Fisher information. */
export interface LargestGrowth {
  /** sup over all h of (dI_2/dt) / I_2, or 0 where it is negative or round-off. */
  readonly growthRate: number;
  /** Smallest lambda of sym(M N) h = lambda N h, 0 where it is below `roundOff`; growthRate = max(0, -2 lambda). */
  readonly eigenvalue: number;
  /** What the rounding errors of M can make of a zero eigenvalue in the direction h. */
  readonly roundOff: number;
  /** The h that attains it, with sum N h^2 = 1: for each species the coefficients of the orders firstOrder..orders. */
  readonly perturbation: readonly (readonly number[])[];
}

/**
 * The direction in which I_2 = sum_i (1/m_i) int mu_i |grad h_i|^2 dv, the Fisher information to second order around
 * the equilibrium (up to a constant factor), grows fastest. With dh/dt = -M h and I_2 = h.N h / theta,
 *
 *     dI_2/dt = -(2/theta) h . sym(M N) h
 *
 * so that growth is possible exactly if sym(M N) has a negative eigenvalue relative to N. It is found from the
 * symmetric matrix N^{-1/2} sym(M N) N^{-1/2} = M_ab (N_a + N_b) / (2 sqrt(N_a N_b)), whose entries are as accurate
 * as those of M at every mass ratio. A larger K never lowers the growth rate, because the perturbations are nested.
 *
 * Round-off: the eigenvalue is the quotient of the eigenvector y, and errors of M within e_a e_b (bracket.roundOff)
 * change the quotient of a given vector by at most sum_ab |y_a| |y_b| e_a e_b (N_a + N_b) / (2 sqrt(N_a N_b)). What
 * lies below is set to 0, the eigenvalue of the invariants (momentum at l = 1, energy at l = 0); what lies above is
 * growth, whatever the errors of the eigenvector, since every vector bounds the smallest eigenvalue from above.
 */
export function largestGrowth(bracket: LinearisedBracket): LargestGrowth {
  const { matrix, hermiteDegrees: N, mixture } = bracket;
  const size = matrix.rows;
  const metric = (a: number, b: number) => (N[a] + N[b]) / (2 * Math.sqrt(N[a] * N[b]));
  const weighted = new Matrix(size, size);
  for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) weighted.set(a, b, matrix.get(a, b) * metric(a, b));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(weighted, { assumeSymmetric: true });
  const lowest = realEigenvalues.indexOf(Math.min(...realEigenvalues));
  const y = eigenvectorMatrix.getColumn(lowest);

  let quotient = 0;
  let roundOff = 0;
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      quotient += y[a] * y[b] * weighted.get(a, b);
      const error = bracket.roundOff[a] * bracket.roundOff[b];
      roundOff += Math.abs(y[a] * y[b]) * error * metric(a, b);
    }
  }
  const eigenvalue = Math.abs(quotient) <= roundOff ? 0 : quotient;
  const block = size / mixture.species.length;
  const h = y.map((value, a) => value / Math.sqrt(N[a]));
  return {
    growthRate: eigenvalue < 0 ? -2 * eigenvalue : 0,
    eigenvalue,
    roundOff,
    perturbation: mixture.species.map((_, i) => h.slice(i * block, (i + 1) * block)),
  };
}

/** The two-species mixtures of a map: every combination of a mass ratio, an exponent and a charge. */
export interface GrowthMapOptions {
  readonly dimension: Dimension;
  /** m_1 / m_2 of the light to the heavy species, m_2 = 1. */
  readonly massRatios: readonly number[];
  /** gamma, the same for all collisions. */
  readonly exponents: readonly number[];
  /** Charge Z of the heavy species, with densities 1 and 1/Z (neutral) and c_ij = Z_i^2 Z_j^2; default 1. */
  readonly charges?: readonly number[];
  /** Whether collisions within a species count; default false: cross collisions only. */
  readonly selfCollisions?: boolean;
  /** Harmonic degree l of the perturbations; default 1. */
  readonly degree?: number;
  /** Highest Sonine order K. */
  readonly orders: number;
}

/** One point of the map, ready for JSON or CSV. */
export interface GrowthMapRow {
  readonly massRatio: number;
  readonly exponent: number;
  readonly charge: number;
  /** Fastest relative growth of the linearised Fisher information, 0 if there is none. */
  readonly growthRate: number;
  readonly eigenvalue: number;
  /** The theorem's bound on |exponent| of cross collisions, 2 sqrt(d-1). */
  readonly bound: number;
  /** Whether the theorem rules growth out. */
  readonly covered: boolean;
}

/**
 * The largest growth rate of I_2 over a grid of two-species mixtures at theta = 1, the charge varying fastest.
 * Throws InputError for a charge, mass ratio or exponent out of range.
 */
export function growthMap(options: GrowthMapOptions): readonly GrowthMapRow[] {
  const { dimension, massRatios, exponents, charges = [1], selfCollisions = false, degree = 1, orders } = options;
  for (const charge of charges)
    if (!(charge > 0 && charge < Infinity))
      throw new InputError(`growth map: expected positive charges of the heavy species, got ${charge}`);
  const own = selfCollisions ? 1 : 0;
  const row = (massRatio: number, exponent: number, charge: number): GrowthMapRow => {
    const Z2 = charge ** 2;
    const mixture = createMixture(
      dimension,
      [
        { name: 'light', mass: massRatio, charge: -1 },
        { name: 'heavy', mass: 1, charge },
      ],
      [
        [own, Z2],
        [Z2, own * Z2 ** 2],
      ],
      [
        [exponent, exponent],
        [exponent, exponent],
      ],
    );
    const { growthRate, eigenvalue } = largestGrowth(linearisedBracket(mixture, [1, 1 / charge], { degree, orders }));
    return {
      massRatio,
      exponent,
      charge,
      growthRate,
      eigenvalue,
      bound: exponentBound(dimension, false),
      covered: theoremLedger(mixture).covered,
    };
  };
  return massRatios.flatMap((massRatio) =>
    exponents.flatMap((exponent) => charges.map((charge) => row(massRatio, exponent, charge))),
  );
}
