import { collidingOrderedPairs, type DissipationEstimates, partnersRate } from '../../analysis/fisher-budget-pairs.ts';
import { InputError } from '../../core/errors.ts';
import type { Estimate } from '../../core/statistics.ts';
import type { Density } from '../../physics/density.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { InitialScenario, Scenario } from '../../scenario/scenario.ts';
import { type StartingState, startingState } from '../../simulation/initial-state.ts';
import {
  coarser,
  defaultResolution,
  dissipationAt,
  lemmaByQuadrature,
  typicalRate,
} from '../../theory/dissipation/by-quadrature.ts';
import { type CollisionPair, collisionPair, isLike } from '../../theory/dissipation/collision-pair.ts';
import { identitiesByQuadrature, type PairIdentities } from '../../theory/dissipation/identities.ts';
import type { Accuracy, Budget } from './dissipation-budget.ts';
import { dissipationOfExpansion } from './dissipation-expansion.ts';
import { dissipationOverTables } from './dissipation-tables.ts';

/**
 * dI/dt of the distributions of a scenario, by quadrature at its start, or at any time if its exact solution is known. Uses the Legendre
 * expansion for distributions without log f in closed form, and for later times if the method is legendre. Throws InputError for other
 * times.
 */
export function dissipationOfScenario(
  file: string,
  scenario: Scenario,
  mixture: Mixture,
  time: number | undefined,
): Budget {
  return dissipationOverTables(file, scenario, mixture, (smooth, accuracy) =>
    dissipationOf(file, smooth, mixture, time, accuracy),
  );
}

function dissipationOf(
  file: string,
  scenario: Scenario,
  mixture: Mixture,
  time: number | undefined,
  accuracy: Accuracy,
): Budget {
  const t = time ?? scenario.time.start;
  const state = startingState(scenario, mixture, file);
  const closed = state.distributions.every(({ smooth }) => smooth !== undefined);
  if (state.exact === undefined && (!closed || (t !== scenario.time.start && scenario.method.name === 'legendre')))
    return dissipationOfExpansion(file, scenario, time, accuracy);
  const f = densitiesAt(file, scenario, state, t);
  const pairs = collidingOrderedPairs(mixture);
  // The ordered pairs (i, j) and (j, i) have the same dissipation, part by part.
  const known = new Map<string, DissipationEstimates>();
  const parts = pairs.map(([i, j]) => {
    const key = `${Math.min(i, j)} ${Math.max(i, j)}`;
    const found = known.get(key) ?? quadrature(mixture, scenario.species, f, i, j, accuracy);
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
 * The identities behind dH/dt and dI/dt for every pair of species that collides, each pair once, for the distributions of a scenario.
 * Throws InputError for distributions without log f in closed form, and for times at which the distributions are not known.
 */
export function identitiesOfScenario(
  file: string,
  scenario: Scenario,
  mixture: Mixture,
  time: number | undefined,
): { readonly t: number; readonly pairs: readonly IdentitiesOfPair[] } {
  const state = startingState(scenario, mixture, file);
  const unknown = scenario.species.find((_, i) => state.distributions[i].smooth === undefined);
  if (state.exact === undefined && unknown !== undefined)
    throw new InputError(
      `${file}: --identities: expected Maxwellians, anisotropic ones, BKW states or mixtures of them, got ${initialKind(unknown.initial)} for ${unknown.name}; leave --identities out, or try random data with landau explore fields`,
    );
  if (mixture.background.length > 0)
    throw new InputError(
      `${file}: --identities: expected no immobile partners, got ${mixture.background.length}; take a scenario without them`,
    );
  const t = time ?? scenario.time.start;
  const f = densitiesAt(file, scenario, state, t);
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
  f: readonly Density[],
  i: number,
  j: number,
  accuracy: Accuracy,
): DissipationEstimates {
  const pair = collisionPair(mixture, i, j);
  const d = mixture.dimension;
  const rounding = species[i].density * species[j].density * roundOff(pair, f[i], f[j]);
  const bounded = ({ value, error }: Estimate): Estimate => ({ value, error: error + rounding });
  if (!isLike(pair, f[i], f[j]) && pair.exponent < -d) {
    const none = { parallel: undefined, radial: undefined, spherical: undefined, remainder: undefined };
    return { lemma: bounded(lemmaByQuadrature(pair, f[i], f[j])), ...none, contact: undefined, total: undefined };
  }
  const resolution = defaultResolution(d, f[i].bulk, f[j].bulk);
  const coarse = dissipationAt(pair, f[i], f[j], coarser(resolution));
  const fine = accuracy === 'stated' ? dissipationAt(pair, f[i], f[j], resolution) : coarse;
  const part = (name: keyof DissipationEstimates) =>
    Number.isNaN(fine[name]) ? undefined : bounded({ value: fine[name], error: Math.abs(fine[name] - coarse[name]) });
  // Two resolutions may agree by chance; two forms of the same number at one resolution agree by chance less often.
  const whole = (name: 'lemma' | 'total') => {
    const { value, error } = part(name)!;
    return { value, error: Math.max(error, Math.abs(fine.lemma - fine.total)) };
  };
  return {
    lemma: whole('lemma'),
    parallel: part('parallel'),
    radial: part('radial'),
    spherical: part('spherical'),
    remainder: part('remainder'),
    contact: part('contact'),
    total: whole('total'),
  };
}

/** Round-off of the sums behind a part, in units in the last place of its natural size. A tenth of a unit was seen for Maxwellians. */
const roundedUnits = 16;

/** A bound of the round-off of a part, for unit densities. */
function roundOff(pair: CollisionPair, f_i: Density, f_j: Density): number {
  return roundedUnits * Number.EPSILON * typicalRate(pair, f_i, f_j);
}

/** f_i at time t with the derivatives of log f_i. */
function densitiesAt(
  file: string,
  scenario: Scenario,
  { distributions, exact }: StartingState,
  t: number,
): readonly Density[] {
  const { start } = scenario.time;
  if (exact === undefined && t !== start)
    throw new InputError(
      `${file}: --time: expected the start ${start} of a scenario without an exact solution, got ${t}; run it and name its directory`,
    );
  if (!(t >= start)) throw new InputError(`${file}: --time: expected a time >= the start ${start}, got ${t}`);
  return scenario.species.map(({ name }, i) => {
    const { smooth } = exact?.at(i, t) ?? distributions[i];
    if (smooth === undefined)
      throw new InputError(
        `${file}: species ${name}: expected f > 0, got one that touches zero at t = ${t}, where log f has no derivatives; take a later --time`,
      );
    return smooth;
  });
}

function initialKind(initial: InitialScenario): string {
  return Object.keys(initial)
    .filter((key) => key !== 'weight')
    .join(', ');
}
