import type { Particles } from '../core/particles.ts';
import { createVectorField } from '../core/vector-field.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { usualMachine } from '../kernels/machine.ts';
import { createPairAverages, maxwellPairAverages, type PairAverages } from '../kernels/pair-averages.ts';
import { type Background, type Bath, collidingPairs, type Mixture } from '../physics/mixture.ts';
import { bathDiffusion } from '../theory/relaxation-rates.ts';
import { kernelAlpha } from './kernel-forces.ts';
import type { PairCores } from './pair-cores.ts';

/**
 * Rates of the first two velocity moments of every species in the weak form of the collision operator, which needs no
 * score. For a test function phi (div A(w) = -(d-1) w, A(w) w = 0):
 *
 *     d/dt int phi f_i = sum_j (c_ij/m_i) intint f_i f_j* alpha(|w|) [ A(w):Hess phi / m_i - (d-1)(1/m_i + 1/m_j) w . grad phi ]
 *
 * with w = v - v*. The difference to the rates a method produces is the price of its score error, without any exact solution.
 */
export interface WeakRates {
  /** d/dt int v f_i, [i*d + k]. */
  readonly first: Float64Array;
  /** d/dt int v v^T f_i, [(i*d + k)*d + l]. */
  readonly second: Float64Array;
  /**
   * What to divide by, per species: for `second` the sum of the absolute friction terms (d-1) c (1/m_i + 1/m_j)/m_i 2 |w|^(gamma+2),
   * for `first` half of that over the root mean square relative speed.
   */
  readonly scale: { readonly first: Float64Array; readonly second: Float64Array };
}

/**
 * Whether the weak form's rates are cheap enough for every output. They need all pairs, 2 ns each for powers; 5e7 pairs (a tenth of a
 * second) are allowed for any summation. Exponent 0 needs only moments.
 */
export function isWeakFormAffordable(mixture: Mixture, counts: readonly number[]): boolean {
  const pairs = collidingPairs(mixture)
    .filter(([i, j]) => mixture.kernel(i, j).exponent !== 0)
    .reduce((sum, [i, j]) => sum + (counts[i] * counts[j]) / (i === j ? 2 : 1), 0);
  return pairs <= mostPairs;
}

const mostPairs = 5e7;

/** The rates of particles, those of unlike species with the cores that are given for them, as their forces have them. */
export function prepareWeakForm(
  mixture: Mixture,
  { sumPairAverages }: Pick<Kernels, 'sumPairAverages'> = usualMachine().kernels,
): (particles: readonly Particles[], coresOf?: PairCores) => WeakRates {
  const d = mixture.dimension;
  const S = mixture.species.length;
  const averages = createPairAverages(d);
  const rates: WeakRates = {
    first: new Float64Array(S * d),
    second: new Float64Array(S * d * d),
    scale: { first: new Float64Array(S), second: new Float64Array(S) },
  };
  return (particles, coresOf) => {
    for (const sums of [rates.first, rates.second, rates.scale.first, rates.scale.second]) sums.fill(0);
    for (let i = 0; i < S; i++)
      for (let j = i; j < S; j++) {
        if (mixture.strength(i, j) === 0) continue;
        const kernel = mixture.kernel(i, j);
        const core = coresOf?.(i, j, kernel.atZero.exponent);
        const [a, b] = [particles[i], particles[j]];
        // Cores of powers are compiled.
        if (kernel.exponent === undefined) sumPairAverages(kernelAlpha(kernel, core), a, b, averages);
        else if (kernel.exponent === 0 && core === undefined) maxwellPairAverages(a, b, averages);
        else sumPairAverages(kernel.exponent, a, b, averages, core);
        if (i === j) addLike(mixture, i, averages, rates);
        else addUnlike(mixture, i, j, averages, relativeSpeed(particles[i], particles[j]), rates);
      }
    for (const partners of mixture.background)
      if (partners.bath === undefined) addPartners(mixture, partners, particles, sumPairAverages, averages, rates);
      else addBath(mixture, partners, partners.bath, particles, rates);
    return rates;
  };
}

/** Both members of a like pair together: (4c/m^2) ( tr(S) I - d S ), S = sum over unordered pairs of |w|^gamma w w^T. */
function addLike(mixture: Mixture, i: number, { second }: PairAverages, rates: WeakRates): void {
  const d = mixture.dimension;
  const factor = (4 * mixture.strength(i, i)) / mixture.species[i].mass ** 2;
  const trace = traceOf(second, d);
  for (let k = 0; k < d; k++)
    for (let l = 0; l < d; l++)
      rates.second[(i * d + k) * d + l] += factor * ((k === l ? trace : 0) - d * second[k * d + l]);
  rates.scale.second[i] += factor * d * trace;
}

