import type { Estimate } from '../../core/statistics.ts';
import type { EntropyRates, FisherRates, RadialSamples } from '../snapshot.ts';
import { type AngularGrid, angularGrid } from './harmonics.ts';
import { type BasisTables, evaluateBasis, withoutLastPolynomial } from './species-basis.ts';
import type { LegendreSystem } from './system.ts';

/** Integrals of one species' f by the elements' own quadrature. */
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
  /** How much they change when the last polynomial of every element and the last harmonics are left out; time steps are not in it. */
  readonly entropyError: number;
  readonly fisherError: number;
  /** Least and largest f at the quadrature points. */
  readonly least: number;
  readonly largest: number;
  /** -int min(f, 0), and the number of quadrature points at which f < 0. */
  readonly negativeDensity: number;
  readonly negativePoints: number;
  /** Over the largest f: the level above which the last polynomials and the last harmonics are nowhere more than a tenth of f. */
  readonly smallestResolved: number;
  /** The largest sum of the last polynomials and the last harmonics, or f at the largest speed, over the largest f. */
  readonly unresolved: number;
}

export interface Functionals {
  measure(y: Float64Array): SpeciesFunctionals[];
  /** f_i at the quadrature points. */
  samples(y: Float64Array, i: number): RadialSamples;
  /** dH_i/dt along the system, with an error like that of dI/dt. */
  entropyRates(y: Float64Array): EntropyRates;
  /**
   * d^2H/dt^2 = sum_i int ( h_i^2/f_i + (log f_i + 1) dh_i/dt ) dv along a system that does not depend on time. The error is that of dI/dt and what the
   * points would add at which f is not resolved. The rate h
   * is a quadratic function of f, so dh/dt, its derivative in the direction of h, is a central difference exactly.
   */
  entropySecondDerivative(y: Float64Array): Estimate;
  /** dI/dt along the system. The error is how much it changes when the last polynomial of every element and the last harmonics are left out of f. */
  fisherRates(y: Float64Array): FisherRates;
}

/** Points of the angular quadrature of log f beyond those of the products of harmonics. */
const anglesPerMode = 2;
/** Below this fraction of its largest value f is round-off and is left out of entropy and Fisher information. */
const negligible = 1e-16;
/** Where its last polynomials and the last harmonics make up more than this part of f, as near a false zero in a tail, it is left out too. */
const unresolvedPart = 0.1;

