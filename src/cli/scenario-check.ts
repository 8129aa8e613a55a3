import { nodeCount } from '../core/lattice.ts';
import type { Method } from '../methods/method.ts';
import { methodNamed } from '../methods/methods.ts';
import type { Equilibrium, InitialRate, UnitsRecord } from '../output/run-record.ts';
import { unitsRecord } from '../output/series.ts';
import { siSize } from '../physics/units.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { assemble, type Simulation } from '../simulation/assemble.ts';
import type { Cost } from '../simulation/estimate.ts';
import { type PairRates, pairRates } from '../simulation/plasma.ts';
import { readReference } from '../simulation/read-reference.ts';
import { recordedEquilibrium } from '../simulation/run-summary.ts';
import type { PairLogarithm } from '../simulation/scenario-mixture.ts';
import { outputStops } from '../simulation/schedule.ts';
import { checkExpectations } from '../simulation/verdicts.ts';
import { type TheoremRow, theoremLedger } from '../theory/theorem.ts';
import { affordableCost } from './affordable.ts';

/**
 * What a valid scenario will do. `landau check --json` prints this object, and its keys are stable:
 *
 *     file, title, dimension
 *     units          the meaning of 1: mass, density, temperature, time, velocity, charge, each { unit, si }; null without units
 *     representation what represents f: particles, nodes, coefficients or moments; `particles` of a species is their number
 *     species        per species: name, mass, charge, density, particles, spacing and nodes of its lattice, variance of its
 *                    mollifier, lostDensity: the density that sampling lost at the edge of the box, before any correction,
 *                    or null without sampling
 *     collisions     per pair of species: between, strength, exponent, bound (of Theorem 1.1), covered
 *     logarithms     per pair with a Coulomb strength: between, value, formula
 *     rates          per ordered pair with Coulomb collisions, d = 3: between, speed, slowingDown, perpendicular, parallel, energy,
 *                    isotropisation or equilibration, measured: the equilibration of the discretisation or null, and its error as in initialRates;
 *                    in s^-1 if the scenario has units, or else per unit of time
 *     covered        whether Theorem 1.1 of Zhu (2025) covers every pair that collides
 *     equilibrium    temperature, velocity, entropy, fisher
 *     smoothingTemperature    temperature of f above that of its particles, m_i times the variance of the mollifier; 0 if moments are preserved
 *     exact          the exact solution, name and reference, or null
 *     initialRates   the rates of the moments at the start: quantity, right, source, measured (of the discretisation),
 *                    error (the standard error of a mean, if collisions are random), ratio, scale
 *     output         rows, columns (their names), snapshots
 *     cost           steps, evaluations, memory in bytes, seconds
 *     warnings       texts on what makes the results doubtful from the start
 */
export interface ScenarioCheck {
  readonly file: string;
  readonly title: string;
  readonly dimension: 2 | 3;
  readonly units: UnitsRecord | null;
  readonly representation: Method['representation'];
  readonly species: readonly SpeciesCheck[];
  readonly collisions: readonly TheoremRow[];
  readonly logarithms: readonly PairLogarithm[];
  readonly rates: readonly CheckedRates[];
  readonly covered: boolean;
  readonly equilibrium: Equilibrium;
  readonly smoothingTemperature: number;
  readonly exact: { readonly name: string; readonly reference: string } | null;
  readonly initialRates: readonly InitialRate[];
  readonly output: { readonly rows: number; readonly columns: readonly string[]; readonly snapshots: number };
  readonly cost: Pick<Cost, 'steps' | 'evaluations' | 'memory' | 'seconds'>;
  readonly warnings: readonly string[];
}

/** Rates of an ordered pair, and the equilibration of the discretisation if it is known. */
export interface CheckedRates extends PairRates {
  readonly measured: number | null;
  readonly error?: number;
}

interface SpeciesCheck {
  readonly name: string;
  readonly mass: number;
  readonly charge: number;
  readonly density: number;
  readonly particles: number;
  readonly spacing: number;
  readonly nodes: number;
  readonly variance: number;
  readonly lostDensity: number | null;
}

