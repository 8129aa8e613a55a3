import { median } from 'simple-statistics';
import { InputError } from '../core/errors.ts';
import type { Particles } from '../core/particles.ts';
import { createVectorField } from '../core/vector-field.ts';
import { particleMoments } from '../physics/moments.ts';
import type { ReconstructionName } from './density.ts';
import { evenlyChosen, neighbourTree } from './neighbours.ts';

/** How wide a mollifier N random particles of one species ask for: kappa = m eps. */
export interface BandwidthRule {
  readonly name: string;
  /** What it goes by, as a phrase for the help text. */
  readonly summary: string;
  readonly reference: string;
  /** kappa from `count` particles of a Maxwellian: what the rule is tuned for, or close to it. */
  maxwellian(d: number, temperature: number, count: number): number;
  /** kappa from the particles. Throws InputError when the rule has no use of them. */
  particles(mass: number, particles: Particles): number;
}

/**
 * kappa = T (4 / ((d+2) N))^{2/(d+4)} minimises the mean integrated square error of a Maxwellian's mollified density;
 * N = (sum w)^2 / sum w^2.
 */
const silverman: BandwidthRule = {
  name: 'silverman',
  summary: 'from the temperature and the number of particles, optimal for Maxwellians',
  reference: 'B. W. Silverman, Density Estimation for Statistics and Data Analysis (1986), eq. 4.14',
  maxwellian: (d, temperature, count) => temperature * (4 / ((d + 2) * count)) ** (2 / (d + 4)),
  particles: (mass, particles) => fromTemperature(silverman, mass, particles),
};

/** kappa = T N^{-2/(d+4)}: Silverman's in d = 2, 7 % more in d = 3. */
const scott: BandwidthRule = {
  name: 'scott',
  summary: 'likewise',
  reference: 'D. W. Scott, Multivariate Density Estimation (1992), eq. 6.42',
  maxwellian: (d, temperature, count) => temperature * count ** (-2 / (d + 4)),
  particles: (mass, particles) => fromTemperature(scott, mass, particles),
};

/** Particles that are kept for the search, and places where it is made: their median scatters by 8 %. */
const thinned = { particles: 4096, places: 256 };

/**
 * kappa = (m/d) median of r_k^2, r_k the distance to the k-th nearest particle, k = N^{4/(d+4)}/2: as narrow as the core of f,
 * where the rules above take the temperature for the width of whatever f is, two far beams included. The ball holds the
 * particles that a mollifier of that variance reaches with its mean square, and k makes it agree with Silverman's rule for a
 * Maxwellian in d = 2 (20 % more in d = 3). Of more than 4096 particles as many are kept and k is thinned like them.
 */
const nearestNeighbours: BandwidthRule = {
  name: 'nearest-neighbours',
  summary: 'from the median distance to the k-th neighbour, narrower for an f with a narrow core',
  reference:
    'D. O. Loftsgaarden, C. P. Quesenberry, A nonparametric estimate of a multivariate density function, Ann. Math. Statist. 36 (1965) 1049',
  maxwellian: silverman.maxwellian,
  particles(mass, { weights, velocities }) {
    if (!equalWeights(weights))
      throw new InputError(
        'method.smoothing.rule: expected particles of equal weight with nearest-neighbours, got unequal weights; take silverman or a random sampling',
      );
    const { d, n } = velocities;
    const kept = evenlyChosen(n, thinned.particles);
    const data = Float64Array.from({ length: d * kept.length }, (_, c) => {
      const k = Math.floor(c / kept.length);
      return velocities.data[k * n + kept[c % kept.length]];
    });
    const tree = neighbourTree(createVectorField(d, kept.length, data));
    const k = (n ** (4 / (d + 4)) / 2) * (kept.length / n);
    const nearest = Math.min(kept.length - 1, Math.max(1, Math.round(k)));
    const squares = evenlyChosen(kept.length, thinned.places).map((p) => tree.nearest(p, nearest).squares[nearest - 1]);
    return (mass / d) * median(squares);
  },
};

/** Every rule by its name in a scenario. A new one is an object here. */
export const bandwidthRules = { silverman, scott, 'nearest-neighbours': nearestNeighbours } as const satisfies Readonly<
  Record<string, BandwidthRule>
>;

/** Whether weights are equal to round-off. */
export function equalWeights(weights: Float64Array): boolean {
  const [first] = weights;
  return weights.every((w) => Math.abs(w - first) <= 1e-12 * first);
}

function fromTemperature(rule: BandwidthRule, mass: number, { weights, velocities }: Particles): number {
  const { temperature, density } = particleMoments(mass, weights, velocities);
  const count = density ** 2 / weights.reduce((sum, w) => sum + w * w, 0);
  return rule.maxwellian(velocities.d, temperature, count);
}

/**
 * How wide the mollifiers are: one smoothing temperature kappa for all species, eps_i = kappa/m_i, or a rule for the spacing h_i of every
 * species' lattice.
 */
