import { Matrix } from 'ml-matrix';
import { gaussLaguerre, gaussLegendre, type QuadratureRule } from '../../core/quadrature.ts';
import { gamma } from '../../core/special-functions.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { sonineBasis, zonalHarmonic } from './basis.ts';

/** The parameters of a pair average, apart from the two masses. */
export interface PairBasis {
  readonly dimension: Dimension;
  /** Harmonic degree l of the basis. */
  readonly degree: number;
  /** Highest Sonine order K: K + 1 functions for each species. */
  readonly orders: number;
  /** Common temperature. */
  readonly theta: number;
  /** Exponent gamma of the pair. */
  readonly exponent: number;
}

/** The averages E_ab of one pair, each (K+1) x (K+1). */
export interface BracketAverages {
  readonly own: Matrix;
  readonly cross: Matrix;
  readonly other: Matrix;
}

/**
 * The collision averages of two species at a common temperature, v ~ mu_1/n_1 and v* ~ mu_2/n_2,
 *
 *     own[k][l]   = < |w|^gamma grad a_k(v)   . A(w) grad a_l(v)   > / m_1^2
 *     cross[k][l] = < |w|^gamma grad a_k(v)   . A(w) grad b_l(v*)  > / (m_1 m_2)
 *     other[k][l] = < |w|^gamma grad b_k(v*)  . A(w) grad b_l(v*)  > / m_2^2,       w = v - v*,  A(w) = |w|^2 I - w w^T
 *
 * for the orthonormal functions a_k = p_k(m_1 |v|^2 / 2 theta) Y(v sqrt(m_1/theta)) of species 1 and b_k of species 2. They are the same
 * for every harmonic Y of degree l: summing over all of them turns every product into the zonal harmonic of the two arguments.
 *
 * The quadrature is exact, apart from round-off. In the velocity z of the centre of mass and the relative velocity w the Gaussian
 * factorises; a joint rotation of z and w leaves |z|, r = |w| and the cosine c of their angle. The rest is r^gamma times a polynomial of z
 * and w, of total degree 2 (2K + l - 1) apart from A and at least quadratic in w. Odd powers of c integrate to zero, so it is r^{gamma+2}
 * times a polynomial of degree 2K + l - 1 in |z|^2 and in r^2, and of degree 4K + 2l in c. The rules are therefore Gauss-Laguerre in |z|^2
 * and r^2, the second with the power r^{gamma+2} r^{d-1} dr in its weight (integrable for every real gamma > -d-2), with K + l/2 nodes, and
 * a Gauss rule in c with 2K + l + 1 nodes. More nodes (`extraNodes`) change only the round-off.
 */
export function pairAverages(basis: PairBasis, mass: number, otherMass: number, extraNodes = 0): BracketAverages {
  const { dimension: d, degree, orders, theta, exponent } = basis;
  const total = mass + otherMass;
  const reduced = (mass * otherMass) / total;
  const count = Math.max(1, orders + Math.ceil(degree / 2)) + extraNodes;
  const centre = gaussLaguerre(count, d / 2 - 1);
  const relative = gaussLaguerre(count, (exponent + d) / 2);
  const angle = angleRule(d, 2 * orders + degree + 1 + extraNodes);
  const scale = ((2 * theta) / reduced) ** ((exponent + 2) / 2) / gamma(d / 2) ** 2;

  const own = createBlock(basis, mass, mass, true);
  const cross = createBlock(basis, mass, otherMass, false);
  const other = createBlock(basis, otherMass, otherMass, true);
  const a = createPoint(basis, mass);
  const b = createPoint(basis, otherMass);
  for (let q = 0; q < count; q++) {
    const z = Math.sqrt((2 * theta * centre.nodes[q]) / total);
    for (let s = 0; s < count; s++) {
      const r = Math.sqrt((2 * theta * relative.nodes[s]) / reduced);
      for (let k = 0; k < angle.nodes.length; k++) {
        const weight = scale * centre.weights[q] * relative.weights[s] * angle.weights[k];
        const along = z * angle.nodes[k];
        const across = z * Math.sqrt(1 - angle.nodes[k] ** 2);
        a.moveTo(along + (otherMass / total) * r, across);
        b.moveTo(along - (mass / total) * r, across);
        own.add(weight, a, a);
        cross.add(weight, a, b);
        other.add(weight, b, b);
      }
    }
  }
  return { own: own.sum, cross: cross.sum, other: other.sum };
}