/** Does everything that precedes the first step of a run. `file` is the file of the scenario. Throws InputError as a run would. */
export async function checkScenario(file: string, scenario: Scenario): Promise<ScenarioCheck> {
  const cost = affordableCost(file, scenario, 1.5);
  const reference = await readReference(scenario, file);
  const simulation = assemble(scenario, { file, ...(reference && { reference }) });
  const { mixture, evolution, equilibrium, analysis, exact, particles, lostDensity, units } = simulation;
  const initialRates = cost.initialRates ?? simulation.initialRates;
  const stops = outputStops(scenario);
  const rowTimes = stops.filter(({ row }) => row).map(({ t }) => t);
  const columns = ['t', ...analysis.quantities.map(({ name }) => name)];
  checkExpectations(scenario.expect, columns, rowTimes);
  const { rows, covered } = theoremLedger(mixture);
  const states = evolution.snapshot().species;
  return {
    file,
    title: scenario.title,
    dimension: scenario.dimension,
    units: units === undefined ? null : unitsRecord(units),
    representation: methodNamed(scenario.method.name).representation,
    species: scenario.species.map(({ name, mass, charge, density }, i) => {
      const { lattice, mollifier } = states[i];
      const { spacing } = lattice;
      const nodes = nodeCount(lattice);
      return {
        name,
        mass,
        charge,
        density,
        particles: particles[i],
        spacing,
        nodes,
        variance: mollifier?.variance ?? 0,
        lostDensity: lostDensity[i] ?? null,
      };
    }),
    collisions: rows,
    logarithms: simulation.logarithms,
    rates: checkedRates(simulation, initialRates),
    covered,
    equilibrium: recordedEquilibrium(equilibrium),
    smoothingTemperature: Math.max(...states.map(({ smoothing }, i) => smoothing * scenario.species[i].mass)),
    exact: exact === undefined ? null : { name: exact.name, reference: exact.reference },
    initialRates,
    output: { rows: rowTimes.length, columns, snapshots: stops.filter(({ snapshot }) => snapshot).length },
    cost: { steps: cost.steps, evaluations: cost.evaluations, memory: cost.memory, seconds: cost.seconds },
    warnings: simulation.warnings,
  };
}

/**
 * The rates of all pairs with Coulomb collisions, in s^-1 if the scenario has units. The equilibration of the discretisation follows from
 * the exchange of energy, if this is heat only.
 */
function checkedRates(
  { mixture, start, units }: Simulation,
  initialRates: readonly InitialRate[],
): readonly CheckedRates[] {
  const scale = units === undefined ? 1 : siSize(units, '1/t');
  return pairRates(mixture, start).map(({ between, speed, isotropisation, equilibration, ...rates }): CheckedRates => {
    const [i, j] = between.map((name) => mixture.species.findIndex((one) => one.name === name));
    const gain = ([a, b]: readonly [string, string]) => `energy that ${a} gains from ${b}`;
    const exchange = initialRates.find(({ quantity }) =>
      [gain(between), gain([between[1], between[0]])].includes(quantity),
    );
    const heat = (3 / 2) * start[i].density * (equilibration ?? 0) * (start[j].temperature - start[i].temperature);
    const onlyHeat =
      exchange !== undefined && Math.abs(Math.abs(exchange.right) - Math.abs(heat)) <= 1e-6 * Math.abs(heat);
    const measured = onlyHeat && exchange.ratio !== null ? scale * equilibration! * exchange.ratio : null;
    const error =
      measured === null || exchange?.error === undefined
        ? undefined
        : scale * equilibration! * Math.abs(exchange.error / exchange.right);
    return {
      between,
      speed,
      slowingDown: scale * rates.slowingDown,
      perpendicular: scale * rates.perpendicular,
      parallel: scale * rates.parallel,
      energy: scale * rates.energy,
      ...(isotropisation === undefined ? {} : { isotropisation: scale * isotropisation }),
      ...(equilibration === undefined ? {} : { equilibration: scale * equilibration }),
      measured,
      ...(error !== undefined && { error }),
    };
  });
}
