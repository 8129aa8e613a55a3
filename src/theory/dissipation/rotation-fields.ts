import { SingularValueDecomposition } from 'ml-matrix';
import { InputError } from '../../core/errors.ts';
import type { RandomStream } from '../../core/random.ts';
import type { Dimension } from '../../core/vector-field.ts';

/** A property of the fields, and its violation at random pairs of velocities, relative to the size of its terms. */
export interface FieldProperty {
  readonly name: string;
  readonly statement: string;
  readonly residual: number;
}

/** The result of rotationFields. */
export interface RotationFields {
  /** M = d(d-1)/2. */
  readonly count: number;
  readonly properties: readonly FieldProperty[];
  /** Number of independent fields at every point, d - 1 if property (iv) holds. */
  readonly rank: number;
  /** Largest distance, relative to |w|, of a drawn w' with |w'| = |w| from all points that a single flow reaches from w. 0 in d = 2. */
  readonly missed: number;
}

/**
 * The M = d(d-1)/2 fields of rotations of the relative velocity w = v - v*, one for each pair p < q of axes,
 *
 *     b_k(w) = w_q e_p - w_p e_q,    L_k = (1/m_i) b_k . grad_v - (1/m_j) b_k . grad_v*,
 *
 * and the properties that the proof needs, evaluated at random pairs of velocities:
 *
 *     (i)    A(w) = sum_k b_k (x) b_k
 *     (ii)   L_k |v - v*| = 0, L_k (m_i v + m_j v*) = 0, L_k (m_i |v|^2 + m_j |v*|^2) = 0: L_k commutes with alpha(|v - v*|)
 *     (iii)  the divergence of L_k vanishes
 *     (iv)   for w != 0 the L_k span the tangent space of the pairs with the same momentum and energy, which has dimension d - 1
 *     (v)    L_k commutes with lap_v/m_i + lap_v* /m_j: its flow is an isometry of m_i |dv|^2 + m_j |dv*|^2
 *
 * Each field is linear, x -> B_k x for x = (v, v*), so (iii) and (v) are statements about the matrix B_k. Throws InputError if a mass is
 * not positive or `points` is less than 1. Source: Y. Zhu (2025), equations (2.3) to (2.5); docs/errata.md corrects (iv).
 */
export function rotationFields(
  d: Dimension,
  masses: readonly [number, number],
  points: number,
  stream: RandomStream,
): RotationFields {
  if (!masses.every((m) => m > 0 && m < Infinity))
    throw new InputError(`fields: expected positive masses, got [${masses}]`);
  if (!(Number.isInteger(points) && points >= 1))
    throw new InputError(`fields: expected a whole number of points >= 1, got ${points}`);
  const fields = axesPairs(d).map((axes) => matrixOf(d, masses, axes));
  const worst = { tensor: 0, kept: 0 };
  let [rank, missed] = [Infinity, 0];
  for (let point = 0; point < points; point++) {
    const x = Array.from({ length: 2 * d }, () => 4 * stream.next() - 2);
    const w = Array.from({ length: d }, (_, a) => x[a] - x[d + a]);
    const r = Math.hypot(...w);
    worst.tensor = Math.max(worst.tensor, tensorResidual(d, w, r));
    for (const field of fields) worst.kept = Math.max(worst.kept, keptResidual(d, masses, field, x, w));
    rank = Math.min(
      rank,
      new SingularValueDecomposition(
        fields.map((field) => times(field, x)),
        { autoTranspose: true },
      ).rank,
    );
    missed = Math.max(missed, distanceToFlows(w, randomDirection(d, stream), r) / r);
  }
  const property = (name: string, statement: string, residual: number) => ({ name, statement, residual });
  return {
    count: fields.length,
    properties: [
      property('(i)', 'A(w) = sum_k b_k (x) b_k', worst.tensor),
      property('(ii)', 'L_k keeps |v - v*|, the momentum and the energy', worst.kept),
      property('(iii)', 'div L_k = 0', Math.max(...fields.map(divergence))),
      property('(iv)', `the L_k span ${d - 1} dimensions`, Math.abs(rank - (d - 1))),
      property(
        '(v)',
        'L_k commutes with lap_v/m_i + lap_v* /m_j',
        Math.max(...fields.map((field) => isometryResidual(d, masses, field))),
      ),
    ],
    rank,
    missed: d === 2 ? 0 : missed,
  };
}

