import type { Particles } from '../core/particles.ts';
import { createStream, type RandomStream } from '../core/random.ts';
import { normalFromUniform } from '../core/special-functions.ts';
import type { Estimate } from '../core/statistics.ts';
import { createVectorField } from '../core/vector-field.ts';
import { createLogDerivatives, type Density, squaredDistance } from '../physics/density.ts';
import type { Background, Mixture } from '../physics/mixture.ts';
import { blobDensity } from '../physics/summed-densities.ts';
import {
  dissipationByPairs,
  drawParticles,
  lemmaByPairs,
  type PairsOptions,
  type SampledSpecies,
} from '../theory/dissipation/by-pairs.ts';
import { type CollisionPair, collisionPair, createPairPoint, isLike } from '../theory/dissipation/collision-pair.ts';
import { sphereArea } from '../theory/dissipation/direction-rules.ts';
import { lemmaIntegrand, reducedStrength } from '../theory/dissipation/integrands.ts';
import { pairRule } from '../theory/dissipation/pair-rule.ts';

/** The parts of dI/dt of one ordered pair of species: Lemma 2.1, the terms of Proposition 3.1, and their sum. */
export const dissipationParts = ['lemma', 'parallel', 'radial', 'spherical', 'remainder', 'contact', 'total'] as const;

/** Every part; undefined if it does not exist, or has no estimate of finite variance. */
export type DissipationEstimates = Readonly<Record<(typeof dissipationParts)[number], Estimate | undefined>>;

/** One species as particles, and the variance eps > 0 of the mollifier that turns them into f ~. */
export interface MollifiedSpecies {
  readonly particles: Particles;
  readonly variance: number;
}

interface FisherBudget {
  /** Every colliding ordered pair, in the order of `collidingOrderedPairs`. */
  readonly pairs: readonly DissipationEstimates[];
  /** dI/dt by the immobile partners, one entry per partner of the mixture; see partnersRate. */
  readonly partners: readonly (Estimate | undefined)[];
  /** dI/dt by Lemma 2.1, of all pairs and partners together; undefined if any of them is. */
  readonly lemma: Estimate | undefined;
}

/** Returns the ordered pairs (i, j) with c_ij > 0. */
export function collidingOrderedPairs(mixture: Mixture): readonly (readonly [number, number])[] {
  const all = mixture.species.map((_, i) => i);
  return all.flatMap((i) => all.flatMap((j) => (mixture.strength(i, j) > 0 ? [[i, j] as const] : [])));
}

/**
 * Estimates dI/dt of the Landau system at the reconstructed f ~ = sum_p w_p phi_eps(v - v_p), pair by pair, from `draws` velocities of
 * each of the two species. They are drawn from f ~ itself: a particle plus a normal deviation of variance eps. Then psi = log f ~ and the
 * average belong to one density, and the two forms of dI/dt agree in the mean.
 * psi at n velocities costs n N, so a pair of N particles each costs 2 draws N Gaussians and draws^2 pairs.
 *
 * Every ordered pair has its own stream, named by the time and the species. The result is reproducible bit by bit, and the errors are
 * independent, so their squares add up. Throws InputError for fewer than 2 draws.
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

/** Returns the sum of independent estimates, whose squared errors add up; undefined if one of them is. */
export function sumOfEstimates(estimates: readonly (Estimate | undefined)[]): Estimate | undefined {
  if (!estimates.every((estimate) => estimate !== undefined)) return undefined;
  return {
    value: estimates.reduce((sum, { value }) => sum + value, 0),
    error: Math.hypot(...estimates.map(({ error }) => error)),
  };
}

/**
 * Deviated particles generated per draw. Two draws of the same deviated particle do not form a pair, and they share their deviation; both
 * effects are at most of relative size 1/spare of the statistical error.
 */
const spare = 32;

/** Returns at least `count` weighted samples of f ~. */
function mollified(
  { particles: { weights, velocities }, variance }: MollifiedSpecies,
  count: number,
  stream: RandomStream,
): Particles {
  const { d, n, data } = velocities;
  const copies = Math.ceil(count / n);
  const width = Math.sqrt(variance);
  const moved = createVectorField(d, copies * n);
  for (let k = 0; k < d; k++)
    for (let p = 0; p < copies * n; p++)
      moved.data[k * copies * n + p] = data[k * n + (p % n)] + width * normalFromUniform(stream.next());
  return {
    weights: Float64Array.from({ length: copies * n }, (_, p) => weights[p % n] / copies),
    velocities: moved,
  };
}

