import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { logLogSlope } from '../src/core/statistics.ts';
import { readScenario } from '../src/scenario/read-scenario.ts';
import { assemble } from '../src/simulation/assemble.ts';

const file = fileURLToPath(new URL('../scenarios/bkw-two-species-2d-maxwell.yaml', import.meta.url));

/** The run at t = 5 with implicit midpoint on cells x cells particles of each species. */
function run(cells: number) {
  const scenario = readScenario(file, [
    `species.light.particles.count=${cells ** 2}`,
    `species.heavy.particles.count=${cells ** 2}`,
    'time.integrator=implicit-midpoint',
    'method.reconstruction=mollified',
  ]);
  const { evolution, analysis } = assemble(scenario, { file });
  evolution.advance(5);
  const row = new Float64Array(analysis.quantities.length);
  analysis.measure(evolution.snapshot(), row);
  return Object.fromEntries(analysis.quantities.map(({ name }, k) => [name, row[k]]));
}

describe('two species on the BKW solution at t = 5', () => {
  const cells = [20, 30, 40];
  const runs = cells.map(run);

  it.each(['light', 'heavy'])(
    'have an L2 error of %s below 7.00, 3.13 and 1.78 percent, of order at least 1.9 in h',
    (name) => {
      const errors = runs.map((now) => now[`error_l2.${name}`]);
      expect(errors[0]).toBeLessThan(7.0e-2);
      expect(errors[1]).toBeLessThan(3.13e-2);
      expect(errors[2]).toBeLessThan(1.78e-2);
      const order = logLogSlope(
        cells.map((n) => 1 / n),
        errors,
      );
      expect(order).toBeGreaterThan(1.9);
    },
  );

  it('keep momentum and energy to 1e-12 over the run', () => {
    for (const now of runs) {
      expect(now.energy_drift).toBeLessThan(1e-12);
      expect(now.momentum_drift).toBeLessThan(1e-12);
    }
  });

  it('have a corrected entropy and Fisher information that approach the exact ones faster than h^2', () => {
    const error = (quantity: string) =>
      runs.map((now) => Math.abs(now[`${quantity}_corrected`] / now[`${quantity}_exact`] - 1));
    const entropy = error('entropy');
    expect(Math.log(entropy[0] / entropy[2]) / Math.log(2)).toBeGreaterThan(2.5);
    expect(Math.max(...error('fisher').slice(1))).toBeLessThan(1e-3);
  });
});
