import type { Particles } from '../../core/particles.ts';
import type { Dimension } from '../../core/vector-field.ts';
import type { Background, Mixture } from '../../physics/mixture.ts';
import { particleMoments } from '../../physics/moments.ts';
import type { Sweep } from './sweep.ts';

/** Whether pairs that collide faster than others divide their collision step into parts. */
export type SubSteps = 'none' | 'by-pair';

/** How well a time step resolves the collisions of the initial particles, at the root mean square relative speed of each pair. */
export interface Resolution {
  /**
   * Largest ratio of time step to collision time of all pairs; the mean cosine of a particle's deflection falls to 1/e in the collision
   * time.
   */
  readonly stepOverCollisionTime: number;
  /** Longest diffusion time s of a pair of particles; more than 1/(d-1) of the above if weights differ. */
  readonly longestDiffusion: number;
  /** Smallest order in dt of all pairs. */
  readonly order: number;
  /** Longest time step for which relaxation rates have errors of about 10 %. */
  readonly longestStep: number;
  /** The pair of species, or species and bath, that limits the step; absent if nothing collides. */
  readonly limiting?: string;
  /** The largest weights of this pair's species, if weights shorten the step. */
  readonly weights?: readonly number[];
  /**
   * The factor by which unequal weights shorten the step: the diffusion time of the heaviest-weighted pair over that of a pair of equal
   * weights; 1 if weights are equal or do not matter.
   */
  readonly shortenedByWeights: number;
  /** Parts of a step: of the pairs in the order of the sweeps, and of the partners in the order of the mixture. */
  readonly parts: { readonly sweeps: readonly number[]; readonly partners: readonly number[] };
  /** Numbers of parts above one, by the names of the pair. */
  readonly named: Readonly<Record<string, number>>;
}

/** How fast the particles of one pair of species, or of a species and a bath, lose their direction. */
interface Meeting {
  readonly name: string;
  /** Inverse collision time of a particle, and (d-1) times the largest diffusion of a pair per time. */
  readonly frequency: number;
  readonly heaviest: number;
  readonly order: number;
  readonly weights: readonly number[];
}

/** Upper limit on the parts of a pair; without it a pair that hardly collides would determine them. */
const mostParts = 64;

/**
 * Order p of the rates' error in dt. A pair closer than r_s ~ dt^{1/|gamma|} has lost its direction by the end of the step
 * and scatters less than it should. Its part of the rates is int_0^{r_s} r^{gamma+2} r^{d-1} dr for unlike species, and smaller by a
 * factor r^2 for like ones, whose pairs are even in v - v*. Coulomb, d = 3: p = 2/3 and 1.
 */
function orderInTime(d: Dimension, exponent: number, like: boolean): number {
  return exponent < 0 ? Math.min(1, (d + (like ? 4 : 2) + exponent) / -exponent) : 1;
}

/**
 * (step / collision time)^p below which rates err by less than 10 %: the error is d/(2(d-1)) of it, 8 to 10 %, for the isotropisation of
 * Maxwell molecules; 5 % for the exchange of energy by Coulomb collisions in d = 3 (measured: 6.9 % at 0.14, masses 1 and 2).
 */
const goodResolution = 1 / 10;

/**
 * Measures the resolution of `step`. The number of parts of a pair is the longest step of the slowest pair over that of the pair itself,
 * rounded up. It does not depend on the time step, so every part goes to zero with the step and the order is unchanged.
 */
export function measureResolution(
  mixture: Mixture,
  particles: readonly Particles[],
  sweeps: readonly Sweep[],
  step: number,
  subSteps: SubSteps = 'none',
): Resolution {
  const { species, dimension: d } = mixture;
  const states = particles.map(({ weights, velocities }, i) => particleMoments(species[i].mass, weights, velocities));
  const largestWeights = particles.map(({ weights }) => weights.reduce((most, w) => Math.max(most, w), 0));

  const ofSweep = ({ pair: [i, j], depth }: Sweep): Meeting => {
    const [m, M] = [species[i].mass, species[j].mass];
    const slip = states[i].velocity.reduce((sum, u, k) => sum + (u - states[j].velocity[k]) ** 2, 0);
    const r2 = d * (states[i].temperature / m + states[j].temperature / M) + slip;
    const { value, atZero } = mixture.kernel(i, j);
    const alpha = value(Math.sqrt(r2));
    const density = Math.max(states[i].density, states[j].density);
    return {
      name: i === j ? species[i].name : `${species[i].name} and ${species[j].name}`,
      frequency: (d - 1) * mixture.strength(i, j) * density * (1 / m + 1 / M) ** 2 * alpha,
      heaviest: (d - 1) * depth * alpha,
      order: orderInTime(d, atZero.exponent, i === j),
      weights: i === j ? [largestWeights[i]] : [largestWeights[i], largestWeights[j]],
    };
  };
  const ofBath = ({ species: i, strength, exponent, velocity, bath }: Background): Meeting | undefined => {
    if (bath === undefined || strength === 0) return undefined;
    const { mass: m, name } = species[i];
    const slip = states[i].velocity.reduce((sum, u, k) => sum + (u - velocity[k]) ** 2, 0);
    const r2 = d * (states[i].temperature / m + bath.temperature / bath.mass) + slip;
    const frequency = (d - 1) * strength * (1 / m + 1 / bath.mass) ** 2 * r2 ** (exponent / 2);
    const order = orderInTime(d, exponent, false);
    return { name: `${name} and ${bath.name}`, frequency, heaviest: frequency, order, weights: [] };
  };
  const bySweep = sweeps.map(ofSweep);
  const byPartner = mixture.background.map(ofBath);
  const all = [...bySweep, ...byPartner.flatMap((one) => one ?? [])];
  const longest = ({ frequency, heaviest, order }: Meeting) =>
    goodResolution ** (1 / order) / Math.max(frequency, heaviest);
  const slowest = Math.max(...all.map(longest).filter((one) => one < Infinity));
  const parts = (one: Meeting | undefined) =>
    one === undefined || subSteps === 'none'
      ? 1
      : Math.max(1, Math.min(mostParts, Math.ceil(slowest / longest(one) - 1e-9)));
  let [stepOverCollisionTime, longestDiffusion, order, longestStep] = [0, 0, 1, Infinity];
  let limiting: Meeting | undefined;
  for (const one of all) {
    const own = step / parts(one);
    stepOverCollisionTime = Math.max(stepOverCollisionTime, one.frequency * own);
    longestDiffusion = Math.max(longestDiffusion, (one.heaviest / (d - 1)) * own);
    order = Math.min(order, one.order);
    if (longest(one) * parts(one) >= longestStep) continue;
    longestStep = longest(one) * parts(one);
    limiting = one;
  }
  const shortenedByWeights = limiting === undefined ? 1 : Math.max(1, limiting.heaviest / limiting.frequency);
  return {
    ...{ stepOverCollisionTime, longestDiffusion, order, longestStep, shortenedByWeights },
    ...(limiting && { limiting: limiting.name }),
    ...(limiting && shortenedByWeights > 1 ? { weights: limiting.weights } : {}),
    parts: { sweeps: bySweep.map(parts), partners: byPartner.map(parts) },
    named: Object.fromEntries(all.flatMap((one) => (parts(one) > 1 ? [[one.name, parts(one)]] : []))),
  };
}
