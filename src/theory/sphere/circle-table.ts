import type { Harmonic, HarmonicTable } from './harmonic-table.ts';

/**
 * Circular harmonics sqrt(2) cos(l phi) and sqrt(2) sin(l phi) at `count` equidistant points, at which the mean is
 * exact for degrees below `count`. Gradient d/dphi, Hessian d^2/dphi^2.
 */
export function circleTable(harmonics: readonly Harmonic[], count: number): HarmonicTable {
  /** The derivative of the given order, which turns the phase by a quarter each time. */
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
