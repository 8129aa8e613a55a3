import { nodeCount } from '../core/lattice.ts';
import type { Method } from '../methods/method.ts';
import { methodNamed } from '../methods/methods.ts';
import type { Equilibrium, InitialRate } from '../output/run-record.ts';
import { assemble } from '../simulation/assemble.ts';
import type { Cost } from '../simulation/estimate.ts';
import { readReference } from '../simulation/read-reference.ts';
import { recordedEquilibrium } from '../simulation/run-summary.ts';
import { schedule } from '../simulation/schedule.ts';
import { checkExpectations } from '../simulation/verdicts.ts';
import { type TheoremRow, theoremLedger } from '../theory/theorem.ts';
import { readAffordable } from './affordable.ts';

/**
 * What a valid scenario will do; with `landau check --json` this is the object that is printed, and its keys are stable:
 *
 *     file, title, dimension
 *     representation what f is held by: particles, nodes, coefficients or moments; `particles` of a species counts them
 *     species        per species: name, mass, charge, density, particles, spacing and nodes of its lattice, variance of its
 *                    mollifier, lostDensity: the density that sampling lost at the edge of the box, before any correction,
 *                    or null without sampling
 *     collisions     per pair of species: between, strength, exponent, bound (of Theorem 1.1), covered
 *     covered        whether Theorem 1.1 of Zhu (2025) covers every pair that collides
 *     equilibrium    temperature, velocity, entropy, fisher
 *     smoothingTemperature    by which f is hotter than its particles, m_i times the variance of the mollifier; 0 where moments are preserved
 *     exact          the exact solution, name and reference, or null
 *     initialRates   the rates of the moments at the start: quantity, right, source, measured (of the discretisation), ratio, scale
 *     output         rows, columns (their names), snapshots
 *     cost           steps, evaluations, memory in bytes, seconds
 *     warnings       what makes the results doubtful from the start, in words
 */
export interface ScenarioCheck {
  readonly file: string;
  readonly title: string;
  readonly dimension: 2 | 3;
  readonly representation: Method['representation'];
  readonly species: readonly SpeciesCheck[];
  readonly collisions: readonly TheoremRow[];
  readonly covered: boolean;
  readonly equilibrium: Equilibrium;
  readonly smoothingTemperature: number;
  readonly exact: { readonly name: string; readonly reference: string } | null;
  readonly initialRates: readonly InitialRate[];
  readonly output: { readonly rows: number; readonly columns: readonly string[]; readonly snapshots: number };
  readonly cost: Pick<Cost, 'steps' | 'evaluations' | 'memory' | 'seconds'>;
  readonly warnings: readonly string[];
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

/** Does everything that comes before the first step of a run. Throws InputError as a run would. */
export async function checkScenario(file: string, overrides: readonly string[]): Promise<ScenarioCheck> {
  const { scenario, cost } = readAffordable(file, overrides, { budget: 1 });
  const reference = await readReference(scenario, file);
  const { mixture, evolution, equilibrium, analysis, exact, particles, lostDensity, initialRates } = assemble(
    scenario,
    {
      file,
      ...(reference && { reference }),
    },
  );
  const stops = schedule(scenario);
  const rowTimes = stops.filter(({ row }) => row).map(({ t }) => t);
  const columns = ['t', ...analysis.quantities.map(({ name }) => name)];
  checkExpectations(scenario.expect, columns, rowTimes);
  const { rows, covered } = theoremLedger(mixture);
  const states = evolution.snapshot().species;
  return {
    file,
    title: scenario.title,
    dimension: scenario.dimension,
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
    covered,
    equilibrium: recordedEquilibrium(equilibrium),
    smoothingTemperature: Math.max(...states.map(({ smoothing }, i) => smoothing * scenario.species[i].mass)),
    exact: exact === undefined ? null : { name: exact.name, reference: exact.reference },
    initialRates,
    output: { rows: rowTimes.length, columns, snapshots: stops.filter(({ snapshot }) => snapshot).length },
    cost: { steps: cost.steps, evaluations: cost.evaluations, memory: cost.memory, seconds: cost.seconds },
    warnings: evolution.warnings ?? [],
  };
}
