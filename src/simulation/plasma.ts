import { InputError } from '../core/errors.ts';
import { elementaryCharge, reducedPlanck, speedOfLight } from '../physics/constants.ts';
import { type PlasmaSpecies, smallestLogarithm } from '../physics/coulomb-collisions.ts';
import type { SpeciesState } from '../physics/equilibrium.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { scenarioUnits } from '../scenario/units.ts';
import { hasPlasmaRates, type PlasmaRates, plasmaRates } from '../theory/plasma-rates.ts';
import { coulombLogarithms, startingPlasma } from './scenario-mixture.ts';

/** A speed above this fraction of the speed of light gives a warning: relativistic corrections are of order (v/c)^2, here 1 %. */
const relativistic = 0.1;

/** A first quantum correction to the pressure above this fraction of it gives a warning. */
const degenerate = 0.01;

/**
 * Warns if a scenario with units is outside the validity of its equation: classical, not relativistic, weakly coupled. Throws InputError
 * for speeds above the speed of light.
 */
export function plasmaWarnings(scenario: Scenario, file = 'scenario.yaml'): readonly string[] {
  if (scenarioUnits(scenario) === undefined) return [];
  const plasma = startingPlasma(scenario, file);
  return [
    ...plasma.flatMap((species) => [...relativisticWarnings(species), ...degenerateWarnings(species)]),
    ...coulombLogarithms(scenario, file)
      .filter(({ value }) => value < smallestLogarithm)
      .map(
        ({ between, value }) =>
          `the Coulomb logarithm of ${between.join(' and ')} is ${short(value)}, below ${smallestLogarithm}: ` +
          'large-angle collisions, which the equation neglects, matter as much as small-angle ones',
      ),
  ];
}

function relativisticWarnings({ name, mass, temperature, velocity }: PlasmaSpecies): string[] {
  const thermal = Math.sqrt((temperature * elementaryCharge) / mass) / speedOfLight;
  const drift = Math.hypot(...velocity) / speedOfLight;
  const warn = (what: string, part: number) => {
    if (part >= 1)
      throw new InputError(
        `${name}: expected a ${what} below the speed of light, got ${short(part)} c; check its unit`,
      );
    return part > relativistic
      ? [
          `${name}: the ${what} is ${short(part)} c, but the equation is not relativistic: ` +
            `expect errors of order (v/c)^2, ${short(100 * part ** 2)} %`,
        ]
      : [];
  };
  return [...warn('thermal speed sqrt(T/m)', thermal), ...warn('drift', drift)];
}

/**
 * Uses an ideal Fermi gas of spin 1/2: p = n T [1 + n lambda^3 / 2^(7/2) + ...], lambda = hbar (2 pi / m T)^(1/2).
 * Source: L. Landau & E. Lifshitz, Statistical Physics, section 56.
 */
function degenerateWarnings({ name, mass, density, temperature }: PlasmaSpecies): string[] {
  const lambda = reducedPlanck * Math.sqrt((2 * Math.PI) / (mass * temperature * elementaryCharge));
  const correction = (density * lambda ** 3) / 2 ** 3.5;
  if (!(correction > degenerate)) return [];
  return [
    `${name}: the species is degenerate, but the equation is classical: n lambda^3 = ${short(density * lambda ** 3)}, ` +
      `the first correction to the pressure of an ideal Fermi gas is ${short(100 * correction)} %`,
  ];
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** The rates of one ordered pair of species, per unit of time of the scenario. */
export interface PairRates extends PlasmaRates {
  /** The species that relaxes, and the species that it relaxes in. */
  readonly between: readonly [string, string];
}

/** Rates of every ordered pair of species with Coulomb collisions in d = 3. */
export function pairRates(mixture: Mixture, states: readonly SpeciesState[]): readonly PairRates[] {
  const { species } = mixture;
  return species.flatMap((a, i) =>
    species.flatMap((b, j): PairRates[] =>
      hasPlasmaRates(mixture, i, j) ? [{ between: [a.name, b.name], ...plasmaRates(mixture, states, i, j) }] : [],
    ),
  );
}