/** The mean over the directions of w: weight (1 - c^2)^{(d-3)/2} on [-1, 1], total 1. */
function angleRule(d: Dimension, count: number): QuadratureRule {
  if (d === 3) {
    const { nodes, weights } = gaussLegendre(count);
    return { nodes, weights: weights.map((w) => w / 2) };
  }
  const nodes = Float64Array.from({ length: count }, (_, k) => Math.cos((Math.PI * (k + 1 / 2)) / count));
  return { nodes, weights: new Float64Array(count).fill(1 / count) };
}

/** One velocity in units of its species' thermal speed, and the basis there. */
interface Point {
  along: number;
  across: number;
  square: number;
  readonly values: Float64Array;
  /** dp_k/dx. */
  readonly slopes: Float64Array;
  moveTo(along: number, across: number): void;
}

function createPoint({ dimension, degree, orders, theta }: PairBasis, mass: number): Point {
  const scale = Math.sqrt(mass / theta);
  const evaluate = sonineBasis(dimension, degree, orders);
  const point: Point = {
    along: 0,
    across: 0,
    square: 0,
    values: new Float64Array(orders + 1),
    slopes: new Float64Array(orders + 1),
    moveTo(along, across) {
      point.along = scale * along;
      point.across = scale * across;
      point.square = point.along ** 2 + point.across ** 2;
      evaluate(point.square / 2, point.values, point.slopes);
    },
  };
  return point;
}

/**
 * Accumulates weight * grad a_k(xi) . P grad b_l(eta) summed over the harmonics, with P the projection across w. Since
 * grad(p Y) = p grad Y + p' Y xi, this needs the four contractions of the zonal harmonic Z(x, y), x = xi.eta, y =
 * |xi|^2 |eta|^2, in which P xi and P eta are the components across w. If a = b, the block is symmetric and only half of it is summed.
 */
function createBlock(
  { dimension: d, degree, orders, theta }: PairBasis,
  mass: number,
  otherMass: number,
  symmetric: boolean,
) {
  const zonal = zonalHarmonic(d, degree);
  const jet = new Float64Array(6);
  const units = 1 / (theta * Math.sqrt(mass * otherMass));
  const rows = Array.from({ length: orders + 1 }, () => new Float64Array(orders + 1));
  return {
    get sum() {
      return new Matrix(rows.map((row, k) => Array.from(row, (x, l) => (symmetric && l > k ? rows[l][k] : x))));
    },
    add(weight: number, a: Point, b: Point): void {
      const crossing = a.across * b.across;
      const y = a.square * b.square;
      zonal(a.along * b.along + crossing, y, jet);
      const [Z, Zx, Zy, Zxx, Zxy, Zyy] = jet;
      const factor = weight * units;
      const bothGradients =
        factor *
        ((d - 1) * Zx +
          crossing * (Zxx + 4 * Zy + 4 * y * Zyy) +
          2 * Zxy * (a.square * b.across ** 2 + b.square * a.across ** 2));
      const slopeGradient = factor * a.across * (a.across * Zx + 2 * a.square * b.across * Zy);
      const gradientSlope = factor * b.across * (b.across * Zx + 2 * b.square * a.across * Zy);
      const bothSlopes = factor * crossing * Z;
      for (let k = 0; k <= orders; k++) {
        const row = rows[k];
        const onValue = bothGradients * a.values[k] + slopeGradient * a.slopes[k];
        const onSlope = gradientSlope * a.values[k] + bothSlopes * a.slopes[k];
        const last = symmetric ? k : orders;
        for (let l = 0; l <= last; l++) row[l] += onValue * b.values[l] + onSlope * b.slopes[l];
      }
    },
  };
}