function estimateParts(
  pair: CollisionPair,
  i: { readonly particles: Particles; readonly density: Density },
  j: { readonly particles: Particles; readonly density: Density },
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

/** A mean without a variance does not converge, so there is no estimate. */
function bounded(estimate: Estimate): Estimate | undefined {
  return estimate.error < Infinity ? estimate : undefined;
}

/** Nodes for r and for half a turn of sigma: 1600 velocities in 2D and 4000 in 3D. */
const resolutions = { 2: { radius: 40, angle: 20 }, 3: { radius: 20, angle: 10 } } as const;

/**
 * Returns dI/dt of one species by immobile partners at the velocity V: the limit m_j -> infinity, T_j/m_j -> 0 of the two ordered pairs of
 * Lemma 2.1. With w = v - V, `strength` = c n_j and Xi = 2 lap psi + |grad psi|^2,
 *
 *     dI/dt = (c n_j / m^3) int |w|^gamma f  A(w) grad psi . grad Xi dv
 *
 * by product quadrature in spherical coordinates around V, whose radial weights contain the singularity for every gamma in
 * (-d-2, 1]. `error` is the change between three quarters of the nodes and all of them.
 *
 * It is the derivative of I only for gamma > -d (see partnersRate). Partners at one velocity, unlike partners with a thermal spread, remove
 * the region |w| < (c n_j t / m^2)^{-1/gamma} from the perturbation theory behind the lemma.
 */
export function lemmaOfPartners(
  { strength, exponent, velocity }: Background,
  mass: number,
  density: Density,
): Estimate {
  const { radius, angle } = resolutions[density.dimension];
  const integrate = (share: number) => {
    const resolution = { radius: Math.ceil(share * radius), angle: Math.ceil(share * angle) };
    return integral(exponent, velocity, density, resolution);
  };
  const value = (strength / mass ** 3) * integrate(1);
  return { value, error: Math.abs(value - (strength / mass ** 3) * integrate(3 / 4)) };
}

/**
 * Returns lemmaOfPartners if it is dI/dt, undefined for gamma <= -d. There, the core of radius t^{1/|gamma|} that has become isotropic by
 * the time t changes I by an amount of order t^{d/|gamma|}. At gamma = -d this adds
 *
 *     ((d-1)/2) |S^{d-1}| (c n_j / m^3) f(V) |grad psi(V)|^2
 *
 * to the lemma; below -d the slope of I at a smooth f is +infinity unless grad psi(V) = 0. This is why I initially grows in a Lorentz gas
 * of soft potentials.
 */
export function partnersRate(partners: Background, mass: number, density: Density): Estimate | undefined {
  return partners.exponent > -density.dimension ? lemmaOfPartners(partners, mass, density) : undefined;
}

function integral(
  exponent: number,
  velocity: readonly number[],
  density: Density,
  resolution: { readonly radius: number; readonly angle: number },
): number {
  const { dimension: d, bulk } = density;
  const partner = { centre: velocity, variance: 0, isotropic: true };
  const own = { ...bulk, variance: bulk.variance + squaredDistance(bulk.centre, velocity) / d };
  const { radii, directions } = pairRule(d, { exponent }, 2, own, partner, { ...resolution, centre: 2 });
  // Unit mass and twice unit strength, with a partner without gradients.
  const integrand = lemmaIntegrand({ masses: [1, 1], strength: 2, exponent }, d);
  const point = { ...createPairPoint(density), j: createLogDerivatives(d) };
  const v = new Float64Array(d);
  const h = new Float64Array(1);
  let sum = 0;
  for (let k = 0; k < radii.nodes.length; k++) {
    point.r = radii.nodes[k];
    let shell = 0;
    for (let s = 0; s < directions.weights.length; s++) {
      for (let p = 0; p < d; p++) {
        point.w[p] = point.r * directions.nodes[s * d + p];
        v[p] = velocity[p] + point.w[p];
      }
      density.evaluate(v, point.i);
      integrand.evaluate(point, h, 0);
      shell += directions.weights[s] * Math.exp(point.i.value) * h[0];
    }
    sum += radii.weights[k] * shell;
  }
  return sum;
}

/**
 * Returns the term at v = v* of unlike species at gamma = -d (see contactTerm), as an average over draws from f_i:
 *
 *     -ct ((d-1)/d) |S^{d-1}| < f_j |q|^2 >_{v ~ f_i} n_i,    q = (m_j grad psi_i - m_i grad psi_j)/(m_i+m_j)
 *
 * `error` is the standard deviation of the mean.
 */
function contactByDraws(
  pair: CollisionPair,
  { particles, density: f_i }: SampledSpecies,
  f_j: Density,
  { draws, stream }: PairsOptions,
): Estimate {
  const d = f_i.dimension;
  const [m_i, m_j] = pair.masses;
  const { n, data } = particles.velocities;
  const [i, j] = [createLogDerivatives(d), createLogDerivatives(d)];
  const terms = Array.from(drawParticles(particles, draws, stream), (p) => {
    const v = Array.from({ length: d }, (_, k) => data[k * n + p]);
    f_i.evaluate(v, i);
    f_j.evaluate(v, j);
    const square = v.reduce((sum, _, k) => sum + ((m_j * i.gradient[k] - m_i * j.gradient[k]) / (m_i + m_j)) ** 2, 0);
    return Math.exp(j.value) * square;
  });
  const mean = terms.reduce((sum, term) => sum + term, 0) / draws;
  const variance = terms.reduce((sum, term) => sum + (term - mean) ** 2, 0) / (draws - 1);
  const n_i = particles.weights.reduce((sum, weight) => sum + weight, 0);
  const scale = reducedStrength(pair) * (pair.kernel?.atZero.strength ?? 1) * ((d - 1) / d) * sphereArea(d) * n_i;
  return { value: -scale * mean, error: scale * Math.sqrt(variance / draws) };
}
