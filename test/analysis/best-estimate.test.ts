import { describe, expect, it } from 'vitest';
import { createMixture } from '../../src/physics/mixture.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';
import { bkwSolution } from '../../src/theory/bkw.ts';
import { measure } from '../methods/simulation.ts';

/** H and I of a BKW state of temperature 1 at the start of a run, their errors, and the exact values. */
function startOf(dimension: 2 | 3, cells: number, amplitude: number, reconstruction: string) {
  const scenario = parseScenario(
    JSON.stringify({
      title: 'A BKW state on a lattice',
      dimension,
      species: [
        {
          ...{ name: 'gas', mass: 1, density: 1, initial: { bkw: { temperature: 1, amplitude } } },
          particles: { sampling: 'lattice', count: cells ** dimension, box: [-6, 6] },
        },
      ],
      collisions: { exponent: 0 },
      method: { name: 'blob', reconstruction },
      time: { step: 0.1, until: 0.1 },
      output: { every: 0.1 },
    }),
    'scenario',
  );
  const { evolution, analysis } = assemble(scenario);
  const row = new Float64Array(analysis.quantities.length);
  analysis.measure(evolution.snapshot(), row);
  const at = (name: string) => row[analysis.quantities.findIndex((one) => one.name === name)];
  const gas = createMixture(dimension, [{ name: 'gas', mass: 1, charge: 0 }], [[0]], [[0]]);
  const exact = bkwSolution(gas, [1], [{ temperature: 1, amplitude }]).at(0, 0);
  return { at, exact };
}

describe('the error of a best estimate', () => {
  // f touches zero at v = 0 with the amplitude 1/2 (d = 2) and 2/5 (d = 3): sqrt f is a cone there.
  it.each([
    [2, 24, 0.5, 'mollified'],
    [2, 24, 0.5, 'moment-preserving'],
    [2, 24, 0.2, 'mollified'],
    [3, 12, 0.4, 'mollified'],
    [3, 12, 0.4, 'moment-preserving'],
    [3, 12, 0.1, 'mollified'],
  ] as const)(
    'holds the exact H and I of the start: d = %i, %i cells, amplitude %f, %s',
    (d, cells, amplitude, reconstruction) => {
      const { at, exact } = startOf(d, cells, amplitude, reconstruction);
      expect(Math.abs(at('fisher_best') - exact.fisher)).toBeLessThanOrEqual(at('fisher_best_error'));
      expect(Math.abs(at('entropy_best') - exact.entropy)).toBeLessThanOrEqual(at('entropy_best_error'));
      // It says something: I is known to a factor of two.
      expect(at('fisher_best_error')).toBeLessThan(0.5 * exact.fisher);
    },
  );
});

it('is far below H and I where a grid resolves f', () => {
  const scenario = {
    ...{ title: 'A Maxwellian on a grid', dimension: 2 },
    species: [{ name: 'gas', mass: 1, density: 2, initial: { maxwellian: { temperature: 1.5 } } }],
    ...{ collisions: { exponent: 0 }, method: { name: 'spectral-grid', nodes: 32 } },
    ...{ time: { step: 0.1, until: 0.1, integrator: 'rk4' }, output: { every: 0.1 } },
  };
  const row = measure(assemble(parseScenario(JSON.stringify(scenario), 'grid.yaml')));
  for (const [name, exact] of [
    ['fisher', (2 * 2) / 1.5],
    ['entropy', 2 * (Math.log(2 / (2 * Math.PI * 1.5)) - 1)],
  ] as const) {
    const error = row[`${name}_best_error`];
    expect(Math.abs(row[`${name}_best`] - exact)).toBeLessThanOrEqual(error);
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(0.01 * Math.abs(exact));
  }
});
