import { conservation } from '../../../src/analysis/conservation.ts';
import { moments } from '../../../src/analysis/moments.ts';
import { parseScenario } from '../../../src/scenario/parse-scenario.ts';
import { assemble, prepareEvolution, type Simulation } from '../../../src/simulation/assemble.ts';
import { type Measurable, measure, withColumns } from '../simulation.ts';

export type Row = Readonly<Record<string, number>>;

/** A scenario with what acts from outside, assembled; the keys replace those of one species of mass, density and temperature 1. */
export function drive(keys: Readonly<Record<string, unknown>>): Simulation {
  return assemble(scenarioOf(keys));
}

/** The same with the columns of moments and budgets alone, which cost next to nothing. */
export function evolve(keys: Readonly<Record<string, unknown>>): Measurable {
  return withColumns(prepareEvolution(scenarioOf(keys)), [conservation, moments]);
}

function scenarioOf(keys: Readonly<Record<string, unknown>>) {
  const scenario = {
    title: 'driven',
    dimension: 3,
    species: [one('a')],
    collisions: { exponent: -3, strength: 0 },
    method: { name: 'legendre' },
    time: { step: 0.1, until: 1000 },
    output: { every: 1 },
    ...keys,
  };
  return parseScenario(JSON.stringify(scenario), 'driven.yaml');
}

/** A species of density 1 that starts as a Maxwellian. */
export function one(name: string, keys: Readonly<Record<string, unknown>> = {}, temperature = 1) {
  return { name, mass: 1, density: 1, initial: { maxwellian: { temperature } }, ...keys };
}

/** The columns at time t. */
export function at(simulation: Measurable, t: number): Row {
  simulation.evolution.advance(t);
  return measure(simulation);
}
