import type { Dimension } from '../../core/vector-field.ts';
import { beyondSplit, type CollisionPair, checkPair, isLike } from './collision-pair.ts';
import { contactTerm } from './contact.ts';
import { entropyIntegrand } from './entropy-integrand.ts';
import type { Estimate } from './estimate.ts';
import { integratePairs } from './integrate-pairs.ts';
import { lemmaIntegrand } from './lemma-integrand.ts';
import type { LogDensity } from './log-density.ts';
import { jointIntegrand, type PairIntegrand } from './pair-integrand.ts';
import { isRotationInvariant, type PairResolution, type PairRule, pairRule } from './pair-rule.ts';
import { splitIntegrand, splitParts } from './split-integrand.ts';

export interface QuadratureOptions {
  /** Nodes of the pair rule; without it, defaultResolution. */
  readonly resolution?: PairResolution;
}

/** dI/dt of one ordered pair of species, in both forms. */
export interface Dissipation {
  /** By Lemma 2.1. */
  readonly lemma: number;
  /** The terms of Proposition 3.1 with their constant ct: dI/dt = -parallel - radial - spherical + remainder + contact. */
  readonly parallel: number;
  /** NaN, like spherical and remainder, for unlike species at gamma = -d, where only their sum converges. */
  readonly radial: number;
  readonly spherical: number;
  readonly remainder: number;
  /** The term at v = v* for unlike species at gamma = -d; otherwise 0. */
  readonly contact: number;
  /** By Proposition 3.1. */
  readonly total: number;
  /** The larger change of lemma and total between three quarters of the nodes and all of them. |lemma - total| is a second check. */
  readonly error: number;
}

/**
 * The part of dI/dt of the ordered pair (i, j), by Lemma 2.1 and by Proposition 3.1, by product quadrature (see pairRule).
 * Throws InputError for a pair out of range, and for unlike species with gamma < -d, where Proposition 3.1 does not hold.
 */
export function dissipationByQuadrature(
  pair: CollisionPair,
  f_i: LogDensity,
  f_j: LogDensity,
  options: QuadratureOptions = {},
): Dissipation {
  checkPair(pair, f_i, f_j);
  const d = f_i.dimension;
  const like = isLike(pair, f_i, f_j);
  if (!like && pair.exponent < -d) throw beyondSplit(d, pair.exponent, '>=', 'take Lemma 2.1 (lemmaByQuadrature)');
  // At gamma = -d the average over sigma removes the leading order of the sum, as v <-> v* does for like species.
  const together = !like && pair.exponent === -d;
  const integrand = jointIntegrand([lemmaIntegrand(pair, d), splitIntegrand(pair, d)]);
  const { fine, coarse } = atTwoResolutions(pair, f_i, f_j, options, like || together ? 2 : 0, (rule) => {
    const [lemma, ...parts] = integratePairs(rule, f_i, f_j, integrand);
    const contact = together ? contactTerm(pair, f_i, f_j, rule.contact()) : 0;
    return { lemma, parts, contact, total: parts[splitParts.total] + contact };
  });
  const alone = (part: keyof typeof splitParts) => (together ? Number.NaN : fine.parts[splitParts[part]]);
  return {
    lemma: fine.lemma,
    parallel: fine.parts[splitParts.parallel],
    radial: alone('radial'),
    spherical: alone('spherical'),
    remainder: alone('remainder'),
    contact: fine.contact,
    total: fine.total,
    error: Math.max(Math.abs(fine.lemma - coarse.lemma), Math.abs(fine.total - coarse.total)),
  };
}

/** The part of dI/dt of the ordered pair (i, j) by Lemma 2.1, for every gamma in (-d-2, 1]. */
export function lemmaByQuadrature(
  pair: CollisionPair,
  f_i: LogDensity,
  f_j: LogDensity,
  options: QuadratureOptions = {},
): Estimate {
  return estimate(pair, f_i, f_j, options, lemmaIntegrand(pair, f_i.dimension));
}

/** The part of -dH/dt of the ordered pair (i, j), at least 0, for every gamma in (-d-2, 1]. */
export function entropyProductionByQuadrature(
  pair: CollisionPair,
  f_i: LogDensity,
  f_j: LogDensity,
  options: QuadratureOptions = {},
): Estimate {
  return estimate(pair, f_i, f_j, options, entropyIntegrand(pair, f_i.dimension));
}

/**
 * Resolutions that leave, for modulated Gaussians of amplitude up to 0.7 and every gamma of the test vectors, 2e-6 in d = 3
 * (1.5 million pairs, 0.7 s) and 2e-8 in d = 2 (0.3 million), and 1e-12 for BKW states, whose rules have only three
 * dimensions. y needs the most nodes, r and sigma see F averaged.
 */
export function defaultResolution(d: Dimension, rotationInvariant: boolean): PairResolution {
  if (rotationInvariant) return { centre: 30, radius: 30, angle: 30 };
  return d === 2 ? { centre: 20, radius: 20, angle: 20 } : { centre: 12, radius: 9, angle: 7 };
}

function estimate(
  pair: CollisionPair,
  f_i: LogDensity,
  f_j: LogDensity,
  options: QuadratureOptions,
  integrand: PairIntegrand,
): Estimate {
  checkPair(pair, f_i, f_j);
  const { fine, coarse } = atTwoResolutions(pair, f_i, f_j, options, integrand.powers.unlike[0], (rule) => {
    const [value] = integratePairs(rule, f_i, f_j, integrand);
    return value;
  });
  return { value: fine, error: Math.abs(fine - coarse) };
}

function atTwoResolutions<Result>(
  pair: CollisionPair,
  f_i: LogDensity,
  f_j: LogDensity,
  options: QuadratureOptions,
  power: number,
  evaluate: (rule: PairRule) => Result,
): { fine: Result; coarse: Result } {
  const d = f_i.dimension;
  const all = options.resolution ?? defaultResolution(d, isRotationInvariant(f_i.bulk, f_j.bulk));
  const some = (count: number) => Math.ceil((3 / 4) * count);
  const fewer = { centre: some(all.centre), radius: some(all.radius), angle: some(all.angle) };
  const rule = (resolution: PairResolution) => pairRule(d, pair.exponent, power, f_i.bulk, f_j.bulk, resolution);
  return { fine: evaluate(rule(all)), coarse: evaluate(rule(fewer)) };
}
