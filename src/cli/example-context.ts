import type { AnalysisContext } from '../analysis/analyzer.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { assemble } from '../simulation/assemble.ts';

/** Two species a and b with an exact solution and sixteen particles each: every analyzer has something to say of them. */
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
time: { step: 1, until: 1 }
output: { every: 1 }
`;

/** What analyzers are prepared with when only the names of their columns matter. */
export function exampleContext(): AnalysisContext {
  const { evolution, equilibrium, exact } = assemble(parseScenario(example, 'example.yaml'));
  return { initial: evolution.snapshot(), equilibrium, ...(exact === undefined ? {} : { exact }) };
}
