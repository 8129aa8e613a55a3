import { describe, expect, it } from 'vitest';
import { readScenario } from '../../../src/scenario/read-scenario.ts';
import { assemble } from '../../../src/simulation/assemble.ts';
import { differences, simulate } from './simulate.ts';

const maxwellian = (temperature: number) => ({ maxwellian: { temperature } });
const twoTemperatures = [
  [1, 1, maxwellian(1)],
  [2, 0.5, maxwellian(2)],
] as const;

describe('d^2H/dt^2 by the Legendre method', () => {
  it.each([
    [
      'two species, d = 3',
      { dimension: 3, species: twoTemperatures, collisions: { exponent: -3, strength: 1 } } as const,
      { t: 0.3, h: 0.02 },
    ],
    [
      'an anisotropic start in the plane',
      {
        dimension: 2,
        species: [[1, 1, { anisotropic: { temperatures: [0.95, 1.05] } }]],
        collisions: { exponent: 0, strength: 1 },
        method: { degree: 6, order: 5 },
      } as const,
      { t: 0.03, h: 0.005 },
    ],
    [
      'the linear Fokker-Planck equation',
      {
        dimension: 3,
        species: twoTemperatures,
        collisions: { exponent: 0, strength: 0 },
        method: { equation: 'linear-fokker-planck' },
      } as const,
      { t: 0.2, h: 0.02 },
    ],
  ])('is the slope of dH/dt along the run, %s', (_name, setup, { t, h }) => {
    const method = { order: 8, tolerance: 1e-10, ...('method' in setup ? setup.method : {}) };
    const { slope, row } = differences(simulate({ ...setup, method }), 'entropy_rate', t, h);
    expect(slope).toBeGreaterThan(0.01);
    expect(Math.abs(row.entropy_second_derivative / slope - 1)).toBeLessThan(1e-6);
    expect(row.entropy_second_derivative_error).toBeLessThan(1e-3 * slope);
  });

  it('is 0 within its error at the equilibrium', () => {
    const gas = { dimension: 3, species: [[1, 1, maxwellian(1)]], collisions: { exponent: -3, strength: 1 } } as const;
    const { row } = differences(simulate({ ...gas, method: { order: 6 } }), 'entropy_rate', 0.1, 0.01);
    expect(Math.abs(row.entropy_second_derivative)).toBeLessThan(1e-9);
  });

  it('has no column where something outside acts on the gas', () => {
    const driven = readScenario('scenarios/heat-bath-3d-coulomb.yaml', [
      'method={ name: legendre, order: 4 }',
      'reference=null',
      'expect={}',
    ]);
    expect(assemble(driven).analysis.quantities.map(({ name }) => name)).not.toContain('entropy_second_derivative');
  });
});
