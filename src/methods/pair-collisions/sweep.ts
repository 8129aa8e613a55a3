import type { Particles } from '../../core/particles.ts';
import { sumOf } from '../../core/sum.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { shuffle, type UniformNumbers } from '../../kernels/random-numbers.ts';
import { type Deflection, type ShuffledParticles, scatterPairs } from '../../kernels/scatter-pairs.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { particleMoments } from '../../physics/moments.ts';

/** All collisions of two species (or of one with itself) in a time step. */
export interface Sweep {
  /** The two species. */
  readonly pair: readonly [number, number];
  /** The diffusion time of the heaviest-weighted pair is s = depth * dt * alpha(|v - v*|). */
  readonly depth: number;
  /** Whether weights differ, so that a pair keeps momentum and energy only on average and the sweep restores them. */
  readonly restores: boolean;
  collide(dt: number): void;
}

/**
 * The collisions of species i and j. Each particle of the species with more of them meets one random particle of the other, those
 * as many or one more each; within a species the particles meet in random couples, one staying out when their number is odd. Two given
 * particles meet in a step with the probability
 *
 *     P = max(N_i, N_j) / (N_i N_j) for i != j,       P = floor(N/2) / (N(N-1)/2) for i = j.
 *
 * In the equation a particle p of species i changes by sum_q w_q c_ij (sum_k L_k alpha L_k). At fixed total momentum L_k is
 * (1/mu) b_k(w) . grad_w with w = v - v* and mu = m_i m_j/(m_i+m_j), and sum_k (b_k . grad_w)^2 is the Laplacian of the unit
 * sphere. So let a pair that meets diffuse on its sphere for the time
 *
 *     s = c_ij max(w_p, w_q) alpha(|w|) dt / (mu^2 P)
 *
 * and the partner with the larger weight accept with probability min/max. On average p is then moved by every q for the time
 * c_ij w_q alpha(|w|) dt / mu^2, whatever the weights and numbers: for dt -> 0 the mean of a step is exactly the weak form of
 * the collision operator at the present particles, self pairs left out. For equal weights s = c n alpha(|w|) dt / mu^2 with the
 * smaller of the two densities n, and every collision keeps momentum and energy. Otherwise they are kept on average (Nanbu &
 * Yonemura 1998) and restored after the scatter (the idea of Angus et al. 2025), here at the end of the sweep and over the two
 * species alone; that takes d + 1 of the N d directions of the noise and changes rates by O(1/N).
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
  // Within a species the first half of a random order meets the second.
  const [orderA, orderB] = i === j ? [orders[0].subarray(0, count), orders[0].subarray(count, 2 * count)] : orders;
  const sides: readonly [ShuffledParticles, ShuffledParticles] = [
    { ...a, order: orderA },
    { ...b, order: orderB },
  ];
  const involved = i === j ? [a] : [a, b];
  const weight = a.weights[0];
  const restores = involved.some(({ weights }) => weights.some((w) => w !== weight));
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

/** How well a time step resolves the collisions of the initial particles, at the root mean square relative speed of each pair. */
export interface Resolution {
  /** Time step over collision time, the largest of all pairs: the mean cosine of a particle's deflection falls to 1/e in that time. */
  readonly stepOverCollisionTime: number;
  /** The longest diffusion time s of a pair of particles; more than 1/(d-1) of the above where weights differ. */
  readonly longestDiffusion: number;
  /** The smallest order in dt of all pairs. */
  readonly order: number;
  /** The longest time step with which rates of relaxation are good to about 10 %. */
  readonly longestStep: number;
  /** The pair of species, or species and bath, that sets it; none where nothing collides. */
  readonly limiting?: string;
  /**
   * By how much unequal weights shorten it: the diffusion time of the heaviest-weighted pair over that of a pair of equal weights;
   * 1 where weights are equal or do not matter.
   */
  readonly shortenedByWeights: number;
}

/**
 * Order p of the rates' error in dt. A pair closer than r_s ~ dt^{1/|gamma|} has forgotten its direction by the end of the step
 * and scatters less than it should; that part of the rates is int_0^{r_s} r^{gamma+2} r^{d-1} dr for unlike species, and r^2
 * times as small for like ones, whose pairs are even in v - v*. Coulomb, d = 3: p = 2/3 and 1.
 */