function axesPairs(d: Dimension): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  for (let q = 1; q < d; q++) for (let p = 0; p < q; p++) pairs.push([p, q]);
  return pairs;
}

/** b_k(w) of a pair of axes. */
function rotated([p, q]: readonly [number, number], w: readonly number[]): number[] {
  return w.map((_, a) => (a === p ? w[q] : a === q ? -w[p] : 0));
}

/** B_k by rows; its column c is the field at unit vector c of (v, v*). */
function matrixOf(d: Dimension, [m_i, m_j]: readonly [number, number], axes: readonly [number, number]): number[][] {
  const unit = (a: number) => Array.from({ length: d }, (_, b) => (a === b ? 1 : 0));
  const columns = Array.from({ length: 2 * d }, (_, c) => {
    const b = rotated(axes, unit(c % d)).map((entry) => (c < d ? entry : -entry));
    return [...b.map((entry) => entry / m_i), ...b.map((entry) => -entry / m_j)];
  });
  return columns[0].map((_, row) => columns.map((column) => column[row]));
}

function times(matrix: readonly (readonly number[])[], x: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, entry, c) => sum + entry * x[c], 0));
}

function tensorResidual(d: Dimension, w: readonly number[], r: number): number {
  const b = axesPairs(d).map((axes) => rotated(axes, w));
  let worst = 0;
  for (let p = 0; p < d; p++)
    for (let q = 0; q < d; q++) {
      const A = (p === q ? r * r : 0) - w[p] * w[q];
      worst = Math.max(worst, Math.abs(A - b.reduce((sum, one) => sum + one[p] * one[q], 0)) / (r * r));
    }
  return worst;
}

/** The change by L_k of |v - v*|^2 / 2, of each component of the momentum, and of the energy, relative to the sum of the absolute terms. */
function keptResidual(
  d: Dimension,
  masses: readonly [number, number],
  field: readonly (readonly number[])[],
  x: readonly number[],
  w: readonly number[],
): number {
  const change = times(field, x);
  const mass = (a: number) => masses[a < d ? 0 : 1];
  const relative = (terms: readonly number[]) => {
    const size = terms.reduce((sum, term) => sum + Math.abs(term), 0);
    return size === 0 ? 0 : Math.abs(terms.reduce((sum, term) => sum + term, 0)) / size;
  };
  return Math.max(
    relative(w.flatMap((component, a) => [component * change[a], -component * change[d + a]])),
    ...w.map((_, a) => relative([masses[0] * change[a], masses[1] * change[d + a]])),
    relative(change.map((component, a) => mass(a) * x[a] * component)),
  );
}

function divergence(field: readonly (readonly number[])[]): number {
  return Math.abs(field.reduce((sum, row, a) => sum + row[a], 0));
}

/** B G^-1 + G^-1 B^T for the metric G = diag(m_i, m_j), relative to the entries of B G^-1. */
function isometryResidual(
  d: Dimension,
  masses: readonly [number, number],
  field: readonly (readonly number[])[],
): number {
  const scaled = field.map((row) => row.map((entry, c) => entry / masses[c < d ? 0 : 1]));
  const size = Math.max(...scaled.flat().map(Math.abs));
  return Math.max(...scaled.flatMap((row, a) => row.map((entry, b) => Math.abs(entry + scaled[b][a])))) / size;
}

function randomDirection(d: Dimension, stream: RandomStream): number[] {
  for (;;) {
    const x = Array.from({ length: d }, () => 2 * stream.next() - 1);
    const length = Math.hypot(...x);
    if (length > 0.1 && length <= 1) return x.map((component) => component / length);
  }
}

/**
 * Distance from r sigma to the nearest point of the circles on which rotation in one plane of axes moves w; it keeps the other components
 * of w.
 */
function distanceToFlows(w: readonly number[], sigma: readonly number[], r: number): number {
  const wanted = sigma.map((component) => r * component);
  return Math.min(
    ...axesPairs(w.length as Dimension).map(([p, q]) => {
      const apart = Math.hypot(w[p], w[q]) - Math.hypot(wanted[p], wanted[q]);
      const others = w.map((component, a) => (a === p || a === q ? 0 : component - wanted[a]));
      return Math.hypot(apart, ...others);
    }),
  );
}
