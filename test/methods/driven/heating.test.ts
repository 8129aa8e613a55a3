import { describe, expect, it } from 'vitest';
import { at, drive, evolve, one } from './drive.ts';

const legendre = { name: 'legendre', tolerance: 1e-8 };
const grid = { name: 'spectral-grid', nodes: 48, box: 9 };
const explicit = { time: { step: 0.05, until: 10, integrator: 'rk4' } };

/** T at time 1 of dT/dt = rate (T/T_0)^e, T = 1 at the start. */
function heated(rate: number, e: number, T0: number): number {
  const x = 1 / T0;
  return T0 * (e === 1 ? x * Math.exp(rate / T0) : (x ** (1 - e) + ((1 - e) * rate) / T0) ** (1 / (1 - e)));
}

describe('heating and cooling', () => {
  it.each([
    [3, 0, 0.9],
    [3, 0.5, -0.3],
    [3, -1.5, 0.4],
    [2, 1, 0.6],
  ] as const)(
    'of a Maxwellian in the Legendre method keep it one, at the closed T(t): d = %i, exponent %d',
    (dimension, exponent, power) => {
      const simulation = drive({
        dimension,
        species: [one('a', { density: 2, mass: 3 })],
        forcing: [{ heating: { species: 'a', power, exponent, temperature: 1.5 } }],
        method: legendre,
      });
      const row = at(simulation, 1);
      const T = heated((2 * power) / (dimension * 2), exponent, 1.5);
      expect(Math.abs(row['temperature.a'] / T - 1)).toBeLessThan(1e-7);
      expect(Math.abs(row['energy_from.heating'] / (dimension * (T - 1)) - 1)).toBeLessThan(1e-6);
      const H = 2 * (Math.log(2 * (3 / (2 * Math.PI * T)) ** (dimension / 2)) - dimension / 2);
      expect(Math.abs(row.entropy - H)).toBeLessThan(1e-6);
      expect(row.energy_drift).toBeLessThan(1e-13);
      // The part of the Jacobian that the coefficient has makes the difference: 7 to 9 steps with it.
      expect(simulation.evolution.counts.steps).toBeLessThan(12);
    },
  );

  it('leave the mean velocity of a species that drifts, and the budget holds beside collisions', () => {
    const simulation = evolve({
      species: [
        { ...one('a'), initial: { maxwellian: { temperature: 1, drift: [0.3, 0, 0] } } },
        one('b', { mass: 2 }),
      ],
      collisions: { exponent: -3, strength: 1, pairs: [{ between: ['a', 'b'], strength: 0 }] },
      forcing: [
        { heating: { species: 'a', power: 0.6 } },
        { heating: { species: 'b', power: -0.3, exponent: 0.5, temperature: 1 } },
      ],
      method: { ...legendre, tolerance: 1e-6, degree: 3, coldest: 0.8, hottest: 1.5, elements: 0.6 },
    });
    const row = at(simulation, 0.5);
    expect(Math.abs(row['velocity_x.a'] - 0.3)).toBeLessThan(1e-6);
    expect(Math.abs(row['temperature.a'] - 1.2)).toBeLessThan(1e-5);
    expect(Math.abs(row['temperature.b'] - (1 - 0.05) ** 2)).toBeLessThan(1e-5);
    expect(row.energy_drift).toBeLessThan(1e-13);
    expect(row.momentum_drift).toBeLessThan(1e-13);
  });

  it('on a grid follow the closed T(t), with a drift', () => {
    const simulation = evolve({
      dimension: 2,
      species: [{ ...one('a'), initial: { maxwellian: { temperature: 1, drift: [0.5, 0] } } }],
      forcing: [{ heating: { species: 'a', power: 0.5, exponent: -0.5, temperature: 1 } }],
      method: grid,
      ...explicit,
    });
    const row = at(simulation, 1);
    expect(Math.abs(row['temperature.a'] - heated(0.5, -0.5, 1))).toBeLessThan(1e-5);
    expect(Math.abs(row['velocity_x.a'] - 0.5)).toBeLessThan(1e-8);
    expect(row.energy_drift).toBeLessThan(1e-7);
  });
});

