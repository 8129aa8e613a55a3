import { expect, it } from 'vitest';
import { at, drive, one } from './drive.ts';

const grid = { name: 'spectral-grid', nodes: 16 };

it('a field on a grid gives momentum q n E t, moves f without changing its shape, and the work is in the budget', () => {
  const simulation = drive({
    dimension: 2,
    species: [one('a', { charge: -2 })],
    forcing: [{ 'electric-field': { field: [0.2, 0], frequency: 1 } }],
    method: { name: 'spectral-grid', nodes: 32 },
    time: { step: 0.05, until: 2, integrator: 'rk4' },
  });
  const row = at(simulation, 1);
  expect(row['velocity_x.a']).toBeCloseTo(-0.4 * Math.sin(1), 6);
  expect(Math.abs(row['temperature.a'] - 1)).toBeLessThan(1e-6);
  expect(row.momentum_drift).toBeLessThan(1e-9);
  expect(row.energy_drift).toBeLessThan(1e-9);
});

it('a bath and a field move a gas on a grid as in the Legendre method', () => {
  const keys = {
    species: [one('a')],
    baths: [{ name: 'bath', mass: 1, density: 1, temperature: 1.5 }],
    collisions: { exponent: -1, strength: 0.2 },
    forcing: [{ 'electric-field': { field: [0.1, 0, 0] } }],
    time: { step: 0.1, until: 10, integrator: 'rk4' },
  };
  const [own, right] = [grid, { name: 'legendre', degree: 2, tolerance: 1e-6 }].map((method) =>
    at(drive({ ...keys, method }), 1),
  );
  for (const column of ['temperature.a', 'velocity_x.a', 'energy_from.bath', 'momentum_x_from.bath'])
    expect(Math.abs(own[column] - right[column])).toBeLessThan(1e-4);
  expect(right['temperature.a']).toBeGreaterThan(1.05);
  expect(own.energy_drift).toBeLessThan(1e-4);
});

it('a bath narrower than the grid, and a magnetic field, are refused with the way out', () => {
  const narrow = { name: 'ions', mass: 1e4, density: 1, temperature: 1 };
  const strong = {
    collisions: { exponent: -3, strength: 1 },
    method: grid,
    time: { step: 0.1, until: 1, integrator: 'rk4' },
  };
  expect(() => drive({ ...strong, baths: [narrow] })).toThrow(/twice the thermal speed 0.01 of its partner ions.*take/);
  expect(() => drive({ ...strong, forcing: [{ 'magnetic-field': { field: [0, 0, 1] } }] })).toThrow(
    /forcing: magnetic-field: expected none with the method spectral-grid, .*take the method blob/,
  );
});
