import type { Estimate } from '../../core/statistics.ts';
import type { Dimension } from '../../core/vector-field.ts';
import type { Bulk, Density } from '../../physics/density.ts';
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
import { sphereArea, type VectorRule } from './direction-rules.ts';
import { entropyIntegrand, lemmaIntegrand, reducedStrength, splitIntegrand, splitParts } from './integrands.ts';
import {
  commonLine,
  integratePairs,
  isRotationInvariant,
  type PairResolution,
  type PairRule,
  pairRule,
} from './pair-rule.ts';

export interface QuadratureOptions {
  /** Nodes of the pair rule; defaultResolution if absent. */
  readonly resolution?: PairResolution;
}

/** dI/dt of one ordered pair of species, in both forms. */
export interface Dissipation {
  /** By Lemma 2.1. */
  readonly lemma: number;
  /** The terms of Proposition 3.1 with their constant ct: dI/dt = -parallel - radial - spherical + remainder + contact. */
  readonly parallel: number;
  /**
   * NaN for unlike species at gamma = -d, where only the sum of radial, spherical and remainder converges; the same holds for the latter
   * two.
   */
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
  f_i: Density,
  f_j: Density,
  options: QuadratureOptions = {},
): Dissipation {
  const resolution = options.resolution ?? defaultResolution(f_i.dimension, f_i.bulk, f_j.bulk);
  const fine = dissipationAt(pair, f_i, f_j, resolution);
  const coarse = dissipationAt(pair, f_i, f_j, coarser(resolution));
  return { ...fine, error: Math.max(Math.abs(fine.lemma - coarse.lemma), Math.abs(fine.total - coarse.total)) };
}

/** The same at one resolution, without an error. */
export function dissipationAt(
  pair: CollisionPair,
  f_i: Density,
  f_j: Density,
  resolution: PairResolution,
): Omit<Dissipation, 'error'> {
  checkPair(pair, f_i, f_j);
  const d = f_i.dimension;
  const like = isLike(pair, f_i, f_j);
  if (!like && pair.exponent < -d) throw beyondSplit(d, pair.exponent, '>=', 'take Lemma 2.1 (lemmaByQuadrature)');
  const together = isTogether(pair, like, d);
  const integrand = jointIntegrand([lemmaIntegrand(pair, d), splitIntegrand(pair, d)]);
  const rule = pairRule(d, pair, splitPower(pair, like, together), f_i.bulk, f_j.bulk, resolution);
  const [lemma, ...parts] = integratePairs(rule, f_i, f_j, integrand, like);
  const contact = together ? contactTerm(pair, f_i, f_j, rule.contact()) : 0;
  return { lemma, ...splitOf({ parts, contact, total: parts[splitParts.total] + contact }, together) };
}

/** Errors of the sum of the terms, relative to the largest term, above which the rule does not resolve the pair. */
const [unresolvedCoarse, unresolvedFine] = [0.1, 0.01];
/** Terms below this part of the natural size of dI/dt count as those of an equilibrium. */
const smallest = 1e-8;

/**
 * The terms of Proposition 3.1 as in Dissipation, for a pair of densities n_i, n_j whose part `lemma` of dI/dt is known, so that no third
 * derivatives of psi are needed. `error` is the larger of the change of their sum between the two resolutions and its difference from
 * `lemma`. Undefined if the rule does not resolve the pair, for example if masses or temperatures differ by orders of magnitude, or if the
 * terms do not exist: unlike species with gamma < -d.
 */
