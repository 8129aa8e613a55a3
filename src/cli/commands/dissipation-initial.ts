import { collidingOrderedPairs, type DissipationEstimates, partnersRate } from '../../analysis/fisher-budget-pairs.ts';
import { InputError } from '../../core/errors.ts';
import type { Estimate } from '../../core/statistics.ts';
import { createMaxwellian } from '../../physics/maxwellian.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { InitialScenario, Scenario } from '../../scenario/scenario.ts';
import { startingState } from '../../simulation/initial-state.ts';
import {
  defaultResolution,
  dissipationByQuadrature,
  lemmaByQuadrature,
  typicalRate,
} from '../../theory/dissipation/by-quadrature.ts';
import { type CollisionPair, collisionPair, isLike } from '../../theory/dissipation/collision-pair.ts';
import { bkwDensity, gaussianDensity, maxwellianDensity } from '../../theory/dissipation/densities.ts';
import { identitiesByQuadrature, type PairIdentities } from '../../theory/dissipation/identities.ts';
import type { LogDensity } from '../../theory/dissipation/log-density.ts';
import { superposedDensity } from '../../theory/dissipation/summed-densities.ts';
import type { Budget } from './dissipation-budget.ts';
import { dissipationOfExpansion } from './dissipation-expansion.ts';

/**
 * dI/dt at the distributions of a scenario, by quadrature: at its start, or at any time when its exact solution is known. Of distributions without
 * a logarithm in closed form, and at later times of the Legendre method, by its expansion. Throws InputError for other times.
 */
export function dissipationOfScenario(
  file: string,
  scenario: Scenario,
  mixture: Mixture,
  time: number | undefined,
): Budget {
  const t = time ?? scenario.time.start;
  const { exact } = startingState(scenario, mixture, file);
  const closed = scenario.species.every(({ initial }) => isClosed(initial));
  if (exact === undefined && (!closed || (t !== scenario.time.start && scenario.method.name === 'legendre')))
    return dissipationOfExpansion(file, scenario, time);
  const f = densitiesAt(file, scenario, mixture, t);
  const pairs = collidingOrderedPairs(mixture);
  // The ordered pairs (i, j) and (j, i) have the same dissipation, part by part.
  const known = new Map<string, DissipationEstimates>();
  const parts = pairs.map(([i, j]) => {
    const key = `${Math.min(i, j)} ${Math.max(i, j)}`;
    const found = known.get(key) ?? quadrature(mixture, scenario.species, f, i, j);
    known.set(key, found);
    return found;
  });
  const partners = mixture.background.map((one) =>
    partnersRate(one, mixture.species[one.species].mass, f[one.species]),
  );
  return { mixture, t, draws: null, pairs, parts, partners };
}

/** One ordered pair of species and both sides of its identities. */
export interface IdentitiesOfPair {
  readonly between: readonly [string, string];
  readonly identities: PairIdentities;
}

/**
 * The identities behind dH/dt and dI/dt for every pair of species that collides, each pair once, at the distributions of a scenario. Throws
 * InputError for distributions without a logarithm in closed form, and for times at which they are not known.
 */
export function identitiesOfScenario(
  file: string,
  scenario: Scenario,
  mixture: Mixture,
  time: number | undefined,
): { readonly t: number; readonly pairs: readonly IdentitiesOfPair[] } {
  const { exact } = startingState(scenario, mixture, file);
  const unknown = scenario.species.find(({ initial }) => !isClosed(initial));
  if (exact === undefined && unknown !== undefined)
    throw new InputError(
      `${file}: --identities: expected Maxwellians, anisotropic ones, BKW states or mixtures of them, got ${initialKind(unknown.initial)} for ${unknown.name}; leave --identities out, or try random data by landau explore fields`,
    );
  if (mixture.background.length > 0)
    throw new InputError(
      `${file}: --identities: expected no immobile partners, got ${mixture.background.length}; take a scenario without them`,
    );
  const t = time ?? scenario.time.start;
  const f = densitiesAt(file, scenario, mixture, t);
  const pairs = collidingOrderedPairs(mixture).filter(([i, j]) => i <= j);
  return {
    t,
    pairs: pairs.map(([i, j]) => ({
      between: [scenario.species[i].name, scenario.species[j].name],
      identities: identitiesByQuadrature(collisionPair(mixture, i, j), f[i], f[j]),
    })),
  };
}

