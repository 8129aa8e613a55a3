import type { Particles } from '../../core/particles.ts';
import { sumOf } from '../../core/sum.ts';
import type { Deflection } from '../../kernels/deflections.ts';
import { shuffle, type UniformNumbers } from '../../kernels/random-numbers.ts';
import { type ShuffledParticles, scatterPairs } from '../../kernels/scatter-pairs.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { lossRates } from '../turnover.ts';

/** All collisions of two species, or of one species with itself, in a time step. */
export interface Sweep {
  /** The two species. */
  readonly pair: readonly [number, number];
  /** The diffusion time of the heaviest-weighted pair is s = depth * dt * alpha(|v - v*|). */
  readonly depth: number;
  /** Whether weights differ, so that a pair conserves momentum and energy only on average and the sweep restores them. */
  readonly restores: boolean;
  collide(dt: number): void;
}

/**
 * The collisions of species i and j. Each particle of the more numerous species meets one random particle of the other; the meetings of the
 * particles of the other species differ by at most one. Within a species the particles meet in random couples, and one is left out if their
 * number is odd. Two given particles meet in a step with the probability
 *
 *     P = max(N_i, N_j) / (N_i N_j) for i != j,       P = floor(N/2) / (N(N-1)/2) for i = j.
 *
 * In the equation a particle p of species i changes by sum_q w_q c_ij (sum_k L_k alpha L_k). At fixed total momentum L_k is
 * (1/mu) b_k(w) . grad_w with w = v - v* and mu = m_i m_j/(m_i+m_j), and sum_k (b_k . grad_w)^2 is the Laplacian of the unit
 * sphere. So a pair that meets diffuses on its sphere for the time
 *
 *     s = c_ij max(w_p, w_q) alpha(|w|) dt / (mu^2 P)
 *
 * and the partner with the larger weight accepts with probability min/max. On average every q then moves p for the time
 * c_ij w_q alpha(|w|) dt / mu^2, for any weights and numbers: for dt -> 0 the mean of a step is exactly the weak form of
 * the collision operator at the present particles, without self pairs. For equal weights s = c n alpha(|w|) dt / mu^2 with the
 * smaller of the two densities n, and every collision conserves momentum and energy. Otherwise they are conserved on average (Nanbu &
 * Yonemura 1998) and restored after the scatter (the idea of Angus et al. 2025), here at the end of the sweep and over these two
 * species only. This removes d + 1 of the N d directions of the noise and changes rates by O(1/N).
 */
export function prepareSweep(
  mixture: Mixture,
  pair: readonly [number, number],
  groups: readonly MassiveParticles[],
  deflection: Deflection,
  random: UniformNumbers,
): Sweep {
  const [i, j] = pair;
  const [a, b] = [groups[i], groups[j]];
  const count = i === j ? Math.floor(a.weights.length / 2) : Math.max(a.weights.length, b.weights.length);
  const probability =
    count / (i === j ? (a.weights.length * (a.weights.length - 1)) / 2 : a.weights.length * b.weights.length);
  const mu = (a.mass * b.mass) / (a.mass + b.mass);
  const { exponent, atZero, value } = mixture.kernel(i, j);
  const law = exponent === undefined ? { exponent: atZero.exponent, alpha: value } : { exponent };
  const rate = count === 0 ? 0 : mixture.strength(i, j) / (mu ** 2 * probability);
  const orders = (i === j ? [a] : [a, b]).map(({ weights }) => new Uint32Array(weights.length));
  // Within a species the first half of a random order meets the second half.
  const [orderA, orderB] = i === j ? [orders[0].subarray(0, count), orders[0].subarray(count, 2 * count)] : orders;
  const sides: readonly [ShuffledParticles, ShuffledParticles] = [
    { ...a, order: orderA },
    { ...b, order: orderB },
  ];
  const involved = i === j ? [a] : [a, b];
  const weight = a.weights[0];
  // Losses at different rates make the weights of two species differ later; a loss with a source does so within one species.
  const losses = lossRates(mixture);
  const differ = mixture.forcing.some(
    ({ source }) => source && pair.includes(source.species) && losses[source.species],
  );
  const restores =
    losses[i] !== losses[j] || differ || involved.some(({ weights }) => weights.some((w) => w !== weight));
  return {
    pair,
    depth: rate * Math.max(...involved.map(({ weights }) => weights.reduce((largest, w) => Math.max(largest, w), 0))),
    restores,
    collide(dt) {
      if (count === 0) return;
      const before = restores ? measureInvariants(involved) : undefined;
      for (const order of orders) shuffle(order, random);
      scatterPairs(count, { ...law, strength: rate * dt, deflection }, random, ...sides);
      if (before !== undefined) restoreInvariants(involved, before);
    },
  };
}

/** Particles of one species with their mass. */
export interface MassiveParticles extends Particles {
  readonly mass: number;
}

/** Mean velocity U = sum m w v / sum m w (length d) and thermal energy K = (1/2) sum m w |v - U|^2 of several groups together. */
export interface Invariants {
  readonly velocity: readonly number[];
  readonly thermalEnergy: number;
}

function measureInvariants(groups: readonly MassiveParticles[]): Invariants {
  const d = groups[0].velocities.d;
  const over = (term: (group: MassiveParticles) => number) => groups.reduce((sum, group) => sum + term(group), 0);
  const massDensity = over(({ mass, weights }) => mass * sumOf(weights.length, (p) => weights[p]));
  const velocity = Array.from({ length: d }, (_, k) => {
    const momentum = over(
      ({ mass, weights, velocities: { n, data } }) => mass * sumOf(n, (p) => weights[p] * data[k * n + p]),
    );
    return momentum / massDensity;
  });
  const thermalEnergy = over(({ mass, weights, velocities: { n, data } }) => {
    const square = (k: number) => sumOf(n, (p) => weights[p] * (data[k * n + p] - velocity[k]) ** 2);
    return (mass / 2) * velocity.reduce((sum, _, k) => sum + square(k), 0);
  });
  return { velocity, thermalEnergy };
}

/**
 * Restores the earlier momentum and energy of the groups: v := U + sqrt(K/K') (v - U'), with the present U', K'. To first order
 * this is the smallest such change in sum m w |change|^2.
 */
function restoreInvariants(groups: readonly MassiveParticles[], { velocity, thermalEnergy }: Invariants): void {
  const now = measureInvariants(groups);
  const scale = now.thermalEnergy > 0 ? Math.sqrt(thermalEnergy / now.thermalEnergy) : 1;
  for (const { velocities } of groups) {
    const { d, n, data } = velocities;
    for (let k = 0; k < d; k++)
      for (let c = k * n; c < (k + 1) * n; c++) data[c] = velocity[k] + scale * (data[c] - now.velocity[k]);
  }
}