export function splitByQuadrature(
  pair: CollisionPair,
  f_i: Density,
  f_j: Density,
  { lemma, densities: [n_i, n_j] }: { readonly lemma: number; readonly densities: readonly [number, number] },
): Omit<Dissipation, 'lemma'> | undefined {
  checkPair(pair, f_i, f_j);
  const d = f_i.dimension;
  const like = isLike(pair, f_i, f_j);
  if (!like && pair.exponent < -d) return undefined;
  const together = isTogether(pair, like, d);
  const integrand = splitIntegrand(pair, d);
  const least = smallest * n_i * n_j * typicalRate(pair, f_i, f_j);
  const evaluate = (resolution: PairResolution) => {
    const rule = pairRule(d, pair, splitPower(pair, like, together), f_i.bulk, f_j.bulk, resolution);
    const parts = integratePairs(rule, f_i, f_j, integrand, like);
    const contact = together ? contactTerm(pair, f_i, f_j, rule.contact()) : 0;
    const scale = Math.max(least, Math.abs(lemma), Math.abs(contact), ...parts.map(Math.abs));
    return { parts, contact, total: parts[splitParts.total] + contact, scale };
  };
  const all = defaultResolution(d, f_i.bulk, f_j.bulk);
  const coarse = evaluate(coarser(all));
  if (Math.abs(coarse.total - lemma) > unresolvedCoarse * coarse.scale) return undefined;
  const fine = evaluate(all);
  const error = Math.max(Math.abs(fine.total - coarse.total), Math.abs(fine.total - lemma));
  return error > unresolvedFine * fine.scale ? undefined : { ...splitOf(fine, together), error };
}

/** The part of dI/dt of the ordered pair (i, j) by Lemma 2.1, for every gamma in (-d-2, 1]. */
export function lemmaByQuadrature(
  pair: CollisionPair,
  f_i: Density,
  f_j: Density,
  options: QuadratureOptions = {},
): Estimate {
  return estimate(pair, f_i, f_j, options, lemmaIntegrand(pair, f_i.dimension));
}

/** The part of -dH/dt of the ordered pair (i, j), at least 0, for every gamma in (-d-2, 1]. */
export function entropyProductionByQuadrature(
  pair: CollisionPair,
  f_i: Density,
  f_j: Density,
  options: QuadratureOptions = {},
): Estimate {
  return estimate(pair, f_i, f_j, options, entropyIntegrand(pair, f_i.dimension));
}

/**
 * Default resolutions. Their errors for modulated Gaussians of amplitude up to 0.7 and every gamma of the test vectors are 2e-6 in d = 3
 * (1.5 million pairs, 0.7 s) and 2e-8 in d = 2 (0.3 million), and 1e-12 for BKW states, whose rules have only three
 * dimensions. y needs the most nodes, because r and sigma see an averaged F.
 */
export function defaultResolution(d: Dimension, i: Bulk, j: Bulk): PairResolution {
  if (isRotationInvariant(i, j)) return { centre: 30, radius: 30, angle: 30 };
  if (commonLine(i, j) !== undefined) return { centre: 16, radius: 14, angle: 12 };
  return d === 2 ? { centre: 20, radius: 20, angle: 20 } : { centre: 12, radius: 9, angle: 7 };
}

/**
 * The natural size of dI/dt of a pair far from equilibrium, for unit densities:
 *
 *     c s alpha(s^(1/2)) d^2 (1/(s_i m_i^2) + 1/(s_j m_j^2)) (1/(s_i m_i) + 1/(s_j m_j)),    s = s_i + s_j,
 *
 * with the variances s_i of the velocities.
 */
export function typicalRate(pair: CollisionPair, f_i: Sized, f_j: Sized): number {
  const { masses, strength } = pair;
  const variances = [f_i.bulk.variance, f_j.bulk.variance];
  const s = variances[0] + variances[1];
  const sum = (power: number) => variances.reduce((all, variance, k) => all + 1 / (variance * masses[k] ** power), 0);
  return strength * s * alphaAt(pair, Math.sqrt(s)) * f_i.dimension ** 2 * sum(2) * sum(1);
}

interface Sized {
  readonly dimension: Dimension;
  readonly bulk: Pick<Bulk, 'variance'>;
}

/** At gamma = -d the average over sigma removes the leading order of the sum, as v <-> v* does for like species. */
export function isTogether({ exponent }: CollisionPair, like: boolean, d: Dimension): boolean {
  return !like && exponent === -d;
}

