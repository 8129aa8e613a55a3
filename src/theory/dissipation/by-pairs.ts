import { InputError } from '../../core/errors.ts';
import type { Particles } from '../../core/particles.ts';
import type { RandomStream } from '../../core/random.ts';
import type { Estimate } from '../../core/statistics.ts';
import { createLogDerivatives, type Density, type LogDerivatives } from '../../physics/density.ts';
import {
  alphaAt,
  beyondSplit,
  type CollisionPair,
  checkPair,
  createPairPoint,
  isLike,
  jointIntegrand,
  type PairIntegrand,
} from './collision-pair.ts';
import { entropyIntegrand, lemmaIntegrand, splitIntegrand } from './integrands.ts';

/**
 * One species as particles, for the average, and as a smooth density, for psi, for example the blob reconstruction of the same particles.
 */
export interface SampledSpecies {
  readonly particles: Particles;
  readonly density: Density;
}

export interface PairsOptions {
  /** Number of particles drawn from each species; every pair of them is evaluated. */
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
  /** By Proposition 3.1, which equals Proposition 2.2 point by point. */
  readonly total: Estimate;
}

/**
 * The part of dI/dt of the ordered pair (i, j) as an average over pairs of particles: an estimate of sum_p sum_q w_p w_q alpha h(v_p, v*_q)
 * without the pairs of a particle with itself. psi is evaluated once per drawn particle. `error` is the standard deviation due to drawing
 * (see averageDraws), Infinity if h has no variance; it excludes the sampling noise of the particles themselves and the bias of the
 * reconstructed psi. Throws InputError for a pair out of range, and for unlike species with gamma <= -d, where the averages of the separate
 * terms do not exist.
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
 * for every gamma in (-d-2, 1]. The error is finite for unlike species with gamma > -d/2 - 2, and always for like ones.
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
    // The double sum excludes the pair of a particle with itself.
    if (r2 === 0) {
      out.fill(0);
      return;
    }
    point.r = Math.sqrt(r2);
    point.i = own.derivatives[k];
    point.j = other.derivatives[l];
    integrand.evaluate(point, out, 0);
    const alpha = alphaAt(pair, point.r);
    for (let c = 0; c < out.length; c++) out[c] *= alpha;
  });
  const scale = own.density * other.density;
  return powers.map((power, c) => ({
    value: scale * mean[c],
    error: 2 * (exponent + power) + d > 0 ? scale * Math.sqrt(variance[c]) : Infinity,
  }));
}

/** Velocities of drawn particles, one after the other, and psi there; `density` is the sum of all weights. */
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

/** Mean of a function of two independent draws and the variance of that mean. */
export interface DrawnMean {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Indices of `count` independent draws of a particle with probability w_p / sum w. */
export function drawParticles({ weights }: Particles, count: number, stream: RandomStream): Int32Array {
  let sum = 0;
  const cumulative = weights.map((weight) => {
    sum += weight;
    return sum;
  });
  return Int32Array.from({ length: count }, () => {
    const target = stream.next() * sum;
    // The first p with cumulative[p] > target: target < sum, and rounding cannot lead past the last.
    let [low, high] = [0, weights.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle] > target) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}

/**
 * The two-sample U-statistic U = (1/n^2) sum_kl h(x_k, y_l) of n independent draws x_k and n independent draws y_l, for
 * several components of h at once, and an unbiased estimate of its variance. The n^2 terms are not independent; with
 * Hoeffding's decomposition h = mean + h_1(x) + h_2(y) + h_12(x, y) into uncorrelated parts,
 *
 *     Var U = <h_1^2>/n + <h_2^2>/n + <h_12^2>/n^2,
 *
 * and the sample variances s_1^2 of the row means, s_2^2 of the column means and the mean square s_12^2 of the remainder, over (n-1)^2,
 * have the expectations <h_1^2> + <h_12^2>/n, <h_2^2> + <h_12^2>/n and <h_12^2>. So s_1^2/n + s_2^2/n - s_12^2/n^2 is unbiased; if noise
 * makes it smaller than its lower limit s_12^2/n^2, that limit is used. `evaluate` writes the components of h(x_k, y_l) to `out`. Throws
 * InputError for fewer than 2 draws. Source: W. Hoeffding, Ann. Math. Statist. 19, 293 (1948).
 */
function averageDraws(
  draws: number,
  components: number,
  evaluate: (k: number, l: number, out: Float64Array) => void,
): DrawnMean {
  if (!(Number.isInteger(draws) && draws >= 2))
    throw new InputError(`pair average, draws: expected a whole number of at least 2, got ${draws}`);
  const n = draws;
  const h = new Float64Array(components);
  const rows = new Float64Array(components * n);
  const columns = new Float64Array(components * n);
  const squares = new Float64Array(components);
  for (let k = 0; k < n; k++)
    for (let l = 0; l < n; l++) {
      evaluate(k, l, h);
      for (let c = 0; c < components; c++) {
        rows[c * n + k] += h[c] / n;
        columns[c * n + l] += h[c] / n;
        squares[c] += h[c] * h[c];
      }
    }
  const mean = new Float64Array(components);
  const variance = new Float64Array(components);
  for (let c = 0; c < components; c++) {
    for (let k = 0; k < n; k++) mean[c] += rows[c * n + k] / n;
    let byRow = 0;
    let byColumn = 0;
    for (let k = 0; k < n; k++) {
      byRow += (rows[c * n + k] - mean[c]) ** 2;
      byColumn += (columns[c * n + k] - mean[c]) ** 2;
    }
    const left = (squares[c] - n * n * mean[c] ** 2 - n * byRow - n * byColumn) / ((n - 1) * n) ** 2;
    variance[c] = Math.max((byRow + byColumn) / ((n - 1) * n) - left, left, 0);
  }
  return { mean, variance };
}
