import type { Dimension } from '../../core/vector-field.ts';
import { circleTable } from './circle-table.ts';
import { sphereTable } from './sphere-table.ts';

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
   * The d (d-1) / 2 independent components of the covariant Hessian in that frame, hessians[c][j][k], the mixed one
   * times sqrt(2): the sum of their squares is |Hess Y|^2.
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
