import { trace } from '../../core/sum.ts';
import { windowNodes } from '../../kernels/lattice-spread.ts';
import { collidingPairs } from '../../physics/mixture.ts';
import { type BandwidthRule, bandwidthRules } from '../../reconstruction/bandwidth.ts';
import { bySpecies } from '../../schema/fields.ts';
import type { MethodSize, RunPlan } from '../method.ts';
import { roomToGrow } from './births.ts';

/** The smoothing temperature kappa, or a rule and a factor on the width sqrt(kappa) that it finds. */
export type RandomSmoothing =
  | { readonly temperature: number }
  | { readonly rule: keyof typeof bandwidthRules; readonly factor: number };

/** Default lattice spacing in mollifier widths sqrt(eps): the aliasing of the density is 2 exp(-2 pi^2/1.25^2) = 7e-6. */
export const spacingWidths = 5 / 4;

/** Nanoseconds per meeting of a pair, with the most expensive scheme. */
const pairNanoseconds = 400;

interface Options {
  readonly smoothing: RandomSmoothing;
  readonly spacing?: number | Readonly<Record<string, number>>;
  readonly tolerance: number;
}

/** The size of stochastic pair collisions; see Method.size. */
export function pairCollisionsSize(
  { mixture, distributions, particles, duration }: RunPlan,
  options: Options,
): MethodSize {
  const { dimension: d, species } = mixture;
  const counts = particles.map(({ count }) => count);
  // Particles of sources have the mean weight.
  const born = counts.map((count, i) =>
    mixture.forcing.reduce(
      (sum, { source }) =>
        source?.species === i ? sum + (source.rate * duration * count) / distributions[i].density : sum,
      0,
    ),
  );
  const countsAt = (part: number) => counts.map((count, i) => count + part * born[i]);
  const all = countsAt(1).reduce((sum, count) => sum + count, 0);
  const pairsOf = (of: readonly number[]) =>
    collidingPairs(mixture).reduce(
      (sum, [i, j]) => sum + (i === j ? Math.floor(of[i] / 2) : Math.max(of[i], of[j])),
      0,
    );
  const pairs = pairsOf(countsAt(1));
  const meanPairs = pairsOf(countsAt(1 / 2));
  // For Maxwellians with the distributions' temperatures instead of a sample.
  const temperature = (i: number) => (species[i].mass * trace(distributions[i].covariance, d)) / d;
  const kappa = randomSmoothing(options.smoothing, counts.length, ({ maxwellian }, i) =>
    maxwellian(d, temperature(i), counts[i]),
  );
  const spacings = bySpecies(species, options.spacing);
  const nodes = species.reduce((sum, { mass }, i) => {
    const variance = kappa / mass;
    const h = spacings[i] ?? spacingWidths * Math.sqrt(variance);
    return sum + (particles[i].width / h + windowNodes(variance, h, options.tolerance)) ** d;
  }, 0);
  // The velocities, their copies in a checkpoint, weights and velocities being written to a file with the momenta; f~ and its
  // gradient, twice more for the jackknife, the exact solution, and values and exact solution being written to a file.
  // A growing number of particles needs two arrays with room to grow, a copy for snapshots and its order.
  const growing = born.some((count) => count > 0) ? 2 * roomToGrow * (d + 1) + (d + 1) + 2 : 0;
  const perParticle = 4 * d + 3 * (d + 1) + 2 * (2 * d + 1) + growing;
  const perNode = 2 + d + 2 * (1 + d) + 1 + 4;
  return {
    particles: all,
    pairs,
    nodes,
    bytes: 8 * (all * perParticle + nodes * perNode),
    work: meanPairs * pairNanoseconds,
    ...(born.some((count) => count > 0) && meanPairs > 0
      ? { growth: { start: pairsOf(counts) / meanPairs, end: pairs / meanPairs } }
      : {}),
  };
}

/**
 * The smoothing temperature kappa = m_i eps_i for random particles: the given value, or factor^2 max_i kappa_i of the rule, so that no
 * species is smoothed less than its particles need. `kappaOf` applies the rule to one of `count` species.
 */
export function randomSmoothing(
  smoothing: RandomSmoothing,
  count: number,
  kappaOf: (rule: BandwidthRule, species: number) => number,
): number {
  if ('temperature' in smoothing) return smoothing.temperature;
  const rule = bandwidthRules[smoothing.rule];
  return smoothing.factor ** 2 * Math.max(...Array.from({ length: count }, (_, i) => kappaOf(rule, i)));
}
