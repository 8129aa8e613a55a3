import type { Estimate } from '../../core/statistics.ts';
import type { EntropyRates, FisherRates } from '../snapshot.ts';
import { negligible, type ResolvedValues, unresolvedPart } from './resolved-values.ts';
import type { LegendreSystem } from './system.ts';

/** Rates of entropy and Fisher information along a Legendre system, over the points where f is resolved. */
export interface FunctionalRates {
  /** dH_i/dt along the system, with an error estimated like that of dI/dt. */
  entropyRates(y: Float64Array): EntropyRates;
  /**
   * d^2H/dt^2 = sum_i int ( h_i^2/f_i + (log f_i + 1) dh_i/dt ) dv along a system that does not depend on time. The error is that of dI/dt
   * plus the contributions of the points where f is not resolved. The rate h is quadratic in f, so its derivative dh/dt in the direction of
   * h is exactly a central difference.
   */
  entropySecondDerivative(y: Float64Array): Estimate;
  /** dI/dt along the system. The error is the change when the last polynomial of every element and the last harmonics are left out of f. */
  fisherRates(y: Float64Array): FisherRates;
}

export function createFunctionalRates(system: LegendreSystem, values: ResolvedValues): FunctionalRates {
  const { mixture, bases } = system;
  const { f, fr, ft, truncated, weight } = values;
  const T = values.angles.count;
  const [h, hr, ht] = [f, fr, ft].map(({ length }) => new Float64Array(length));

  /** The rate of I_i if f_i changes by h, over the points where f is resolved. */
  function fisherRate(i: number, largest: number): number {
    let rate = 0;
    for (let at = 0; at < bases[i].points * T; at++) {
      if (!(f[at] > negligible * largest) || Math.abs(f[at] - truncated[at]) > unresolvedPart * f[at]) continue;
      const w = weight(at);
      const [x, y] = [fr[at] / f[at], ft[at] / f[at]];
      rate += w * (2 * (x * hr[at] + y * ht[at]) - (x * x + y * y) * h[at]);
    }
    return rate / mixture.species[i].mass;
  }

  /** The rate of H_i if f_i changes by h, over the same points. */
  function entropyRate(i: number, largest: number): number {
    let rate = 0;
    for (let at = 0; at < bases[i].points * T; at++) {
      if (!(f[at] > negligible * largest) || Math.abs(f[at] - truncated[at]) > unresolvedPart * f[at]) continue;
      rate += weight(at) * h[at] * (Math.log(f[at]) + 1);
    }
    return rate;
  }

  /**
   * The second derivative of H_i if f_i changes by h and h by `second`, over the same points, and the contribution of the others if f were
   * as large as its last terms.
   */
  function secondDerivative(i: number, largest: number, second: Float64Array) {
    let [sum, leftOut] = [0, 0];
    for (let at = 0; at < bases[i].points * T; at++) {
      const w = weight(at);
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
    // Any step is valid; a step that changes f by about its own size loses the fewest digits.
    const step = size(y) / size(change);
    const [ahead, behind] = [1, -1].map((sign) => rateOf(y.map((x, a) => x + sign * step * change[a])));
    const acceleration = ahead.map((x, a) => (x - behind[a]) / (2 * step));
    let [value, error] = [0, 0];
    bases.forEach((_, i) => {
      values.evaluateAll(acceleration, i);
      const second = f.slice();
      values.evaluateAll(change, i);
      h.set(f);
      const largest = values.evaluate(y, i);
      const { sum, leftOut } = secondDerivative(i, largest, second);
      values.truncate();
      value += sum;
      error += Math.abs(sum - secondDerivative(i, largest, second).sum) + leftOut;
    });
    return { value, error };
  }

  function entropyRates(y: Float64Array): EntropyRates {
    const change = rateOf(y);
    let error = 0;
    const rates = bases.map((_, i) => {
      values.evaluateAll(change, i);
      h.set(f);
      const largest = values.evaluate(y, i);
      const rate = entropyRate(i, largest);
      values.truncate();
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
        values.evaluateAll(change, i);
        h.set(f);
        hr.set(fr);
        ht.set(ft);
        const largest = values.evaluate(y, i);
        const rate = fisherRate(i, largest);
        if (partner !== undefined) {
          pairs[i * S + partner] = rate;
          continue;
        }
        if (mixture.background.some(({ species }) => species === i)) {
          partners[i] = rate;
          for (let j = 0; j < S; j++) partners[i] -= pairs[i * S + j];
        }
        values.truncate();
        error += Math.abs(rate - fisherRate(i, largest));
      }
    }
    return { pairs, partners, error };
  }

  return { entropyRates, entropySecondDerivative, fisherRates };
}
