import { describe, expect, it } from 'vitest';
import { readScenario } from '../../src/scenario/read-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';
import { measure, type Setup, simulation } from './simulation.ts';

/** BKW at t = 2 in the plane. */
const bkw = {
  dimension: 2,
  species: [[1, 1, { bkw: { temperature: 1, amplitude: 0.5 } }]],
  collisions: { exponent: 0, strength: 1 / 16 },
  time: { integrator: 'rk4', step: 0.05, until: 4, start: 2 },
} as const satisfies Setup;

describe('d^2H/dt^2 by the spectral grid', () => {
  it('is within its error that of the exact solution, ever closer with more nodes', () => {
    const at = (start: number, method: object) => measure(simulation({ ...bkw, method, time: { ...bkw.time, start } }));
    const h = 0.02;
    const [before, now, after] = [2 - h, 2, 2 + h].map(
      (t) => at(t, { name: 'spectral-grid', nodes: 32 }).entropy_exact,
    );
    const exact = (after - 2 * now + before) / h ** 2;
    const found = [24, 32, 48].map((nodes) => {
      const row = at(2, { name: 'spectral-grid', nodes });
      return {
        off: Math.abs(row.entropy_second_derivative / exact - 1),
        stated: row.entropy_second_derivative_error / exact,
      };
    });
    for (const { off, stated } of found) expect(off).toBeLessThan(stated + 1e-4);
    expect(found[2].stated).toBeLessThan(1e-3);
  });

  it('has no column where something outside acts on the gas', () => {
    const settings = [
      'method={ name: spectral-grid, nodes: 24 }',
      'time.integrator=rk4',
      'reference=null',
      'expect={}',
    ];
    const driven = assemble(readScenario('scenarios/heat-bath-3d-coulomb.yaml', settings));
    expect(driven.analysis.quantities.map(({ name }) => name)).not.toContain('entropy_second_derivative');
  });
});
