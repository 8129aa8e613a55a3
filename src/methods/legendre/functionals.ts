import type { RadialSamples } from '../snapshot.ts';
import { createFunctionalRates, type FunctionalRates } from './functional-rates.ts';
import { createResolvedValues, negligible, unresolvedPart } from './resolved-values.ts';
import type { LegendreSystem } from './system.ts';

/** Integrals of one species' f by the quadrature of the elements. */
export interface SpeciesFunctionals {
  readonly density: number;
  /** Mean velocity along the axis, relative to the origin of the expansion. */
  readonly drift: number;
  /** Temperatures m <(v - u)^2> along the axis and across it (each of the d - 1 directions). */
  readonly along: number;
  readonly across: number;
  /** int f log f. */
  readonly entropy: number;
  /** (1/m) int |grad f|^2 / f. */
  readonly fisher: number;
  /**
   * Change of entropy and Fisher information when the last polynomial of every element and the last harmonics are left out; excludes time
   * steps.
   */
  readonly entropyError: number;
  readonly fisherError: number;
  /** Least and largest f at the quadrature points. */
  readonly least: number;
  readonly largest: number;
  /** -int min(f, 0), and the number of quadrature points where f < 0. */
  readonly negativeDensity: number;
  readonly negativePoints: number;
  /** The level of f / max f above which the last polynomials and harmonics never exceed a tenth of f. */
  readonly smallestResolved: number;
  /** The largest sum of the last polynomials and harmonics, or f at the largest speed, relative to the largest f. */
  readonly unresolved: number;
}

export interface Functionals extends FunctionalRates {
  measure(y: Float64Array): SpeciesFunctionals[];
  /** f_i at the quadrature points. */
  samples(y: Float64Array, i: number): RadialSamples;
}

export function createFunctionals(system: LegendreSystem): Functionals {
  const { dimension: d, mixture, grid, bases, layout } = system;
  const values = createResolvedValues(system);
  const { angles, f, fr, ft, truncated, weight } = values;
  const top = Math.max(...layout.modes);
  const T = angles.count;

  /** Entropy and Fisher information over the points where f is resolved, and the contribution of the others to the Fisher information. */
  function logarithmic(i: number, largest: number) {
    let entropy = 0;
    let fisher = 0;
    let unresolved = 0;
    for (let at = 0; at < bases[i].points * T; at++) {
      if (!(f[at] > negligible * largest)) continue;
      const w = weight(at);
      const square = (w * (fr[at] * fr[at] + ft[at] * ft[at])) / f[at];
      if (Math.abs(f[at] - truncated[at]) > unresolvedPart * f[at]) {
        unresolved += square;
        continue;
      }
      entropy += w * f[at] * Math.log(f[at]);
      fisher += square;
    }
    const { mass } = mixture.species[i];
    return { entropy, fisher: fisher / mass, unresolved: unresolved / mass };
  }

  /**
   * int |f - truncated| |log f + 1|, the first-order error of the entropy if that is the error of f, plus |f log f| where f was
   * left out.
   */
  function entropyChange(i: number, largest: number) {
    let change = 0;
    for (let at = 0; at < bases[i].points * T; at++) {
      const w = weight(at);
      const logarithm = Math.log(Math.max(Math.abs(f[at]), negligible * largest));
      const last = Math.abs(f[at] - truncated[at]);
      change += w * last * Math.abs(logarithm + 1);
      if (!(last <= unresolvedPart * f[at])) change += w * Math.abs(f[at] * logarithm);
    }
    return change;
  }

  function samples(y: Float64Array, i: number): RadialSamples {
    values.evaluate(y, i);
    const { points } = bases[i];
    return {
      radii: grid.radii.slice(0, points),
      angles: T,
      weights: Float64Array.from({ length: points * T }, (_, at) => weight(at)),
      values: f.slice(0, points * T),
      truncated: truncated.slice(0, points * T),
    };
  }

  return {
    ...createFunctionalRates(system, values),
    samples,
    measure: (y) =>
      bases.map((basis, i) => {
        const largest = values.evaluate(y, i);
        let density = 0;
        let flux = 0;
        let alongSum = 0;
        let acrossSum = 0;
        let least = Infinity;
        let negativeDensity = 0;
        let negativePoints = 0;
        let smallestResolved = 0;
        let unresolved = 0;
        for (let p = 0; p < basis.points; p++)
          for (let k = 0; k < T; k++) {
            const at = p * T + k;
            const w = grid.weights[p] * angles.weights[k];
            // With harmonic 0 only, one angle represents all: its cosine squared is the mean, 1/d.
            const c = top === 0 || angles.mirrored ? 0 : angles.cosines[k];
            const c2 = top === 0 ? 1 / d : angles.cosines[k] ** 2;
            const r = grid.radii[p];
            density += w * f[at];
            flux += w * f[at] * r * c;
            alongSum += w * f[at] * r * r * c2;
            acrossSum += (w * f[at] * r * r * (1 - c2)) / (d - 1);
            negativeDensity -= w * Math.min(f[at], 0);
            if (f[at] < 0) negativePoints++;
            least = Math.min(least, f[at]);
            const last = Math.abs(f[at] - truncated[at]);
            unresolved = Math.max(unresolved, last);
            if (p === basis.points - 1) unresolved = Math.max(unresolved, Math.abs(f[at]));
            if (!(last <= unresolvedPart * f[at]))
              smallestResolved = Math.max(smallestResolved, Math.abs(f[at]), Math.abs(truncated[at]));
          }
        const { entropy, fisher, unresolved: leftOut } = logarithmic(i, largest);
        const entropyError = entropyChange(i, largest);
        values.truncate();
        const fisherError = Math.abs(fisher - logarithmic(i, largest).fisher) + Math.min(leftOut, fisher);
        const { mass } = mixture.species[i];
        const drift = flux / density;
        return {
          density,
          drift,
          along: mass * (alongSum / density - drift * drift),
          across: (mass * acrossSum) / density,
          entropy,
          fisher,
          entropyError,
          fisherError,
          least,
          largest,
          negativeDensity,
          negativePoints,
          smallestResolved: Math.max(smallestResolved, least) / largest,
          unresolved: unresolved / largest,
        };
      }),
  };
}