function orderInTime(d: Dimension, exponent: number, like: boolean): number {
  return exponent < 0 ? Math.min(1, (d + (like ? 4 : 2) + exponent) / -exponent) : 1;
}

/**
 * (step / collision time)^p with which rates err by less than 10 %: d/(2(d-1)) of it, 8 to 10 %, for the isotropisation of Maxwell
 * molecules; 5 % for the exchange of energy by Coulomb collisions in d = 3 (measured: 6.9 % at 0.14, masses 1 and 2).
 */
const goodResolution = 1 / 10;

export function measureResolution(
  mixture: Mixture,
  particles: readonly Particles[],
  sweeps: readonly Sweep[],
  step: number,
): Resolution {
  const { species, dimension: d } = mixture;
  const states = particles.map(({ weights, velocities }, i) => particleMoments(species[i].mass, weights, velocities));
  let stepOverCollisionTime = 0;
  let longestDiffusion = 0;
  let order = 1;
  let longestStep = Infinity;
  let limiting: string | undefined;
  let shortenedByWeights = 1;
  for (const { pair, depth } of sweeps) {
    const [i, j] = pair;
    const [m, M] = [species[i].mass, species[j].mass];
    const slip = states[i].velocity.reduce((sum, u, k) => sum + (u - states[j].velocity[k]) ** 2, 0);
    const r2 = d * (states[i].temperature / m + states[j].temperature / M) + slip;
    const { value, atZero } = mixture.kernel(i, j);
    const alpha = value(Math.sqrt(r2));
    const density = Math.max(states[i].density, states[j].density);
    const frequency = (d - 1) * mixture.strength(i, j) * density * (1 / m + 1 / M) ** 2 * alpha;
    const p = orderInTime(d, atZero.exponent, i === j);
    stepOverCollisionTime = Math.max(stepOverCollisionTime, frequency * step);
    longestDiffusion = Math.max(longestDiffusion, depth * step * alpha);
    order = Math.min(order, p);
    const heaviest = (d - 1) * depth * alpha;
    const longest = goodResolution ** (1 / p) / Math.max(frequency, heaviest);
    if (longest < longestStep) {
      longestStep = longest;
      limiting = i === j ? species[i].name : `${species[i].name} and ${species[j].name}`;
      shortenedByWeights = Math.max(1, heaviest / frequency);
    }
  }
  for (const { species: i, strength, exponent, velocity, bath } of mixture.background) {
    if (bath === undefined || strength === 0) continue;
    const { mass: m, name } = species[i];
    const slip = states[i].velocity.reduce((sum, u, k) => sum + (u - velocity[k]) ** 2, 0);
    const r2 = d * (states[i].temperature / m + bath.temperature / bath.mass) + slip;
    const diffusion = strength * (1 / m + 1 / bath.mass) ** 2 * r2 ** (exponent / 2);
    const p = orderInTime(d, exponent, false);
    stepOverCollisionTime = Math.max(stepOverCollisionTime, (d - 1) * diffusion * step);
    longestDiffusion = Math.max(longestDiffusion, diffusion * step);
    order = Math.min(order, p);
    const longest = goodResolution ** (1 / p) / ((d - 1) * diffusion);
    if (longest >= longestStep) continue;
    longestStep = longest;
    limiting = `${name} and ${bath.name}`;
    shortenedByWeights = 1;
  }
  return {
    stepOverCollisionTime,
    longestDiffusion,
    order,
    longestStep,
    ...(limiting && { limiting }),
    shortenedByWeights,
  };
}

/** Particles of one species with their mass. */
export interface MassiveParticles extends Particles {
  readonly mass: number;
}

/** Mean velocity U = sum m w v / sum m w (length d) and thermal energy K = (1/2) sum m w |v - U|^2 of some groups together. */
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
 * Gives the groups back the momentum and energy that they had: v := U + sqrt(K/K') (v - U'), with U', K' of now. Of all changes
 * that do so it is, to first order, the smallest in sum m w |change|^2.
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
