import type { Analyzer } from '../../src/analysis/analyzer.ts';
import { speciesMoments } from '../../src/analysis/moments.ts';
import { mixtureEquilibrium } from '../../src/physics/equilibrium.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble, type Simulation } from '../../src/simulation/assemble.ts';
import type { ExactSolution } from '../../src/theory/exact-solution.ts';

export interface Setup {
  readonly dimension: 2 | 3;
  /** Mass, density and initial state of every species; they are named a, b, c unless names are given. */
  readonly species: readonly (readonly [number, number, object])[];
  readonly names?: readonly string[];
  readonly collisions: object;
  /** Keys of `method` and `time` beside those of the method under test. */
  readonly method?: object;
  readonly time?: object;
}

/** A scenario of a method without particles, assembled. */
export function simulation({
  dimension,
  species,
  names = ['a', 'b', 'c'],
  collisions,
  method,
  time,
}: Setup): Simulation {
  const scenario = {
    title: 'test',
    dimension,
    species: species.map(([mass, density, initial], i) => ({
      name: names[i],
      mass,
      density,
      initial,
      particles: { sampling: 'lattice', count: 4 ** dimension },
    })),
    collisions,
    method,
    time,
    output: { every: 1 },
  };
  return assemble(parseScenario(JSON.stringify(scenario), 'test.yaml'));
}

/** What has columns. */
export type Measurable = Pick<Simulation, 'mixture' | 'evolution' | 'analysis'>;

/** An evolution with the columns of some analyzers: all of them cost more than many a run. */
export function withColumns(
  { mixture, evolution }: Pick<Simulation, 'mixture' | 'evolution'>,
  analyzers: readonly Analyzer[],
  { among = 'collisions', ...known }: { readonly among?: 'collisions' | 'all'; readonly exact?: ExactSolution } = {},
): Measurable {
  const initial = evolution.snapshot();
  const equilibrium = mixtureEquilibrium(mixture, speciesMoments(initial), among);
  const parts = analyzers.map((analyzer) => analyzer.prepare({ initial, equilibrium, ...known }));
  return {
    mixture,
    evolution,
    analysis: {
      quantities: parts.flatMap(({ quantities }) => quantities),
      measure(now, row) {
        let begin = 0;
        for (const part of parts) {
          part.measure(now, row.subarray(begin, begin + part.quantities.length));
          begin += part.quantities.length;
        }
      },
    },
  };
}

/** The columns of the present state. */
export function measure({
  analysis,
  evolution,
}: Pick<Simulation, 'analysis' | 'evolution'>): Readonly<Record<string, number>> {
  const row = new Float64Array(analysis.quantities.length);
  analysis.measure(evolution.snapshot(), row);
  return Object.fromEntries(analysis.quantities.map(({ name }, k) => [name, row[k]]));
}
