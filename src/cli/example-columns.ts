import type { AnalysisContext, Analyzer, Quantity } from '../analysis/analyzer.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { assemble } from '../simulation/assemble.ts';

/** Two species a and b with an exact solution and sixteen particles each. */
const example = `
title: Example
dimension: 2
species:
  - name: a
    mass: 1
    density: 1
    initial: &initial { bkw: { temperature: 1, amplitude: 0.5 } }
    particles: &particles { sampling: lattice, count: 16, correct: false }
  - { name: b, mass: 1, density: 1, initial: *initial, particles: *particles }
collisions: { exponent: 0 }
method: { name: blob }
time: { step: 1, until: 1 }
output: { every: 1 }
`;

/** Changes of the example after which, between them, every analyzer has something to say. */
const variants: readonly (readonly string[])[] = [
  [],
  [
    'species.a.particles={ sampling: monte-carlo, count: 16 }',
    'species.b.particles={ sampling: monte-carlo, count: 16 }',
  ],
  ['method={ name: linear-fokker-planck }', 'collisions.strength=0'],
  ['method={ name: spectral-grid, nodes: 32 }', 'time.integrator=rk4', 'time.step=0.1'],
];

/** The columns that an analyzer may write, whatever the scenario, for species a and b. */
export function exampleColumns(): (analyzer: Analyzer) => readonly Quantity[] {
  const contexts = variants.map((overrides): AnalysisContext => {
    const { evolution, equilibrium, exact } = assemble(parseScenario(example, 'example.yaml', overrides));
    const known = exact === undefined ? {} : { exact };
    return { initial: evolution.snapshot(), equilibrium, ...known, budget: { draws: 2, seed: 1 } };
  });
  return (analyzer) => {
    const all = contexts.flatMap((context) => analyzer.prepare(context).quantities);
    return [...new Map(all.map((quantity) => [quantity.name, quantity])).values()];
  };
}