export type SmoothingRule =
  | { readonly temperature: number }
  | { readonly factor?: number | undefined; readonly power: number };

/** What the mollifier of one species depends on. */
export interface SmoothedSpecies {
  readonly name: string;
  readonly mass: number;
  readonly count: number;
  /** Lattice spacing h. */
  readonly spacing: number;
  /** Variances of its velocities: the mean over all directions, and that of the narrowest one. */
  readonly variance: number;
  readonly narrowest: number;
}

/** The usual factor of h^power: a standard deviation of 0.8 h (Carrillo, Hu, Wang & Wu 2020, whose eps is 0.64 h^1.98). */
export const usualFactor = 0.64;

/** Largest usual variance of a mollifier, as a part of the particles' variance in their narrowest direction; A is nearly singular above it. */
const widestPart = 0.8;

/** Below this eps/h^2 mollifiers on a lattice do not overlap: f~ ripples by 2 exp(-2 pi^2 0.1), a quarter. */
const narrowestMollifier = 0.1;

/**
 * The variance eps_i of every species' mollifier, the narrowest of several levels whose widest is `widest` times as wide.
 *
 * Mollified densities are hotter by m_i eps_i, and different species reach one temperature only if this is the same for all (Carrillo, Hu &
 * Van Fleet 2024). So eps_i = kappa/m_i, with the largest kappa that any lattice requires. Moment-preserving densities have no such
 * condition: each species has the variance of its own lattice, eps_i = factor sigma_i^2 (h_i/sigma_i)^power with the thermal speed sigma_i,
 * limited by its narrowest direction if no factor is given. Throws InputError, with the species and the number to change, if a mollifier is
 * wider than its particles or no two mollifiers overlap.
 */
export function mollifierVariances(
  rule: SmoothingRule,
  reconstruction: ReconstructionName,
  species: readonly SmoothedSpecies[],
  widest: number,
  usual: number,
): number[] {
  if (reconstruction === 'mollified') {
    const kappa = smoothingTemperature(
      rule,
      species.map(({ mass }) => mass),
      species.map(({ spacing }) => spacing),
    );
    return species.map(({ mass }) => kappa / mass);
  }
  return species.map((one) => {
    const asked = askedVariance(rule, one, usual);
    if ('temperature' in rule) return fitting(one, asked, widest, 'temperature');
    if (rule.factor !== undefined) return fitting(one, asked, widest, 'factor');
    const limit = (widestPart * one.narrowest) / widest;
    if (!(limit > narrowestMollifier * one.spacing ** 2)) throw new InputError(tooFew(one, limit));
    return Math.min(asked, limit);
  });
}

/** Whether every species bears moment-preserving mollifiers as wide as the rule asks for, or nearly. */
export function bearsMollifiers(
  rule: SmoothingRule,
  species: readonly SmoothedSpecies[],
  widest: number,
  usual: number,
): boolean {
  return species.every((one) => 0.95 * widest * askedVariance(rule, one, usual) <= widestPart * one.narrowest);
}

function askedVariance(rule: SmoothingRule, { mass, spacing, variance }: SmoothedSpecies, usual: number): number {
  if ('temperature' in rule) return rule.temperature / mass;
  return (rule.factor ?? usual) * variance * (spacing / Math.sqrt(variance)) ** rule.power;
}

/**
 * kappa as given, or from the lattice spacings as the largest m_i factor h_i^power, so that every species is smoothed at
 * least as much as the rule asks.
 */
export function smoothingTemperature(
  rule: SmoothingRule,
  masses: readonly number[],
  spacings: readonly number[],
): number {
  if ('temperature' in rule) return rule.temperature;
  const { factor = usualFactor, power } = rule;
  return Math.max(...masses.map((mass, i) => mass * factor * spacings[i] ** power));
}

/** The variance as given, if its widest level is narrower than the particles in every direction. */
function fitting({ name, narrowest }: SmoothedSpecies, variance: number, widest: number, key: string): number {
  if (variance * widest < narrowest) return variance;
  const part = Number(((variance * widest) / narrowest).toPrecision(3));
  throw new InputError(
    `method.smoothing.${key}: expected mollifiers narrower than every species, got one with ${part} times the variance of species ${name} in its narrowest direction; ` +
      `take less than 1/${part} of it, fewer levels, more particles of ${name}, or reconstruction: mollified`,
  );
}

function tooFew({ name, count, spacing }: SmoothedSpecies, limit: number): string {
  const overlap = Number((limit / spacing ** 2).toPrecision(2));
  return (
    `species ${name}: expected particles close enough for mollifiers narrower than the species to overlap, got ${count} particles, for which these have ` +
    `${overlap} of the squared spacing (at least ${narrowestMollifier}); raise its particles.count, fit its box to f, or take method.reconstruction: mollified`
  );
}