/** The power of r with which the terms of Proposition 3.1, or their sum if only that exists, begin at r = 0. */
export function splitPower({ kernel }: CollisionPair, like: boolean, together: boolean): number {
  if (like) return 2;
  // With a kernel r alpha'/alpha = -d + O(r), and the sum has a term of first order.
  if (together) return kernel === undefined ? 2 : 1;
  return 0;
}

function splitOf(
  { parts, contact, total }: { readonly parts: ArrayLike<number>; readonly contact: number; readonly total: number },
  together: boolean,
): Omit<Dissipation, 'lemma' | 'error'> {
  const alone = (part: keyof typeof splitParts) => (together ? Number.NaN : parts[splitParts[part]]);
  return {
    parallel: parts[splitParts.parallel],
    radial: alone('radial'),
    spherical: alone('spherical'),
    remainder: alone('remainder'),
    contact,
    total,
  };
}

function estimate(
  pair: CollisionPair,
  f_i: Density,
  f_j: Density,
  options: QuadratureOptions,
  integrand: PairIntegrand,
): Estimate {
  checkPair(pair, f_i, f_j);
  const like = isLike(pair, f_i, f_j);
  const { fine, coarse } = atTwoResolutions(pair, f_i, f_j, options, integrand.powers.unlike[0], (rule) => {
    const [value] = integratePairs(rule, f_i, f_j, integrand, like);
    return value;
  });
  return { value: fine, error: Math.abs(fine - coarse) };
}

function atTwoResolutions<Result>(
  pair: CollisionPair,
  f_i: Density,
  f_j: Density,
  options: QuadratureOptions,
  power: number,
  evaluate: (rule: PairRule) => Result,
): { fine: Result; coarse: Result } {
  const d = f_i.dimension;
  const all = options.resolution ?? defaultResolution(d, f_i.bulk, f_j.bulk);
  const rule = (resolution: PairResolution) => pairRule(d, pair, power, f_i.bulk, f_j.bulk, resolution);
  return { fine: evaluate(rule(all)), coarse: evaluate(rule(coarser(all))) };
}

/** Three quarters of the nodes. */
export function coarser({ centre, radius, angle }: PairResolution): PairResolution {
  const some = (count: number) => Math.ceil((3 / 4) * count);
  return { centre: some(centre), radius: some(radius), angle: some(angle) };
}

/**
 * The remainder of integration by parts at v = v* for unlike species at gamma = -d, with ct as in splitIntegrand:
 *
 *     contact = -ct ((d-1)/d) |S^{d-1}| int f_i f_j |q|^2 dv,    q = (m_j grad psi_i - m_i grad psi_j)/(m_i+m_j)
 *
 * It is the limit gamma -> -d+ of the volume terms of a shrinking ball around r = 0: averaged over sigma they start with
 * -ct ((d-1)/d) (gamma+d) r^gamma |q|^2. For like species q = 0, and for gamma > -d there is no such term.
 */
export function contactTerm(pair: CollisionPair, f_i: Density, f_j: Density, centres: VectorRule): number {
  const d = f_i.dimension;
  const [m_i, m_j] = pair.masses;
  const { i, j } = createPairPoint(f_i);
  let sum = 0;
  for (let y = 0; y < centres.weights.length; y++) {
    const v = centres.nodes.subarray(y * d, (y + 1) * d);
    f_i.evaluate(v, i);
    f_j.evaluate(v, j);
    let square = 0;
    for (let k = 0; k < d; k++) square += ((m_j * i.gradient[k] - m_i * j.gradient[k]) / (m_i + m_j)) ** 2;
    sum += centres.weights[y] * Math.exp(i.value + j.value) * square;
  }
  return -reducedStrength(pair) * (pair.kernel?.atZero.strength ?? 1) * ((d - 1) / d) * sphereArea(d) * sum;
}
