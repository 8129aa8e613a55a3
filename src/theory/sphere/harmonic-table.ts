import { gaussLegendre } from '../../core/quadrature.ts';
import type { Dimension } from '../../core/vector-field.ts';

/** Real harmonics on S^{d-1}, of mean square 1, and their covariant derivatives at the nodes of a quadrature rule. */
export interface HarmonicTable {
  readonly dimension: Dimension;
  readonly harmonics: readonly Harmonic[];
  /** sum_k weights[k] g(sigma_k) is the mean of g over the sphere. */
  readonly weights: Float64Array;
  /** values[j][k] = Y_j(sigma_k). */
  readonly values: readonly Float64Array[];
  /** Component c of grad Y_j at sigma_k in an orthonormal frame: gradients[c][j][k]; d - 1 components. */
  readonly gradients: readonly (readonly Float64Array[])[];
  /**
   * The d (d-1) / 2 independent components of the covariant Hessian in that frame, hessians[c][j][k], with the mixed one
   * multiplied by sqrt(2): the sum of their squares is |Hess Y|^2.
   */
  readonly hessians: readonly (readonly Float64Array[])[];
}

/** Degree l and order m: the harmonic varies with the azimuth as cos(m phi), or as sin(|m| phi) for m < 0. */
export interface Harmonic {
  readonly degree: number;
  readonly order: number;
}

/** A space of band-limited functions on S^{d-1} without the constants. */
export interface HarmonicSpace {
  readonly dimension: Dimension;
  /** Highest degree. */
  readonly bandLimit: number;
  /** Only functions with g(-sigma) = g(sigma). */
  readonly symmetric: boolean;
  /** Only functions of the angle to the first (d = 2) or last (d = 3) axis. */
  readonly axisymmetric: boolean;
}

/**
 * The table of a space. `resolution` is the number of nodes on a great circle: the rules are exact for functions of
 * degree below it.
 */
export function harmonicTable(space: HarmonicSpace, resolution: number): HarmonicTable {
  const harmonics = harmonicsOf(space);
  return space.dimension === 2
    ? circleTable(harmonics, resolution)
    : sphereTable(harmonics, resolution, space.symmetric, space.axisymmetric);
}

function harmonicsOf({ dimension, bandLimit, symmetric, axisymmetric }: HarmonicSpace): readonly Harmonic[] {
  const step = symmetric ? 2 : 1;
  return Array.from({ length: Math.floor(bandLimit / step) }, (_, k) => step * (k + 1)).flatMap((degree) => {
    if (dimension === 2)
      return axisymmetric ? [{ degree, order: degree }] : [degree, -degree].map((order) => ({ degree, order }));
    if (axisymmetric) return [{ degree, order: 0 }];
    return Array.from({ length: 2 * degree + 1 }, (_, m) => ({ degree, order: m - degree }));
  });
}

/**
 * Circular harmonics sqrt(2) cos(l phi) and sqrt(2) sin(l phi) at `count` equidistant points, at which the mean is
 * exact for degrees below `count`. Gradient d/dphi, Hessian d^2/dphi^2.
 */
export function circleTable(harmonics: readonly Harmonic[], count: number): HarmonicTable {
  /** Tabulates the derivative of the given order; each derivative turns the phase by a quarter. */
  const tabulate = (derivative: number) =>
    harmonics.map(({ degree, order }) =>
      Float64Array.from({ length: count }, (_, k) => {
        const phase = (2 * Math.PI * k * degree) / count + ((derivative - (order < 0 ? 1 : 0)) * Math.PI) / 2;
        return Math.SQRT2 * degree ** derivative * Math.cos(phase);
      }),
    );
  return {
    dimension: 2,
    harmonics,
    weights: new Float64Array(count).fill(1 / count),
    values: tabulate(0),
    gradients: [tabulate(1)],
    hessians: [tabulate(2)],
  };
}

