import { Matrix } from 'ml-matrix';
import type { Mixture } from '../../physics/mixture.ts';
import { type Eigenpair, eigenpairs } from './eigenvalues.ts';
import { type Localised, linearisedForms } from './forms.ts';

/**
 * The flow dh/dt = -L h of one harmonic degree in terms of its eigenfunctions in a space of splines, with localised functions expanded in
 * them.
 */
interface LinearFlow {
  readonly values: readonly number[];
  /** (1/m_i) int mu_i grad e_a . grad e_b of the eigenfunctions e_a, whose norm in L^2(mu) is 1. */
  readonly fisher: Matrix;
  /** Coefficients of the localised functions: one row per eigenfunction. */
  readonly coordinates: Matrix;
  /** int mu b_k b_l of the localised functions. */
  readonly product: Matrix;
}

function linearFlow(
  mixture: Mixture,
  densities: readonly number[],
  degree: number,
  level: number,
  functions: readonly Localised[],
): LinearFlow {
  const { collisions, product, fisher, localised, species } = linearisedForms(
    mixture,
    densities,
    degree,
    level,
    functions,
  );
  const among = new Set(localised);
  const splines = species.flatMap((_, k) => (among.has(k) ? [] : [k]));
  const block = (matrix: Matrix, rows: readonly number[], columns: readonly number[]) =>
    matrix.selection([...rows], [...columns]);
  const pairs = eigenpairs(block(collisions, splines, splines), block(product, splines, splines));
  const vectors = new Matrix(pairs.map(({ vector }) => [...vector]));
  return {
    // L is nonnegative; clamping keeps the round-off of an invariant's 0 from growing like exp(t).
    values: pairs.map(({ value }) => Math.max(0, value)),
    fisher: vectors.mmul(block(fisher, splines, splines)).mmul(vectors.transpose()),
    coordinates:
      functions.length === 0 ? new Matrix(pairs.length, 0) : vectors.mmul(block(product, splines, [...localised])),
    product: block(product, [...localised], [...localised]),
  };
}

/** The largest gain of I_2 near equilibrium up to a time. */
export interface LinearGain {
  readonly degree: number;
  /**
   * Largest I_2(t)/I_2(0) - 1 over all perturbations of the degree, and its change from a space with half as many pieces; 0 if none gains.
   */
  readonly gain: number;
  readonly error: number;
  /** The same over sums of the localised functions. */
  readonly localisedGain: number;
  /** Sums of the localised functions with I_2 = 1, orthogonal in I_2(0) and I_2(t), and their changes of I_2, ascending. */
  readonly modes: readonly Eigenpair[];
}

/**
 * Close Gaussians are nearly dependent: combinations below a part of the largest eigenvalue of their metric are left out. The first part in
 * this list is used for which no sum gains more than the largest gain of all perturbations; only round-off can exceed it.
 */
const nearlyDependent = [1e-9, 1e-7, 1e-5, 1e-3] as const;
const roundOff = 1e-9;
/** Pieces of the coarser and the finer space, relative to level 1. */
const levels: readonly number[] = [1, 2];

/**
 * The largest gain of the quadratic part I_2 of I near the equilibrium in a time, dh/dt = -L h: the largest eigenvalue of E^T G E - G in
 * the metric G of I_2, with E = exp(-t L). L is symmetric in L^2(mu), so its eigenfunctions give E to round-off. Every value belongs to an
 * actual perturbation: a lower bound.
 */
export function linearGain(
  mixture: Mixture,
  densities: readonly number[],
  degree: number,
  functions: readonly Localised[],
  time: number,
  spaces = levels,
): LinearGain {
  const found = spaces.map((level) => {
    const flow = linearFlow(mixture, densities, degree, level, functions);
    const change = flow.fisher.clone();
    flow.values.forEach((one, a) => {
      flow.values.forEach((other, b) => {
        change.set(a, b, flow.fisher.get(a, b) * Math.expm1(-(one + other) * time));
      });
    });
    const Z = flow.coordinates;
    const onFunctions = (matrix: Matrix) => Z.transpose().mmul(matrix).mmul(Z);
    // The invariants of degree 0, which are constant functions, have no gradient.
    const all = eigenpairs(change, withoutNull(flow.fisher)).at(-1)!.value;
    if (functions.length === 0) return { all, modes: [] };
    const most = Math.max(0, all) * (1 + roundOff) + roundOff;
    const [metric, changes] = [onFunctions(flow.fisher), onFunctions(change)];
    for (const part of nearlyDependent) {
      const modes = eigenpairs(changes, metric, part);
      if (modes.at(-1)!.value <= most) return { all, modes };
    }
    return { all, modes: [] };
  });
  const fine = found[found.length - 1];
  const gain = Math.max(0, fine.all);
  return {
    degree,
    gain,
    error: Math.abs(gain - Math.max(0, found[0].all)),
    localisedGain: fine.modes.at(-1)?.value ?? 0,
    modes: fine.modes,
  };
}

/** The form with its kernel lifted by round-off, so that functions can be scaled to norm 1 in it. */
function withoutNull(form: Matrix): Matrix {
  const out = form.clone();
  const largest = Math.max(...out.diagonal());
  for (let a = 0; a < out.rows; a++) out.set(a, a, Math.max(out.get(a, a), 1e-14 * largest));
  return out;
}

/** One eigenfunction as a sum of localised functions. */
export interface FittedEigenfunction {
  readonly value: number;
  /** Coefficients of the nearest sum in L^2(mu), with norm 1 there, and its distance from the eigenfunction, also of norm 1. */
  readonly coefficients: Float64Array;
  readonly distance: number;
}

/** Spline level. */
const finest = 3;
/** Combinations of the functions below this part of the trace of their products are left out. */
const dependent = 1e-12;

/** Fits eigenfunction number `index` (from 0) of a degree by least squares in L^2(mu). */
export function fittedEigenfunction(
  mixture: Mixture,
  densities: readonly number[],
  degree: number,
  index: number,
  functions: readonly Localised[],
): FittedEigenfunction {
  const { values, coordinates, product } = linearFlow(mixture, densities, degree, finest, functions);
  const wanted = Float64Array.from({ length: functions.length }, (_, k) => coordinates.get(index, k));
  const coefficients = new Float64Array(functions.length);
  // sum_c u_c (u_c . wanted) / lambda_c over the independent combinations u_c of the functions
  for (const { value, vector } of eigenpairs(product, Matrix.eye(functions.length))) {
    if (value <= dependent * product.trace()) continue;
    const share = vector.reduce((sum, x, k) => sum + x * wanted[k], 0) / value;
    vector.forEach((x, k) => {
      coefficients[k] += share * x;
    });
  }
  const overlap = coefficients.reduce((sum, a, k) => sum + a * wanted[k], 0);
  const norm = Math.sqrt(
    coefficients.reduce((sum, a, k) => sum + a * coefficients.reduce((s, b, l) => s + product.get(k, l) * b, 0), 0),
  );
  return {
    value: values[index],
    coefficients: coefficients.map((a) => a / norm),
    distance: Math.sqrt(Math.max(0, 2 - (2 * overlap) / norm)),
  };
}