export function createFunctionals(system: LegendreSystem): Functionals {
  const { dimension: d, mixture, grid, bases, layout } = system;
  const { modes } = layout;
  const top = Math.max(...modes);
  const angles: AngularGrid = angularGrid(d, modes, top === 0 ? 1 : anglesPerMode * top + 16);
  const T = angles.count;
  const points = grid.radii.length;
  const [value, slope] = [new Float64Array(points), new Float64Array(points)];
  const zeros = () => new Float64Array(points * T);
  const [f, fr, ft] = [zeros(), zeros(), zeros()];
  const [truncated, truncatedSlope, truncatedTurn] = [zeros(), zeros(), zeros()];
  const [h, hr, ht] = [zeros(), zeros(), zeros()];
  const lower = bases.map((basis) => withoutLastPolynomial(basis));

  function evaluate(y: Float64Array, i: number, { values, slopes }: BasisTables, harmonics: number) {
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
      for (let p = 0; p < basis.points; p++)
        for (let k = 0; k < T; k++) {
          f[p * T + k] += value[p] * angles.values[m * T + k];
          fr[p * T + k] += slope[p] * angles.values[m * T + k];
          ft[p * T + k] += (value[p] / grid.radii[p]) * angles.slopes[m * T + k];
        }
    }
  }

  /** Entropy and Fisher information over the points at which f is resolved, and what the others would add. */
  function logarithmic(i: number, largest: number) {
    let entropy = 0;
    let fisher = 0;
    let unresolved = 0;
    for (let at = 0; at < bases[i].points * T; at++) {
      if (!(f[at] > negligible * largest)) continue;
      const w = grid.weights[Math.floor(at / T)] * angles.weights[at % T];
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
   * int |f - truncated| |log f + 1|: how far the entropy may be off, to first order, when f is as far off as that; and |f log f| where it was
   * left out.
   */
  function entropyChange(i: number, largest: number) {
    let change = 0;
    for (let at = 0; at < bases[i].points * T; at++) {
      const w = grid.weights[Math.floor(at / T)] * angles.weights[at % T];
      const logarithm = Math.log(Math.max(Math.abs(f[at]), negligible * largest));
      const last = Math.abs(f[at] - truncated[at]);
      change += w * last * Math.abs(logarithm + 1);
      if (!(last <= unresolvedPart * f[at])) change += w * Math.abs(f[at] * logarithm);
    }
    return change;
  }

  /** The rate of I_i when f_i changes by h, in units of its mass, over the points at which f is resolved. */
  function fisherRate(i: number, largest: number): number {
    let rate = 0;
    for (let at = 0; at < bases[i].points * T; at++) {
      if (!(f[at] > negligible * largest) || Math.abs(f[at] - truncated[at]) > unresolvedPart * f[at]) continue;
      const w = grid.weights[Math.floor(at / T)] * angles.weights[at % T];
      const [x, y] = [fr[at] / f[at], ft[at] / f[at]];
      rate += w * (2 * (x * hr[at] + y * ht[at]) - (x * x + y * y) * h[at]);
    }
    return rate / mixture.species[i].mass;
  }

  /** The rate of H_i when f_i changes by h, over the same points. */
  function entropyRate(i: number, largest: number): number {
    let rate = 0;
    for (let at = 0; at < bases[i].points * T; at++) {
      if (!(f[at] > negligible * largest) || Math.abs(f[at] - truncated[at]) > unresolvedPart * f[at]) continue;
      rate += grid.weights[Math.floor(at / T)] * angles.weights[at % T] * h[at] * (Math.log(f[at]) + 1);
    }
    return rate;
  }

  /** The second derivative of H_i when f_i changes by h and h by `second`, over the same points, and what the others would add if f were as large as its last terms. */
  function secondDerivative(i: number, largest: number, second: Float64Array) {
    let [sum, leftOut] = [0, 0];
    for (let at = 0; at < bases[i].points * T; at++) {
      const w = grid.weights[Math.floor(at / T)] * angles.weights[at % T];
      const last = Math.abs(f[at] - truncated[at]);
      const size = Math.max(Math.abs(f[at]), last, negligible * largest);
      const [square, linear] = [(h[at] * h[at]) / size, second[at] * (Math.log(size) + 1)];
      if (f[at] > negligible * largest && last <= unresolvedPart * f[at]) sum += w * (square + linear);
      else leftOut += w * (square + Math.abs(linear));
    }
    return { sum, leftOut };
  }

  function rateOf(y: Float64Array): Float64Array {
    const change = new Float64Array(system.length);
    system.rate(y, change, undefined);
    system.solveMass(change);
    return change;
  }

  function entropySecondDerivative(y: Float64Array): Estimate {
    const change = rateOf(y);
    const size = (of: Float64Array) => of.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    if (size(change) === 0) return { value: 0, error: 0 };
    // The step is any number; one that changes f by about itself loses the fewest digits.
    const step = size(y) / size(change);
    const [ahead, behind] = [1, -1].map((sign) => rateOf(y.map((x, a) => x + sign * step * change[a])));
    const acceleration = ahead.map((x, a) => (x - behind[a]) / (2 * step));
    let [value, error] = [0, 0];
    bases.forEach((basis, i) => {
      evaluate(acceleration, i, basis, modes.length);
      const second = f.slice();
      evaluate(change, i, basis, modes.length);
      h.set(f);
      const largest = evaluateBoth(y, i);
      const { sum, leftOut } = secondDerivative(i, largest, second);
      f.set(truncated);
      value += sum;
      error += Math.abs(sum - secondDerivative(i, largest, second).sum) + leftOut;
    });
    return { value, error };
  }

  /** f without the last polynomial of every element and without the last harmonics, then f; the largest value of f. */
  function evaluateBoth(y: Float64Array, i: number): number {
    evaluate(y, i, lower[i], modes.length - lastHarmonics(modes));
    truncated.set(f);
    truncatedSlope.set(fr);
    truncatedTurn.set(ft);
    evaluate(y, i, bases[i], modes.length);
    let largest = 0;
    for (let at = 0; at < bases[i].points * T; at++) largest = Math.max(largest, f[at]);
    return largest;
  }

  function entropyRates(y: Float64Array): EntropyRates {
    const change = rateOf(y);
    let error = 0;
    const rates = bases.map((basis, i) => {
      evaluate(change, i, basis, modes.length);
      h.set(f);
      const largest = evaluateBoth(y, i);
      const rate = entropyRate(i, largest);
      f.set(truncated);
      error += Math.abs(rate - entropyRate(i, largest));
      return rate;
    });
    return { rates, error };
  }

  function fisherRates(y: Float64Array): FisherRates {
    const S = bases.length;
    const pairs = new Float64Array(S * S);
    const partners = new Float64Array(S);
    let error = 0;
    const change = new Float64Array(system.length);
    for (const partner of [...bases.keys(), undefined]) {
      system.rate(y, change, partner);
      system.solveMass(change);
      for (let i = 0; i < S; i++) {
        evaluate(change, i, bases[i], modes.length);
        h.set(f);
        hr.set(fr);
        ht.set(ft);
        const largest = evaluateBoth(y, i);
        const rate = fisherRate(i, largest);
        if (partner !== undefined) {
          pairs[i * S + partner] = rate;
          continue;
        }
        if (mixture.background.some(({ species }) => species === i)) {
          partners[i] = rate;
          for (let j = 0; j < S; j++) partners[i] -= pairs[i * S + j];
        }
        f.set(truncated);
        fr.set(truncatedSlope);
        ft.set(truncatedTurn);
        error += Math.abs(rate - fisherRate(i, largest));
      }
    }
    return { pairs, partners, error };
  }

  function samples(y: Float64Array, i: number): RadialSamples {
    evaluateBoth(y, i);
    const { points } = bases[i];
    return {
      radii: grid.radii.slice(0, points),
      angles: T,
      weights: Float64Array.from(
        { length: points * T },
        (_, at) => grid.weights[Math.floor(at / T)] * angles.weights[at % T],
      ),
      values: f.slice(0, points * T),
      truncated: truncated.slice(0, points * T),
    };
  }

  return {
    samples,
    entropyRates,
    entropySecondDerivative,
    fisherRates,
    measure: (y) =>
      bases.map((basis, i) => {
        const largest = evaluateBoth(y, i);
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
            // With harmonic 0 alone one angle stands for all: its cosine squared is the mean, 1/d.
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
        f.set(truncated);
        fr.set(truncatedSlope);
        ft.set(truncatedTurn);
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

/**
 * How many of the last harmonics stand for those that are left out: where there are odd and even ones, f may be almost even and the last of them
 * small. Of three or fewer it is one.
 */
export function lastHarmonics(modes: readonly number[]): number {
  if (modes.length === 1) return 0;
  return modes.length > 3 && modes[1] === 1 ? 2 : 1;
}
