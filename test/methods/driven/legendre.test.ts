import { describe, expect, it } from 'vitest';
import { createMixture } from '../../../src/physics/mixture.ts';
import { relaxationRates } from '../../../src/theory/relaxation-rates.ts';
import { at, drive, evolve, one } from './drive.ts';

describe('fields in the Legendre method', () => {
  it('give momentum q n E t and the work of the current, and keep the temperature without collisions', () => {
    const simulation = evolve({
      species: [one('a', { charge: -2, density: 3 })],
      forcing: [{ 'electric-field': { field: [0, 0.1, 0] } }],
      method: { name: 'legendre', degree: 6, tolerance: 1e-6 },
    });
    const row = at(simulation, 1.5);
    expect(Math.abs(row.momentum_y + 2 * 3 * 0.1 * 1.5)).toBeLessThan(1e-13);
    expect(Math.abs(row['momentum_y_from.electric-field'] + 0.9)).toBeLessThan(1e-13);
    expect(Math.abs(row['energy_from.electric-field'] - (3 * 0.3 ** 2) / 2)).toBeLessThan(1e-5);
    expect(Math.abs(row['temperature.a'] - 1)).toBeLessThan(1e-5);
    expect(row.energy_drift).toBeLessThan(1e-13);
    expect(row.momentum_drift).toBeLessThan(1e-13);
  });

  it('that oscillate move the mean velocity by the integral of the field', () => {
    const [frequency, phase] = [3, 0.4];
    const simulation = evolve({
      forcing: [{ 'electric-field': { field: [0, 0, 0.2], frequency, phase } }],
      method: { name: 'legendre', degree: 3, tolerance: 1e-9 },
    });
    for (const t of [0.3, 1, 2.2]) {
      const right = (0.2 / frequency) * (Math.sin(frequency * t + phase) - Math.sin(phase));
      expect(Math.abs(at(simulation, t)['velocity_z.a'] - right)).toBeLessThan(2e-9);
    }
  });

  it('let a given integrator keep its order and the ledger', () => {
    const errors = [0.1, 0.05].map((step) => {
      const simulation = evolve({
        forcing: [{ 'electric-field': { field: [0, 0, 0.2], frequency: 3 } }],
        method: { name: 'legendre', degree: 3, steps: 'given', elements: 0.5, order: 4 },
        time: { step, until: 100, integrator: 'rk4' },
      });
      const row = at(simulation, 1);
      expect(row.energy_drift).toBeLessThan(1e-13);
      return Math.abs(row['velocity_z.a'] - (0.2 / 3) * Math.sin(3));
    });
    expect(Math.log2(errors[0] / errors[1])).toBeCloseTo(4, 1);
  });

  it.each([
    // Epperlein & Haines, Phys. Fluids 29, 1029 (1986), table III: alpha_0, the resistivity in m nu_ei / (n e^2).
    [1, 0.5061, 2e-4],
    [2, 0.4295, 2e-4],
    [4, 0.375, 2e-4],
    // Spitzer & Haerm, Phys. Rev. 89, 977 (1953), table III: 0.923 of the current of a Lorentz gas, whose alpha_0 is 3 pi/32.
    [16, (3 * Math.PI) / 32 / 0.923, 5.5e-4],
  ])('drive the current of Spitzer and Haerm through ions of charge %i', (charge, resistivity, digits) => {
    const E = 1e-4;
    const simulation = evolve({
      species: [one('e', { charge: -1 })],
      collisions: { exponent: -3, strength: 1, background: [{ species: 'e', strength: charge, exponent: -3 }] },
      forcing: [{ 'electric-field': { field: [0, 0, -E] } }],
      method: { name: 'legendre', degree: 1, tolerance: 1e-7 },
    });
    // The friction of a Maxwellian with a small drift on immobile partners.
    const frequency = (charge * 8) / (3 * Math.sqrt(Math.PI) * 2 ** 1.5);
    const { 'velocity_z.e': u, 'temperature.e': T } = at(simulation, 120);
    const conductivity = ((u / E) * frequency) / T ** 1.5;
    expect(Math.abs(conductivity * resistivity - 1)).toBeLessThan(digits);
  });
});

describe('a bath in the Legendre method', () => {
  it.each([
    [3, -3, 1, 2],
    [3, -1, 4, 0.5],
    [2, -3, 0.5, 2],
    [2, 0.5, 1, 3],
  ] as const)('heats and cools at the closed rate: d = %i, exponent %d', (dimension, exponent, mass, temperature) => {
    const bath = { name: 'bath', mass, density: 0.7, temperature, charge: 1 };
    const simulation = evolve({
      dimension,
      species: [one('a', { mass: 2 })],
      baths: [bath],
      collisions: { exponent, strength: 0.3 },
    });
    const species = [
      { name: 'a', mass: 2, charge: 1 },
      { name: 'bath', mass, charge: 1 },
    ];
    const pair = createMixture(dimension, species, Array(2).fill([0.3, 0.3]), Array(2).fill([exponent, exponent]));
    const zero = new Array<number>(dimension).fill(0);
    const [rate] = relaxationRates(pair, [
      { density: 1, velocity: zero, temperature: 1 },
      { density: 0.7, velocity: zero, temperature },
    ]);
    const h = 1e-3;
    const [first, second] = [h, 2 * h].map((t) => at(simulation, t)['temperature.a'] - 1);
    expect((4 * first - second) / (2 * h) / rate.temperature).toBeCloseTo(1, 5);
  });

  it('leaves its own Maxwellian alone, whatever the mass', () => {
    const simulation = drive({
      species: [one('a', { mass: 3 }, 1.7)],
      baths: [{ name: 'bath', mass: 0.2, density: 1, temperature: 1.7 }],
      collisions: { exponent: -3, strength: 1 },
    });
    const row = at(simulation, 5);
    expect(Math.abs(row['temperature.a'] - 1.7)).toBeLessThan(1e-9);
    expect(row.relative_entropy).toBeLessThan(1e-10);
  });

  it('takes the drift of a species, and the budget holds', () => {
    const simulation = evolve({
      species: [{ name: 'a', mass: 1, density: 1, initial: { maxwellian: { temperature: 1, drift: [0.4, 0, 0] } } }],
      baths: [{ name: 'bath', mass: 1, density: 1, temperature: 1.5 }],
      collisions: { exponent: -3, strength: 1 },
      method: { name: 'legendre', degree: 3, tolerance: 1e-6 },
    });
    const row = at(simulation, 0.5);
    expect(row['momentum_x_from.bath']).toBeLessThan(-0.04);
    expect(row.energy_drift).toBeLessThan(1e-12);
    expect(row.momentum_drift).toBeLessThan(1e-12);
  });

  it('brings all species to its temperature, and their entropy relative to it falls', () => {
    const simulation = drive({
      species: [one('a'), one('b', { mass: 2 }, 0.5)],
      baths: [{ name: 'bath', mass: 1, density: 1, temperature: 1.5 }],
      collisions: { exponent: -3, strength: 1 },
      method: { name: 'legendre', tolerance: 1e-7 },
    });
    const rows = [0, 0.5, 2, 100].map((t) => at(simulation, t));
    rows.slice(1).forEach((row, k) => {
      expect(row.relative_entropy).toBeLessThan(rows[k].relative_entropy);
      expect(row.energy_drift).toBeLessThan(1e-12);
    });
    for (const name of ['a', 'b']) expect(Math.abs(rows[3][`temperature.${name}`] - 1.5)).toBeLessThan(1e-5);
  });
});
