import { InputError } from '../core/errors.ts';
import { trace } from '../core/sum.ts';
import { createDistribution, type Initial } from '../ensemble/distributions.ts';
import { elementaryCharge } from '../physics/constants.ts';
import {
  type CoulombLogarithm,
  coulombLogarithm,
  logarithmRule,
  type PlasmaSpecies,
  type PlasmaUnits,
  plasmaStrength,
} from '../physics/coulomb-collisions.ts';
import type { SpeciesState } from '../physics/equilibrium.ts';
import { type Following, leastLogarithm } from '../physics/following.ts';
import { createForcings } from '../physics/forcing.ts';
import { createKernel } from '../physics/kernel-shapes.ts';
import { type Background, createMixture, type Mixture } from '../physics/mixture.ts';
import { siValue } from '../physics/quantity.ts';
import { type Units, velocityUnit } from '../physics/units.ts';
import { collisionMatrices, type Scenario } from '../scenario/scenario.ts';
import { scenarioUnits } from '../scenario/units.ts';
import { readTables } from './initial-tables.ts';

/**
 * Returns the mixture of a scenario, with strengths from plasma data converted to its units. `file` is the scenario file; paths of
 * tables, on which a Coulomb logarithm may depend, are relative to it.
 */
export function scenarioMixture(scenario: Scenario, file = 'scenario.yaml'): Mixture {
  const { kernels, strengths } = collisionMatrices(scenario);
  const { strength: usual } = scenario.collisions;
  const common = typeof usual === 'object' ? usual.coulomb : undefined;
  const charges = [...scenario.species, ...scenario.baths].map(({ charge }) => charge);
  const units = scenarioUnits(scenario);
  const logarithm = pairLogarithms(scenario, file);
  const numbers = strengths.map((row, i) =>
    row.map((strength, j) => {
      if (typeof strength === 'number') return strength;
      const { value: lnLambda } = logarithm(i, j)!;
      if (scenario.units !== undefined) return plasmaStrength(lnLambda, plasmaUnits(units!), charges[i], charges[j]);
      // A pair with its own logarithm uses the common units.
      const own = strength.coulomb.units ?? common?.units;
      if (own !== undefined) return plasmaStrength(lnLambda, own, charges[i], charges[j]);
      // In plasma units, time is measured in collision times, which contain the common lnLambda.
      const usualLogarithm = typeof common?.lnLambda === 'number' ? common.lnLambda : lnLambda;
      return (charges[i] * charges[j]) ** 2 * (lnLambda / usualLogarithm);
    }),
  );
  const species = scenario.species.map(({ name, mass, charge }) => ({ name, mass, charge }));
  const zero = new Array<number>(scenario.dimension).fill(0);
  const points = scenario.collisions.background.map(({ species: name, strength, exponent, velocity }): Background => {
    return { species: species.findIndex((each) => each.name === name), strength, exponent, velocity: velocity ?? zero };
  });
  const bathed = scenario.baths.flatMap(({ name, mass, temperature, density, velocity }, k) =>
    species.map((_, i): Background => {
      const j = species.length + k;
      const strength = numbers[i][j] * density;
      const law = kernels[i][j];
      // The scenario schema refuses a kernel here unless the strength is 0.
      const exponent = typeof law === 'object' ? 0 : law;
      return { species: i, strength, exponent, velocity: velocity ?? zero, bath: { name, mass, temperature } };
    }),
  );
  const forcing = createForcings(scenario.forcing, species, scenario.dimension);
  // One object per kernel of the scenario: pairs that share a kernel are recognised by identity.
  const made = new Map(
    [...new Set(kernels.flat())].map((law) => [law, typeof law === 'object' ? createKernel(law) : law]),
  );
  const laws = kernels.map((row) => row.map((law) => made.get(law)!));
  const following = followedLogarithms(scenario, file, (i, j) => numbers[i][j] > 0);
  return createMixture(scenario.dimension, species, numbers, laws, [...points, ...bathed], forcing, following);
}

/** The followed logarithms, which always use the formulas for the initial state. */
function followedLogarithms(
  scenario: Scenario,
  file: string,
  collide: (i: number, j: number) => boolean,
): Following | undefined {
  const { strengths } = collisionMatrices(scenario);
  const S = scenario.species.length;
  const all = [...scenario.species, ...scenario.baths];
  const followed = all.flatMap((_, j) =>
    all.slice(0, Math.min(S, j + 1)).flatMap((__, i): [number, number][] => {
      const strength = strengths[i][j];
      return typeof strength === 'object' && strength.coulomb.lnLambda === 'followed' && collide(i, j) ? [[i, j]] : [];
    }),
  );
  if (followed.length === 0) return undefined;
  const units = scenarioUnits(scenario)!;
  const start = startingPlasma(scenario, file);
  const rules = followed.map(([i, j]) => logarithmRule(start[i], start[j], start));
  const present = (states: readonly SpeciesState[]) =>
    start.map((own, i): PlasmaSpecies => (i < S ? { ...own, ...inPlasmaUnits(states[i], units) } : own));
  return {
    pairs: followed.map(([i, j], k) => ({
      between: [all[i].name, all[j].name],
      species: i,
      partner: j < S ? j : all[j].name,
      start: rules[k].value(start[i], start[j], start),
      formula: rules[k].formula,
    })),
    logarithms(states) {
      const plasma = present(states);
      return followed.map(([i, j], k) => Math.max(leastLogarithm, rules[k].value(plasma[i], plasma[j], plasma)));
    },
    formulas(states) {
      const plasma = present(states);
      return followed.map(([i, j]) => logarithmRule(plasma[i], plasma[j], plasma).formula);
    },
  };
}