function quadrature(
  mixture: Mixture,
  species: Scenario['species'],
  f: readonly LogDensity[],
  i: number,
  j: number,
): DissipationEstimates {
  const pair = collisionPair(mixture, i, j);
  const d = mixture.dimension;
  const rounding = species[i].density * species[j].density * roundOff(pair, f[i], f[j]);
  const bounded = ({ value, error }: Estimate): Estimate => ({ value, error: error + rounding });
  if (!isLike(pair, f[i], f[j]) && pair.exponent < -d) {
    const none = { parallel: undefined, radial: undefined, spherical: undefined, remainder: undefined };
    return { lemma: bounded(lemmaByQuadrature(pair, f[i], f[j])), ...none, contact: undefined, total: undefined };
  }
  const { centre, radius, angle } = defaultResolution(d, f[i].bulk, f[j].bulk);
  const some = (count: number) => Math.ceil((3 / 4) * count);
  const resolution = { centre: some(centre), radius: some(radius), angle: some(angle) };
  const fine = dissipationByQuadrature(pair, f[i], f[j]);
  const coarse = dissipationByQuadrature(pair, f[i], f[j], { resolution });
  const part = (name: keyof DissipationEstimates) =>
    Number.isNaN(fine[name]) ? undefined : bounded({ value: fine[name], error: Math.abs(fine[name] - coarse[name]) });
  return {
    lemma: part('lemma'),
    parallel: part('parallel'),
    radial: part('radial'),
    spherical: part('spherical'),
    remainder: part('remainder'),
    contact: part('contact'),
    total: part('total'),
  };
}

/** Units in the last place that the sums behind a part may be off by, of its natural size: of Maxwellians alone a tenth of one was seen. */
const roundedUnits = 16;

/** What round-off leaves of a part that should vanish, for unit densities. */
function roundOff(pair: CollisionPair, f_i: LogDensity, f_j: LogDensity): number {
  return roundedUnits * Number.EPSILON * typicalRate(pair, f_i, f_j);
}

function densitiesAt(file: string, scenario: Scenario, mixture: Mixture, t: number): LogDensity[] {
  const { start } = scenario.time;
  const { exact } = startingState(scenario, mixture, file);
  const d = mixture.dimension;
  const densities = scenario.species.map(({ density }) => density);
  if (exact === undefined) {
    if (t !== start)
      throw new InputError(
        `${file}: --time: expected the start ${start} of a scenario without an exact solution, got ${t}; run it and name its directory`,
      );
    return scenario.species.map(({ name, mass, initial }, i) =>
      located(`${file}: species ${name}`, () => initialDensity(initial, d, mass, densities[i])),
    );
  }
  if (!(t >= start)) throw new InputError(`${file}: --time: expected a time >= the start ${start}, got ${t}`);
  const sinceZero = scenario.species.some(({ initial }) => 'bkw' in initial) ? t : t - start;
  // Of the BKW family, with amplitude 0 for Maxwellians: T - K decays with 2 (d-1) sum_j c_ij n_j / (m_i m_j).
  return scenario.species.map(({ name, mass, initial }, i) => {
    const { density, velocity, temperature } = exact.at(i, t);
    const excess = 'bkw' in initial ? initial.bkw.temperature * initial.bkw.amplitude : 0;
    const rate = scenario.species.reduce(
      (sum, other, j) => sum + ((d - 1) * mixture.strength(i, j) * densities[j]) / (mass * other.mass),
      0,
    );
    const kernelTemperature = temperature - (excess === 0 ? 0 : excess * Math.exp(-2 * rate * sinceZero));
    return located(`${file}: species ${name}`, () =>
      bkwDensity({ mass, density, velocity, temperature, kernelTemperature }),
    );
  });
}

/** The distributions whose logarithm is known in closed form. */
function isClosed(initial: InitialScenario): boolean {
  if ('mixture' in initial) return initial.mixture.every((part) => 'maxwellian' in part || 'anisotropic' in part);
  return 'maxwellian' in initial || 'anisotropic' in initial || 'bkw' in initial;
}

/** What it returns; its problems are told with their place. */
function located<T>(where: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.problems.map((problem) => `${where}: ${problem}`));
  }
}

function initialDensity(initial: InitialScenario, d: number, mass: number, density: number): LogDensity {
  const zero = new Array<number>(d).fill(0);
  if ('maxwellian' in initial) {
    const { temperature, drift = zero } = initial.maxwellian;
    return maxwellianDensity(createMaxwellian(mass, density, drift, temperature));
  }
  if ('anisotropic' in initial) {
    const { temperatures, drift = zero } = initial.anisotropic;
    const covariance = Array.from({ length: d * d }, (_, c) =>
      c % (d + 1) === 0 ? temperatures[c / (d + 1)] / mass : 0,
    );
    return gaussianDensity(density, drift, covariance);
  }
  if ('bkw' in initial) {
    const { temperature, amplitude } = initial.bkw;
    const kernelTemperature = temperature * (1 - amplitude);
    return bkwDensity({ mass, density, velocity: zero, temperature, kernelTemperature });
  }
  if ('mixture' in initial)
    return superposedDensity(initial.mixture.map((part) => initialDensity(part, d, mass, density * part.weight)));
  throw new InputError(
    `initial: expected maxwellian, anisotropic, bkw or a mixture of them, which have a smooth logarithm, got ${initialKind(initial)}; take --draws, which goes by the particles`,
  );
}

function initialKind(initial: InitialScenario): string {
  return Object.keys(initial)
    .filter((key) => key !== 'weight')
    .join(', ');
}
