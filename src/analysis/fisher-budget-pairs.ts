import { createStream, type RandomStream } from '../core/random.ts';
import { inverseNormal } from '../core/special-functions.ts';
import { createVectorField } from '../core/vector-field.ts';
import type { Mixture } from '../physics/mixture.ts';
import { blobDensity, type WeightedParticles } from '../theory/dissipation/blob-density.ts';
import { dissipationByPairs, lemmaByPairs, type PairsOptions } from '../theory/dissipation/by-pairs.ts';
import { type CollisionPair, collisionPair, isLike } from '../theory/dissipation/collision-pair.ts';
import type { Estimate } from '../theory/dissipation/estimate.ts';
import type { LogDensity } from '../theory/dissipation/log-density.ts';
import { contactByDraws } from './fisher-budget-contact.ts';
import { partnersRate } from './fisher-budget-partners.ts';

/** What dI/dt of one ordered pair of species is told in: Lemma 2.1, the terms of Proposition 3.1, and their sum. */
export const dissipationParts = ['lemma', 'parallel', 'radial', 'spherical', 'remainder', 'contact', 'total'] as const;

/** Every part; undefined where it does not exist, or has no estimate of finite variance. */
export type DissipationEstimates = Readonly<Record<(typeof dissipationParts)[number], Estimate | undefined>>;

/** One species as particles, and the variance eps > 0 of the mollifier that makes f ~ of them. */
export interface MollifiedSpecies {
  readonly particles: WeightedParticles;
  readonly variance: number;
}

interface FisherBudget {
  /** Every ordered pair that collides, in the order of `collidingOrderedPairs`. */
  readonly pairs: readonly DissipationEstimates[];
  /** dI/dt by the immobile partners, one entry for each of the mixture's; see partnersRate. */
  readonly partners: readonly (Estimate | undefined)[];
  /** dI/dt by Lemma 2.1, of all pairs and partners together; undefined if that of any partners is. */
  readonly lemma: Estimate | undefined;
}

/** The ordered pairs (i, j) with c_ij > 0. */
export function collidingOrderedPairs(mixture: Mixture): readonly (readonly [number, number])[] {
  const all = mixture.species.map((_, i) => i);
  return all.flatMap((i) => all.flatMap((j) => (mixture.strength(i, j) > 0 ? [[i, j] as const] : [])));
}

/**
 * dI/dt that the Landau system has at the reconstructed f ~ = sum_p w_p phi_eps(v - v_p), pair by pair, estimated from
 * `draws` velocities of each of the two species. They are drawn from f ~ itself, a particle plus a normal deviation of
 * variance eps: then psi = log f ~ and the average belong to one density, and the two forms of dI/dt agree in the mean.
 * psi at n velocities costs n N, so a pair of N particles each costs 2 draws N Gaussians and draws^2 pairs.
 *
 * Every ordered pair has a stream of its own, named by the time and the species: the same bits whenever it is computed,
 * and independent errors, so that the squares of the errors add up. Throws InputError for fewer than 2 draws.
 */
export function fisherBudgetByPairs(
  mixture: Mixture,
  species: readonly MollifiedSpecies[],
  t: number,
  { draws, seed }: { readonly draws: number; readonly seed: string | number },
): FisherBudget {
  const densities = species.map(({ particles, variance }) => blobDensity(particles, variance));
  const pairs = collidingOrderedPairs(mixture).map(([i, j]) => {
    const stream = createStream(seed, 'fisher budget', String(t), mixture.species[i].name, mixture.species[j].name);
    const sampled = (k: number) => ({
      particles: mollified(species[k], spare * draws, stream),
      density: densities[k],
    });
    return estimateParts(collisionPair(mixture, i, j), sampled(i), sampled(j), { draws, stream });
  });
  const partners = mixture.background.map((one) =>
    partnersRate(one, mixture.species[one.species].mass, densities[one.species]),
  );
  return { pairs, partners, lemma: sumOfEstimates([...pairs.map(({ lemma }) => lemma), ...partners]) };
}

/** The sum of independent estimates, whose squared errors add up; undefined if one of them is. */
export function sumOfEstimates(estimates: readonly (Estimate | undefined)[]): Estimate | undefined {
  if (!estimates.every((estimate) => estimate !== undefined)) return undefined;
  return {
    value: estimates.reduce((sum, { value }) => sum + value, 0),
    error: Math.hypot(...estimates.map(({ error }) => error)),
  };
}

/**
 * Deviated particles made for each one drawn. Two draws of one of them are no pair, and they share their deviation: both
 * effects are of relative size 1/spare of the statistical error at most.
 */
const spare = 32;

/** At least `count` weighted samples of f ~. */
function mollified(
  { particles: { weights, velocities }, variance }: MollifiedSpecies,
  count: number,
  stream: RandomStream,
): WeightedParticles {
  const { d, n, data } = velocities;
  const copies = Math.ceil(count / n);
  const width = Math.sqrt(variance);
  const moved = createVectorField(d, copies * n);
  for (let k = 0; k < d; k++)
    for (let p = 0; p < copies * n; p++)
      // 0 is a number of the stream, but its quantile is not: 2^-54 is the centre of its cell.
      moved.data[k * copies * n + p] = data[k * n + (p % n)] + width * inverseNormal(Math.max(stream.next(), 2 ** -54));
  return {
    weights: Float64Array.from({ length: copies * n }, (_, p) => weights[p % n] / copies),
    velocities: moved,
  };
}

function estimateParts(
  pair: CollisionPair,
  i: { readonly particles: WeightedParticles; readonly density: LogDensity },
  j: { readonly particles: WeightedParticles; readonly density: LogDensity },
  options: PairsOptions,
): DissipationEstimates {
  const d = i.density.dimension;
  if (isLike(pair, i.density, j.density) || pair.exponent > -d) {
    const { lemma, parallel, radial, spherical, remainder, total } = dissipationByPairs(pair, i, j, options);
    return {
      lemma,
      parallel: bounded(parallel),
      radial: bounded(radial),
      spherical: bounded(spherical),
      remainder: bounded(remainder),
      contact: { value: 0, error: 0 },
      total: bounded(total),
    };
  }
  const none = { parallel: undefined, radial: undefined, spherical: undefined, remainder: undefined, total: undefined };
  return {
    lemma: lemmaByPairs(pair, i, j, options),
    ...none,
    contact: pair.exponent === -d ? contactByDraws(pair, i, j.density, options) : undefined,
  };
}

/** A mean without a variance wanders for ever: no estimate. */
function bounded(estimate: Estimate): Estimate | undefined {
  return estimate.error < Infinity ? estimate : undefined;
}