/**
 * Spherical harmonics P_lm(cos theta) cos(m phi) and P_lm(cos theta) sin(m phi) at the product of a Gauss-Legendre
 * rule in cos theta with count/2 nodes and `count` equidistant azimuths: the mean is exact for functions of degree
 * below `count`. Only the upper half is tabulated for even functions (sigma -> -sigma), and only one meridian for functions that do
 * not depend on phi.
 *
 * In the frame (e_theta, e_phi), with cot = cos theta / sin theta:
 *
 *     grad g = ( g_t, g_p / sin theta )
 *     Hess g = [ g_tt,  (g_tp - cot g_p) / sin theta;  .,  g_pp / sin^2 theta + cot g_t ]
 *
 * and g_tt follows from the eigenvalue -l (l+1) of the trace.
 */
export function sphereTable(
  harmonics: readonly Harmonic[],
  count: number,
  even: boolean,
  axisymmetric: boolean,
): HarmonicTable {
  const azimuths = axisymmetric ? 1 : count + (count % 2);
  const rule = gaussLegendre(2 * Math.ceil(count / 4));
  const polar = Array.from(rule.nodes, (cosine, k) => ({ cosine, weight: rule.weights[k] / (2 * azimuths) }))
    .filter(({ cosine }) => !even || cosine > 0)
    .map(({ cosine, weight }) => ({ cosine, weight: even ? 2 * weight : weight }));
  const nodes = polar.length * azimuths;
  const plane = () => harmonics.map(() => new Float64Array(nodes));
  const values = plane();
  const gradients = [plane(), plane()];
  const hessians = [plane(), plane(), plane()];
  const highest = Math.max(...harmonics.map(({ degree }) => degree));
  polar.forEach(({ cosine }, row) => {
    const sine = Math.sqrt(1 - cosine * cosine);
    const cot = cosine / sine;
    const legendre = associatedLegendre(highest, cosine, sine);
    harmonics.forEach(({ degree, order }, j) => {
      const m = Math.abs(order);
      const P = legendre.value(degree, m);
      const slope = legendre.slope(degree, m);
      const azimuthal = (m / sine) ** 2 * P;
      for (let k = 0; k < azimuths; k++) {
        const phase = (2 * Math.PI * k * m) / azimuths;
        const wave = order < 0 ? Math.sin(phase) : Math.cos(phase);
        const turned = order < 0 ? Math.cos(phase) : -Math.sin(phase);
        const node = row * azimuths + k;
        values[j][node] = P * wave;
        gradients[0][j][node] = slope * wave;
        gradients[1][j][node] = (m / sine) * P * turned;
        hessians[0][j][node] = (azimuthal - cot * slope - degree * (degree + 1) * P) * wave;
        hessians[1][j][node] = Math.SQRT2 * (m / sine) * (slope - cot * P) * turned;
        hessians[2][j][node] = (cot * slope - azimuthal) * wave;
      }
    });
  });
  const weights = Float64Array.from({ length: nodes }, (_, node) => polar[Math.floor(node / azimuths)].weight);
  return { dimension: 3, harmonics, weights, values, gradients, hessians };
}

/**
 * P_lm(cos theta) and its derivative d/dtheta for m <= l <= highest, normalised so that P_lm cos(m phi) has mean square 1 on
 * the sphere. Source: S. A. Holmes & W. E. Featherstone, J. Geodesy 76, 279 (2002), eqs. 11-13.
 */
function associatedLegendre(highest: number, cosine: number, sine: number) {
  const P = Array.from({ length: highest + 1 }, () => new Float64Array(highest + 1));
  P[0][0] = 1;
  for (let m = 0; m <= highest; m++) {
    if (m > 0) P[m][m] = Math.sqrt(m === 1 ? 3 : (2 * m + 1) / (2 * m)) * sine * P[m - 1][m - 1];
    for (let l = m + 1; l <= highest; l++) {
      const a = Math.sqrt((4 * l * l - 1) / (l * l - m * m));
      const b = Math.sqrt(((l - 1) ** 2 - m * m) / (4 * (l - 1) ** 2 - 1));
      P[l][m] = a * (cosine * P[l - 1][m] - (l > m + 1 ? b * P[l - 2][m] : 0));
    }
  }
  return {
    value: (l: number, m: number) => P[l][m],
    slope: (l: number, m: number) => {
      const below = l > m ? Math.sqrt(((2 * l + 1) / (2 * l - 1)) * (l * l - m * m)) * P[l - 1][m] : 0;
      return (l * cosine * P[l][m] - below) / sine;
    },
  };
}
