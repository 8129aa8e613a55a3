import { median } from 'simple-statistics';
import { InputError } from '../core/errors.ts';
import { createVectorField } from '../core/vector-field.ts';
import type { Ensemble } from '../ensemble/ensemble.ts';
import { particleMoments } from '../physics/moments.ts';
import { evenlyChosen, neighbourTree } from './neighbours.ts';

/** How wide a mollifier N random particles of one species ask for: kappa = m eps. */
export interface BandwidthRule {
  readonly name: string;
  readonly reference: string;
  /** kappa from `count` particles of a Maxwellian: what the rule is tuned for, or close to it. */
  maxwellian(d: number, temperature: number, count: number): number;
  /** kappa from the particles. Throws InputError when the rule has no use of them. */
  particles(mass: number, ensemble: Ensemble): number;
}

/**
 * kappa = T (4 / ((d+2) N))^{2/(d+4)} minimises the mean integrated square error of a Maxwellian's mollified density;
 * N = (sum w)^2 / sum w^2.
 */
const silverman: BandwidthRule = {
  name: 'silverman',
  reference: 'B. W. Silverman, Density Estimation for Statistics and Data Analysis (1986), eq. 4.14',
  maxwellian: (d, temperature, count) => temperature * (4 / ((d + 2) * count)) ** (2 / (d + 4)),
  particles: (mass, ensemble) => fromTemperature(silverman, mass, ensemble),
};

/** kappa = T N^{-2/(d+4)}: Silverman's in d = 2, 7 % more in d = 3. */
const scott: BandwidthRule = {
  name: 'scott',
  reference: 'D. W. Scott, Multivariate Density Estimation (1992), eq. 6.42',
  maxwellian: (d, temperature, count) => temperature * count ** (-2 / (d + 4)),
  particles: (mass, ensemble) => fromTemperature(scott, mass, ensemble),
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
    const squares = evenlyChosen(kept.length, thinned.places).map((p) => tree.nearest(p, nearest)[nearest - 1].r2);
    return (mass / d) * median(squares);
  },
};

/** Every rule by its name in a scenario. */
export const bandwidthRules = { silverman, scott, 'nearest-neighbours': nearestNeighbours } as const;

/** Whether weights are equal to round-off. */
export function equalWeights(weights: Float64Array): boolean {
  const [first] = weights;
  return weights.every((w) => Math.abs(w - first) <= 1e-12 * first);
}

function fromTemperature(rule: BandwidthRule, mass: number, { weights, velocities }: Ensemble): number {
  const { temperature, density } = particleMoments(mass, weights, velocities);
  const count = density ** 2 / weights.reduce((sum, w) => sum + w * w, 0);
  return rule.maxwellian(velocities.d, temperature, count);
}

/**
 * The smoothing temperature kappa of a mixture: every species is mollified with variance eps_i = kappa / m_i, because the
 * mollified equilibrium of species i has temperature T_i + m_i eps_i and different species reach one temperature only if
 * m_i eps_i is the same for all (Carrillo, Hu & Van Fleet 2023).
 */
export type SmoothingRule = { readonly temperature: number } | { readonly factor: number; readonly power: number };

/**
 * kappa as given, or from the lattice spacings as the largest m_i factor h_i^power, so that every species is smoothed at
 * least as much as the rule asks. The usual rule is eps = 0.64 h^1.98 (Carrillo, Hu, Wang & Wu 2020): the mollifier's
 * standard deviation is 0.8 h, and eps -> 0 a little slower than h^2.
 */
export function smoothingTemperature(
  rule: SmoothingRule,
  masses: readonly number[],
  spacings: readonly number[],
): number {
  if ('temperature' in rule) return rule.temperature;
  return Math.max(...masses.map((mass, i) => mass * rule.factor * spacings[i] ** rule.power));
}