function plasmaUnits({ mass, density, temperature, time }: Units): PlasmaUnits {
  return {
    mass: siValue(mass),
    density: siValue(density),
    temperature: siValue(temperature) / elementaryCharge,
    time: siValue(time),
  };
}

/** The Coulomb logarithm of two species whose strength comes from plasma data. */
export interface PairLogarithm extends CoulombLogarithm {
  readonly between: readonly [string, string];
}

/**
 * The Coulomb logarithms of all pairs whose strength comes from plasma data. Throws InputError if a formula gives a value that is not >
 * 0.
 */
export function coulombLogarithms(scenario: Scenario, file = 'scenario.yaml'): readonly PairLogarithm[] {
  const names = [...scenario.species, ...scenario.baths].map(({ name }) => name);
  const logarithm = pairLogarithms(scenario, file);
  return names.flatMap((a, i) =>
    names.slice(i).flatMap((b, k): PairLogarithm[] => {
      // Baths do not collide with each other.
      const known = i < scenario.species.length ? logarithm(i, i + k) : undefined;
      return known === undefined ? [] : [{ between: [a, b], ...known }];
    }),
  );
}

function pairLogarithms(scenario: Scenario, file: string): (i: number, j: number) => CoulombLogarithm | undefined {
  const { strengths } = collisionMatrices(scenario);
  let plasma: readonly PlasmaSpecies[] | undefined;
  return (i, j) => {
    const strength = strengths[i][j];
    if (typeof strength === 'number') return undefined;
    const { lnLambda } = strength.coulomb;
    if (typeof lnLambda === 'number') return { value: lnLambda, formula: 'as given' };
    plasma ??= startingPlasma(scenario, file);
    const found = coulombLogarithm(plasma[i], plasma[j], plasma);
    const least = lnLambda === 'followed' ? leastLogarithm : 0;
    if (found.value > least)
      return lnLambda === 'followed' ? { ...found, formula: `${found.formula}, followed during the run` } : found;
    throw new InputError(
      `collisions: expected a Coulomb logarithm > ${least} for ${plasma[i].name} and ${plasma[j].name}, got ` +
        `${Number(found.value.toPrecision(4))} by ${found.formula}; the plasma is too dense or too cold for small-angle collisions; give a number instead`,
    );
  };
}

/** The species at the start and the baths in SI units. Expects a scenario with units. */
export function startingPlasma(scenario: Scenario, file: string): readonly PlasmaSpecies[] {
  const units = scenarioUnits(scenario)!;
  const { dimension } = scenario;
  const zero = new Array<number>(dimension).fill(0);
  const states = [
    ...scenario.species.map(({ initial, ...one }) => ({
      ...one,
      ...startingMoments(initial, { dimension, mass: one.mass, density: one.density }, () =>
        readTables(initial as Tabulated, { scenario, species: one.name, file }),
      ),
    })),
    ...scenario.baths.map((one) => ({ ...one, velocity: one.velocity ?? zero })),
  ];
  return states.map(({ name, mass, charge, ...state }) => ({
    ...{ name, charge, mass: mass * siValue(units.mass) },
    ...inPlasmaUnits(state, units),
  }));
}

function inPlasmaUnits({ density, temperature, velocity }: SpeciesState, units: Units) {
  const speed = velocityUnit(units);
  return {
    density: density * siValue(units.density),
    temperature: (temperature * siValue(units.temperature)) / elementaryCharge,
    velocity: Array.from(velocity, (component) => component * speed),
  };
}

type Tabulated = Parameters<typeof readTables>[0];

function startingMoments(
  initial: Scenario['species'][number]['initial'],
  species: Parameters<typeof createDistribution>[1],
  read: () => Initial,
): { readonly temperature: number; readonly velocity: readonly number[] } {
  const rest = new Array<number>(species.dimension).fill(0);
  if ('bkw' in initial) return { temperature: initial.bkw.temperature, velocity: rest };
  if ('perturbed' in initial) return { temperature: initial.perturbed.temperature, velocity: rest };
  const { covariance, velocity } = createDistribution(read(), species);
  return { temperature: (species.mass * trace(covariance, species.dimension)) / species.dimension, velocity };
}
