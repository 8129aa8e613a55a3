import { InputError } from '../../core/errors.ts';
import type { RandomStream } from '../../core/random.ts';
import { averageDraws, drawParticles } from './average-draws.ts';
import type { WeightedParticles } from './blob-density.ts';
import { beyondSplit, type CollisionPair, checkPair, isLike } from './collision-pair.ts';
import { entropyIntegrand } from './entropy-integrand.ts';
import type { Estimate } from './estimate.ts';
import { lemmaIntegrand } from './lemma-integrand.ts';
import { createLogDerivatives, type LogDensity, type LogDerivatives } from './log-density.ts';
import { createPairPoint, jointIntegrand, type PairIntegrand } from './pair-integrand.ts';
import { splitIntegrand } from './split-integrand.ts';

/** One species as particles, for the average, and as a smooth density, for psi; the blob reconstruction of the same particles, say. */
export interface SampledSpecies {
  readonly particles: WeightedParticles;
  readonly density: LogDensity;
}

export interface PairsOptions {
  /** How many particles of each species are drawn; every pair of them is evaluated. */
  readonly draws: number;
  readonly stream: RandomStream;
}

/** dI/dt of one ordered pair of species in both forms; see Dissipation. */
export interface SampledDissipation {
  readonly lemma: Estimate;
  readonly parallel: Estimate;
  readonly radial: Estimate;
  readonly spherical: Estimate;
  readonly remainder: Estimate;
  /** By Proposition 3.1, which is Proposition 2.2 point by point. */
  readonly total: Estimate;
}

/**
 * The part of dI/dt of the ordered pair (i, j) as an average over pairs of particles: an estimate of
 * sum_p sum_q w_p w_q alpha h(v_p, v*_q), in which a particle does not meet itself. psi is evaluated once for each drawn
 * particle. `error` is the standard deviation of the drawing (see averageDraws), Infinity where h has no variance; the
 * sampling noise of the particles themselves is not in it, nor is the bias of the reconstructed psi.
 * Throws InputError for a pair out of range, and for unlike species with gamma <= -d, where the average of the single
 * terms does not exist.
 */
export function dissipationByPairs(
  pair: CollisionPair,
  i: SampledSpecies,
  j: SampledSpecies,
  options: PairsOptions,
): SampledDissipation {
  checkPair(pair, i.density, j.density);
  const d = i.density.dimension;
  if (!isLike(pair, i.density, j.density) && pair.exponent <= -d)
    throw beyondSplit(d, pair.exponent, '>', 'take Lemma 2.1 (lemmaByPairs)');
  const integrand = jointIntegrand([lemmaIntegrand(pair, d), splitIntegrand(pair, d)]);
  const [lemma, parallel, radial, spherical, remainder, total] = averagePairs(pair, i, j, options, integrand);
  return { lemma, parallel, radial, spherical, remainder, total };
}

/**
 * The part of dI/dt of the ordered pair (i, j) by Lemma 2.1, as an average over pairs of particles like dissipationByPairs,
 * for every gamma in (-d-2, 1]. Unlike species have a finite error for gamma > -d/2 - 2, like ones always.
 */
export function lemmaByPairs(
  pair: CollisionPair,
  i: SampledSpecies,
  j: SampledSpecies,
  options: PairsOptions,
): Estimate {
  return averagePairs(pair, i, j, options, lemmaIntegrand(pair, i.density.dimension))[0];
}

/** The part of -dH/dt of the ordered pair (i, j), at least 0, as an average over pairs of particles like lemmaByPairs. */
export function entropyProductionByPairs(
  pair: CollisionPair,
  i: SampledSpecies,
  j: SampledSpecies,
  options: PairsOptions,
): Estimate {
  return averagePairs(pair, i, j, options, entropyIntegrand(pair, i.density.dimension))[0];
}

function averagePairs(
  pair: CollisionPair,
  i: SampledSpecies,
  j: SampledSpecies,
  { draws, stream }: PairsOptions,
  integrand: PairIntegrand,
): Estimate[] {
  checkPair(pair, i.density, j.density);
  const { exponent } = pair;
  const d = i.density.dimension;
  const own = evaluateDraws(i, draws, stream);
  const other = evaluateDraws(j, draws, stream);
  const powers = integrand.powers[isLike(pair, i.density, j.density) ? 'like' : 'unlike'];
  const point = createPairPoint(i.density);
  const { mean, variance } = averageDraws(draws, powers.length, (k, l, out) => {
    let r2 = 0;
    for (let p = 0; p < d; p++) {
      point.w[p] = own.velocities[k * d + p] - other.velocities[l * d + p];
      r2 += point.w[p] ** 2;
    }
    // A particle and itself: the pair is not in the double sum.
    if (r2 === 0) {
      out.fill(0);
      return;
    }
    point.r = Math.sqrt(r2);
    point.i = own.derivatives[k];
    point.j = other.derivatives[l];
    integrand.evaluate(point, out, 0);
    const alpha = exponent === 0 ? 1 : point.r ** exponent;
    for (let c = 0; c < out.length; c++) out[c] *= alpha;
  });
  const scale = own.density * other.density;
  return powers.map((power, c) => ({
    value: scale * mean[c],
    error: 2 * (exponent + power) + d > 0 ? scale * Math.sqrt(variance[c]) : Infinity,
  }));
}

/** Velocities, one after the other, of drawn particles and psi there; `density` is the sum of all weights. */
function evaluateDraws({ particles, density }: SampledSpecies, draws: number, stream: RandomStream) {
  const { d, n, data } = particles.velocities;
  if (d !== density.dimension || n === 0 || particles.weights.length !== n)
    throw new InputError(
      `pair average: expected weighted particles of dimension ${density.dimension}, got ${n} of dimension ${d} and ${particles.weights.length} weights`,
    );
  const chosen = drawParticles(particles, draws, stream);
  const velocities = new Float64Array(d * draws);
  const derivatives: LogDerivatives[] = [];
  chosen.forEach((p, k) => {
    for (let axis = 0; axis < d; axis++) velocities[k * d + axis] = data[axis * n + p];
    const point = createLogDerivatives(density.dimension);
    density.evaluate(velocities.subarray(k * d, (k + 1) * d), point);
    derivatives.push(point);
  });
  return { velocities, derivatives, density: particles.weights.reduce((sum, weight) => sum + weight, 0) };
}
