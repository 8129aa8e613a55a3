import { createMaxwellian } from '../../physics/equilibrium.ts';
import { harmonicCount, sonineBasis, zonalHarmonic } from './basis.ts';
import type { LinearisedBracket } from './bracket.ts';

/** A perturbation (h_1, ..., h_S) of the equilibrium as functions of the velocity. */
export interface Perturbation {
  /** h_i(v), dimensionless; v of length d, relative to the mean velocity. */
  value(species: number, v: ArrayLike<number>): number;
  /** f_i = mu_i(v) (1 + amplitude h_i(v)), per velocity volume. */
  density(species: number, amplitude: number, v: ArrayLike<number>): number;
  /**
   * The largest a > 0 for which every mu_i (1 + a h_i) is nonnegative at |v| <= radius thermal speeds
   * sqrt(theta/m_i). Because h_i is a polynomial, a tends to 0 for an unbounded domain; at 6 thermal speeds 2e-8 (d = 2)
   * or 7e-8 (d = 3) of mu_i lies outside. Infinite for h = 0.
   */
  largestAmplitude(radius: number): number;
}

/**
 * The functions with the given coefficients (as in LargestGrowth: for each species the orders firstOrder..orders),
 *
 *     h_i(v) = n_i^{-1/2} sum_k coefficients[i][k] p_k(|xi|^2/2) Y(xi),    xi = v sqrt(m_i/theta)
 *
 * with Y the solid harmonic of degree l that is symmetric about the first axis, of mean square 1 on the unit sphere;
 * all harmonics of one degree evolve alike.
 */
export function perturbation(bracket: LinearisedBracket, coefficients: readonly (readonly number[])[]): Perturbation {
  const { mixture, densities, theta, degree, orders, firstOrder } = bracket;
  const { dimension: d, species } = mixture;
  const maxwellians = species.map(({ mass }, i) =>
    createMaxwellian(mass, densities[i], new Array<number>(d).fill(0), theta),
  );
  const basis = sonineBasis(d, degree, orders);
  const values = new Float64Array(orders + 1);
  const slopes = new Float64Array(orders + 1);
  const norm = Math.sqrt(harmonicCount(d, degree));
  const radial = (i: number, square: number) => {
    basis(square / 2, values, slopes);
    const sum = coefficients[i].reduce((total, x, k) => total + x * values[firstOrder + k], 0);
    return (norm * sum) / Math.sqrt(densities[i]);
  };
  const zonal = zonalHarmonic(d, degree);
  const jet = new Float64Array(6);
  const harmonic = (x: number, y: number) => {
    zonal(x, y, jet);
    return jet[0];
  };
  const value = (i: number, v: ArrayLike<number>) => {
    const scale = Math.sqrt(species[i].mass / theta);
    let square = 0;
    for (let k = 0; k < d; k++) square += (scale * v[k]) ** 2;
    return radial(i, square) * harmonic(scale * v[0], square);
  };
  return {
    value,
    density: (i, amplitude, v) => maxwellians[i].value(v) * (1 + amplitude * value(i, v)),
    largestAmplitude(radius) {
      const lowestAngle = smallestValue((c) => harmonic(c, 1), -1, 1, degree);
      // On a sphere |xi| = s, h is s^l times the radial factor times a harmonic that ranges from lowestAngle to 1.
      const lowest = species.map((_, i) =>
        smallestValue(
          (s) => {
            const factor = s ** degree * radial(i, s * s);
            return Math.min(factor, factor * lowestAngle);
          },
          0,
          radius,
          2 * orders + degree,
        ),
      );
      const depth = -Math.min(...lowest);
      return depth > 0 ? 1 / depth : Infinity;
    },
  };
}

/** Samples per oscillation of a polynomial, and steps of the golden section: 0.618^72 = 1e-15. */
const samplesPerDegree = 32;
const sections = 72;

/**
 * The minimum on [a, b] of g, which oscillates at most like a polynomial of the given degree, by sampling and golden section.
 */
function smallestValue(g: (x: number) => number, a: number, b: number, degree: number): number {
  const count = samplesPerDegree * (degree + 1);
  const at = (k: number) => a + ((b - a) * Math.min(Math.max(k, 0), count)) / count;
  let best = 0;
  for (let k = 1; k <= count; k++) if (g(at(k)) < g(at(best))) best = k;
  const golden = (Math.sqrt(5) - 1) / 2;
  let [left, right] = [at(best - 1), at(best + 1)];
  for (let k = 0; k < sections; k++) {
    const step = golden * (right - left);
    if (g(right - step) < g(left + step)) right = left + step;
    else left = right - step;
  }
  return Math.min(g(at(best)), g((left + right) / 2));
}
