import type { IsotropicState } from '../../src/ensemble/distributions/radial.ts';

/** The BKW state f = n (m/2 pi K)^{d/2} exp(-m w^2/2K) [1 - (d/2)(T-K)/K + m (T-K) w^2/(2K^2)], w = |v - u|, K = T (1-C). */
export function bkwState(
  d: number,
  mass: number,
  density: number,
  temperature: number,
  amplitude: number,
  velocity: readonly number[] = new Array<number>(d).fill(0),
): IsotropicState {
  const K = temperature * (1 - amplitude);
  const excess = temperature - K;
  return {
    velocity,
    temperature,
    value(v) {
      const w2 = velocity.reduce((sum, u, k) => sum + (v[k] - u) ** 2, 0);
      const bracket = 1 - ((d / 2) * excess) / K + (mass * excess * w2) / (2 * K * K);
      return density * (mass / (2 * Math.PI * K)) ** (d / 2) * Math.exp((-mass * w2) / (2 * K)) * bracket;
    },
  };
}
