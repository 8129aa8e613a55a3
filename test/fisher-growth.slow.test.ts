import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fisher } from '../src/analysis/fisher.ts';
import { readScenario } from '../src/scenario/read-scenario.ts';
import { prepareEvolution } from '../src/simulation/assemble.ts';
import { lorentzGas } from '../src/theory/linearised/lorentz.ts';
import { measure, withColumns } from './methods/simulation.ts';

const file = fileURLToPath(new URL('../scenarios/fisher-growth-2d-soft.yaml', import.meta.url));

/** The corrected I of the light species on immobile partners at the given times. */
function fisherAt(times: readonly number[], exponent: number, cells: number, time: string): number[] {
  const scenario = readScenario(file, [
    `collisions.background[0].exponent=${exponent}`,
    `species.light.particles.count=${cells ** 2}`,
    `time=${time}`,
  ]);
  const simulation = withColumns(prepareEvolution(scenario, { file }), [fisher]);
  return times.map((t) => {
    simulation.evolution.advance(t);
    return measure(simulation).fisher_corrected;
  });
}

const exactAt = (exponent: number) =>
  lorentzGas({ dimension: 2, exponent, mass: 1, temperature: 1, drift: 1, collisions: 1 });

describe('the Fisher information on immobile partners in the plane', () => {
  it('grows at exponent -3, above the error bar of two resolutions and towards the exact growth', () => {
    const times = [0, 0.03];
    const [coarse, fine] = [85, 105].map((cells) =>
      fisherAt(times, -3, cells, '{ integrator: rkc, step: 0.002, until: 0.03 }'),
    );
    const growth = [coarse, fine].map(([start, end]) => end / start - 1);
    const exact = exactAt(-3).fisher(0.03) / 2 - 1;
    const errorBar = Math.abs(growth[1] - growth[0]);
    expect(growth[1]).toBeGreaterThan(2 * errorBar);
    expect(growth[1]).toBeGreaterThan(0.5 * exact);
    expect(growth[1]).toBeLessThan(1.05 * exact);
    expect(Math.abs(growth[1] - exact)).toBeLessThan(Math.abs(growth[0] - exact));
  });

  it.each([-2, -1])(
    'decreases at exponent %i, as the exact solution does, the closer the finer the lattice',
    (exponent) => {
      const times = [0, 0.005, 0.01, 0.02, 0.03];
      const exact = exactAt(exponent);
      const [coarse, fine] = [50, 90].map((cells) =>
        fisherAt(times, exponent, cells, '{ integrator: rk4, step: 0.0025, until: 0.03 }'),
      );
      for (let k = 1; k < times.length; k++) expect(fine[k]).toBeLessThan(fine[k - 1]);
      const error = (values: readonly number[]) =>
        Math.max(...times.map((t, k) => Math.abs(values[k] / exact.fisher(t) - 1)));
      expect(error(fine)).toBeLessThan(1e-3);
      expect(error(fine)).toBeLessThan(error(coarse));
    },
  );
});
