import { addHarmonic } from './fields.ts';
import { type AngularGrid, angularGrid } from './harmonics.ts';
import { type BasisTables, evaluateBasis, withoutLastPolynomial } from './species-basis.ts';
import type { LegendreSystem } from './system.ts';

/**
 * f, df/dr and (1/r) df/dtheta of one species at the quadrature points of log f, entry p T + k as in Field, with and without the last terms
 * of the expansion: where these terms are a considerable part of f, it is not resolved.
 */
export interface ResolvedValues {
  readonly angles: AngularGrid;
  readonly f: Float64Array;
  readonly fr: Float64Array;
  readonly ft: Float64Array;
  /** f without the last polynomial of every element and without the last harmonics. */
  readonly truncated: Float64Array;
  /** Sets f, fr and ft to all terms of species i, and stores the values without the last terms. Returns the largest f. */
  evaluate(y: Float64Array, i: number): number;
  /** Sets f, fr and ft only. */
  evaluateAll(y: Float64Array, i: number): void;
  /** Sets f, fr and ft to the values without the last terms. */
  truncate(): void;
  /** The weight of an entry in integrals over velocities. */
  weight(at: number): number;
}

/** Angular quadrature points of log f per degree, beyond those for products of harmonics. */
const anglesPerMode = 2;
/** Below this fraction of its largest value f is round-off and is left out of entropy and Fisher information. */
export const negligible = 1e-16;
/** If the last polynomials and harmonics exceed this part of f, for example near a spurious zero in a tail, f is left out too. */
export const unresolvedPart = 0.1;

export function createResolvedValues(system: LegendreSystem): ResolvedValues {
  const { dimension: d, grid, bases, layout } = system;
  const { modes } = layout;
  const top = Math.max(...modes);
  const angles: AngularGrid = angularGrid(d, modes, top === 0 ? 1 : anglesPerMode * top + 16);
  const T = angles.count;
  const points = grid.radii.length;
  const [value, slope] = [new Float64Array(points), new Float64Array(points)];
  const zeros = () => new Float64Array(points * T);
  const [f, fr, ft] = [zeros(), zeros(), zeros()];
  const [truncated, truncatedSlope, truncatedTurn] = [zeros(), zeros(), zeros()];
  const lower = bases.map((basis) => withoutLastPolynomial(basis));

  function expand(y: Float64Array, i: number, { values, slopes }: BasisTables, harmonics: number) {
    const basis = bases[i];
    const coefficients = new Float64Array(basis.nodes.length);
    f.fill(0);
    fr.fill(0);
    ft.fill(0);
    for (let m = 0; m < harmonics; m++) {
      for (let a = 0; a < coefficients.length; a++)
        coefficients[a] = modes[m] > 0 && a === 0 ? 0 : y[layout.offset(i, m) + a];
      evaluateBasis(basis, values, coefficients, value);
      evaluateBasis(basis, slopes, coefficients, slope);
      addHarmonic(angles, m, basis.points, grid.radii, value, slope, { f, fr, ft });
    }
  }

  return {
    ...{ angles, f, fr, ft, truncated },
    evaluateAll(y, i) {
      expand(y, i, bases[i], modes.length);
    },
    evaluate(y, i) {
      expand(y, i, lower[i], modes.length - lastHarmonics(modes));
      truncated.set(f);
      truncatedSlope.set(fr);
      truncatedTurn.set(ft);
      expand(y, i, bases[i], modes.length);
      let largest = 0;
      for (let at = 0; at < bases[i].points * T; at++) largest = Math.max(largest, f[at]);
      return largest;
    },
    truncate() {
      f.set(truncated);
      fr.set(truncatedSlope);
      ft.set(truncatedTurn);
    },
    weight: (at) => grid.weights[Math.floor(at / T)] * angles.weights[at % T],
  };
}

/**
 * How many of the last harmonics represent those that are left out: two if there are odd and even ones, because f may be almost even and
 * the last harmonic small; one if there are three or fewer.
 */
export function lastHarmonics(modes: readonly number[]): number {
  if (modes.length === 1) return 0;
  return modes.length > 3 && modes[1] === 1 ? 2 : 1;
}