describe('the box of a grid that is not given', () => {
  const run = (power: number, method: object, until: number, more: object = {}) =>
    drive({
      dimension: 2,
      species: [one('a'), one('b', { mass: 2 })],
      forcing: [{ heating: { species: 'a', power, ...more } }],
      method: { name: 'spectral-grid', nodes: 48, ...method },
      time: { step: 0.03, until, integrator: 'rk4' },
    });

  it.each([
    ['heating', 2, 3],
    ['cooling', -0.6, 0.4],
  ] as const)('holds what %s leaves at the end of the run', (_name, power, right) => {
    const simulation = run(power, {}, 1);
    expect(simulation.warnings).toEqual([]);
    const row = at(simulation, 1);
    expect(Math.abs(row['temperature.a'] / right - 1)).toBeLessThan(1e-4);
    expect(row.energy_drift).toBeLessThan(1e-4);
  });

  it('grows with the length of the run, also of a species that takes the heat by collisions', () => {
    const widths = [1, 10].map((until) => {
      const { settings } = drive({
        dimension: 2,
        species: [one('a'), one('b')],
        collisions: { exponent: 0, strength: 1 },
        forcing: [{ heating: { species: 'a', power: 0.5 } }],
        method: { name: 'spectral-grid', nodes: 48 },
        time: { step: 0.05, until, integrator: 'rk4' },
      }).evolution;
      return Number(settings['half width of the box b']);
    });
    expect(widths[1]).toBeGreaterThan(1.2 * widths[0]);
  });

  it('that is given and too narrow for the end of the heating is told, with the numbers to take', () => {
    const [warning] = run(2, { box: 5 }, 1).warnings;
    expect(warning).toMatch(
      /^method\.box of a: heating by itself brings it to the temperature 3 by time\.until, .* 1\.6e-2 of f at the edge; take method\.box: 8\.66 and 48 method\.nodes, unless/,
    );
    expect(run(2, { box: 8.66 }, 1).warnings).toEqual([]);
  });

  it('is refused where heating has no end', () => {
    expect(() => run(1, {}, 10, { exponent: 2, temperature: 1 })).toThrow(
      /^method\.box: expected a half width of a, because heating grows with its temperature and diverges before time\.until; give one/,
    );
    expect(run(1, { box: 8 }, 10, { exponent: 2, temperature: 1 }).warnings.join()).toMatch(
      /take an earlier time\.until/,
    );
  });
});

/** Density and energy at time t of dn/dt = S - nu n and of dE/dt = S e - nu E. */
function balance(start: number, inflow: number, nu: number, t: number): number {
  return inflow / nu + (start - inflow / nu) * Math.exp(-nu * t);
}

describe('sources and losses', () => {
  const forcing = [
    { source: { species: 'a', rate: 0.5, temperature: 1.5, velocity: [0, 0.4] } },
    { loss: { species: 'a', rate: 0.3 } },
    { loss: { species: 'b', rate: 0.3 } },
  ];
  it.each([
    ['legendre', { ...legendre, tolerance: 1e-6, degree: 4, coldest: 0.9, hottest: 1.6 }, 1e-6],
    ['spectral-grid', { ...grid, nodes: 32, box: 8 }, 1e-6],
  ] as const)('obey the balance of density, momentum and energy: %s', (_name, method, error) => {
    const simulation = evolve({
      dimension: 2,
      species: [one('a'), one('b', { density: 2 })],
      collisions: { exponent: -1, strength: 0.1 },
      forcing,
      method,
      ...(method.name === 'legendre' ? {} : explicit),
    });
    const row = at(simulation, 1);
    const energy = balance(3, 0.5 * (1.5 + 0.4 ** 2 / 2), 0.3, 1);
    expect(Math.abs(row['density.a'] - balance(1, 0.5, 0.3, 1))).toBeLessThan(error);
    expect(Math.abs(row['density.b'] - 2 * Math.exp(-0.3))).toBeLessThan(error);
    expect(row['density_from.loss'] + row['density_from.source']).toBeCloseTo(row['density.a'] - 1, 9);
    expect(row['density_from.loss-2']).toBeCloseTo(row['density.b'] - 2, 9);
    expect(Math.abs(row.energy - energy)).toBeLessThan(3 * error);
    expect(Math.abs(row.momentum_y - balance(0, 0.5 * 0.4, 0.3, 1))).toBeLessThan(error);
    for (const drift of ['density_drift', 'momentum_drift', 'energy_drift'])
      expect(row[drift]).toBeLessThan(method.name === 'legendre' ? 1e-13 : 1e-7);
  });

  it('leave the theorem and the H-theorem without a word on such a run', () => {
    const simulation = drive({
      forcing: [{ loss: { species: 'a', rate: 1 } }],
      collisions: { exponent: -3, strength: 1 },
    });
    expect(simulation.places.has('relative_entropy')).toBe(false);
    expect(simulation.places.has('density_drift')).toBe(true);
  });
});
