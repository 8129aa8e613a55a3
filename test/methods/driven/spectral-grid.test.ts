import { expect, it } from 'vitest';
import { gaussLegendre } from '../../../src/core/quadrature.ts';
import { at, drive, evolve, one } from './drive.ts';

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
    time: { step: 0.25, until: 10, integrator: 'rk4' },
  };
  const [own, right] = [grid, { name: 'legendre', degree: 2, order: 6, tolerance: 1e-5 }].map((method) =>
    at(evolve({ ...keys, method }), 0.5),
  );
  for (const column of ['temperature.a', 'velocity_x.a', 'energy_from.bath', 'momentum_x_from.bath'])
    expect(Math.abs(own[column] - right[column])).toBeLessThan(1e-4);
  expect(right['temperature.a']).toBeGreaterThan(1.03);
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

it('a box that is not given holds what a field leaves: the drift, and the heat that friction makes of its work', () => {
  const run = (until: number, method: object = {}) =>
    drive({
      dimension: 2,
      species: [one('a', { charge: 1 })],
      baths: [{ name: 'ions', mass: 100, density: 1, temperature: 1 }],
      collisions: { exponent: 0, strength: 0, pairs: [{ between: ['a', 'ions'], strength: 0.5 }] },
      forcing: [{ 'electric-field': { field: [2, 0] } }],
      method: { name: 'spectral-grid', nodes: 32, ...method },
      time: { step: 0.1, until, integrator: 'rkc' },
      output: { every: 0.1 },
    });
  const width = (simulation: ReturnType<typeof run>) =>
    Number(simulation.evolution.settings['half width of the box a']);
  const simulation = run(2);
  expect(width(simulation)).toBeGreaterThan(1.15 * width(run(0.1)));
  const row = at(simulation, 2);
  expect(row.energy_drift).toBeLessThan(1e-4);
  // du/dt = E - nu u, dT/dt = u^2/2 - (T - 1)/100, nu = (1 + 1/100)/2: friction turns the energy of the drift into heat.
  const nu = 0.505;
  const drifts = (t: number) => (2 / nu) * (1 - Math.exp(-nu * t));
  const { nodes, weights } = gaussLegendre(32, 0, 2);
  const heat = nodes.reduce((sum, s, k) => sum + (weights[k] * drifts(s) ** 2 * Math.exp(-(2 - s) / 100)) / 2, 0);
  const u = drifts(2);
  expect(row['velocity_x.a']).toBeCloseTo(u, 3);
  expect(row['temperature.a']).toBeCloseTo(1 + heat, 2);
  const [warning] = run(2, { box: 5 }).warnings;
  const [, T, drift] = /temperatures of about (\S+) and mean velocities of about (\S+) by time\.until/.exec(warning)!;
  expect(Math.abs(Number(T) / (1 + heat) - 1)).toBeLessThan(0.01);
  expect(Math.abs(Number(drift) - u)).toBeLessThan(0.02);
});