function addUnlike(
  mixture: Mixture,
  i: number,
  j: number,
  averages: PairAverages,
  speed: number,
  rates: WeakRates,
): void {
  const d = mixture.dimension;
  const { first, second, mixed } = averages;
  const trace = traceOf(second, d);
  const c = mixture.strength(i, j);
  const friction = (d - 1) * (1 / mixture.species[i].mass + 1 / mixture.species[j].mass);
  // for species j the roles swap: w -> -w, and w v*^T = w v^T - w w^T
  for (const [s, sign] of [
    [i, 1],
    [j, -1],
  ]) {
    const mass = mixture.species[s].mass;
    for (let k = 0; k < d; k++) {
      rates.first[s * d + k] -= (sign * c * friction * first[k]) / mass;
      for (let l = 0; l < d; l++) {
        const kl = k * d + l;
        const lk = l * d + k;
        const diffusion = (2 / mass) * ((k === l ? trace : 0) - second[kl]);
        const drag = sign * (mixed[kl] + mixed[lk]) + (sign < 0 ? 2 * second[kl] : 0);
        rates.second[(s * d + k) * d + l] += (c / mass) * (diffusion - friction * drag);
      }
    }
    rates.scale.first[s] += (c * friction * trace) / (mass * speed);
    rates.scale.second[s] += (2 * c * friction * trace) / mass;
  }
}

function traceOf(matrix: Float64Array, d: number): number {
  let trace = 0;
  for (let k = 0; k < d; k++) trace += matrix[k * d + k];
  return trace;
}

/** Immobile partners are a second species of infinite mass with one particle: 1/m_j = 0, and only the first species moves. */
function addPartners(
  mixture: Mixture,
  { species: i, strength, exponent, velocity }: Background,
  particles: readonly Particles[],
  sumPairAverages: Kernels['sumPairAverages'],
  averages: PairAverages,
  rates: WeakRates,
): void {
  const d = mixture.dimension;
  const point = { weights: Float64Array.of(1), velocities: createVectorField(d, 1, Float64Array.from(velocity)) };
  sumPairAverages(exponent, particles[i], point, averages);
  const { first, second, mixed } = averages;
  const trace = traceOf(second, d);
  const mass = mixture.species[i].mass;
  const c = strength / mass ** 2;
  for (let k = 0; k < d; k++) {
    rates.first[i * d + k] -= c * (d - 1) * first[k];
    for (let l = 0; l < d; l++) {
      const [kl, lk] = [k * d + l, l * d + k];
      const diffusion = 2 * ((k === l ? trace : 0) - second[kl]);
      rates.second[(i * d + k) * d + l] += c * (diffusion - (d - 1) * (mixed[kl] + mixed[lk]));
    }
  }
  rates.scale.first[i] += (c * (d - 1) * trace) / relativeSpeed(particles[i], point);
  rates.scale.second[i] += 2 * c * (d - 1) * trace;
}

/**
 * A bath's part, with its average over v* in closed form (w = v - V, g and D see bathDiffusion):
 *
 *     (c n/m_i) int f_i [ 2 D / m_i - (d-1)(1/m_i + 1/m_j) g (w v^T + v w^T) ] dv      for v v^T.
 */
function addBath(
  mixture: Mixture,
  { species: i, strength, exponent, velocity }: Background,
  { mass: M, temperature }: Bath,
  particles: readonly Particles[],
  rates: WeakRates,
): void {
  const { weights, velocities } = particles[i];
  const { d, n, data } = velocities;
  const { mass } = mixture.species[i];
  const variance = temperature / M;
  const c = strength / mass;
  const friction = (d - 1) * (1 / mass + 1 / M);
  const w = new Float64Array(d);
  for (let p = 0; p < n; p++) {
    let w2 = 0;
    for (let k = 0; k < d; k++) {
      w[k] = data[k * n + p] - velocity[k];
      w2 += w[k] * w[k];
    }
    const { along, across } = bathDiffusion(d, exponent, variance, w2);
    const drag = (friction * along) / ((d - 1) * variance);
    const share = w2 === 0 ? 0 : (along - across) / w2;
    for (let k = 0; k < d; k++) {
      rates.first[i * d + k] -= c * weights[p] * drag * w[k];
      for (let l = 0; l < d; l++) {
        const D = (k === l ? across : 0) + share * w[k] * w[l];
        const pull = drag * (w[k] * data[l * n + p] + w[l] * data[k * n + p]);
        rates.second[(i * d + k) * d + l] += c * weights[p] * ((2 * D) / mass - pull);
      }
    }
    rates.scale.first[i] += c * weights[p] * drag * Math.sqrt(w2 + d * variance);
    rates.scale.second[i] += 2 * c * weights[p] * drag * (w2 + d * variance);
  }
}

/** sqrt <|v - v*|^2> over all pairs of two species. */
function relativeSpeed(a: Particles, b: Particles): number {
  const averages = createPairAverages(a.velocities.d);
  maxwellPairAverages(a, b, averages);
  const pairs = [a, b].map(({ weights }) => weights.reduce((sum, w) => sum + w, 0));
  return Math.sqrt(traceOf(averages.second, a.velocities.d) / (pairs[0] * pairs[1]));
}
