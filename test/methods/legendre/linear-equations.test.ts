import { describe, expect, it } from 'vitest';
import { gaussLegendre } from '../../../src/core/quadrature.ts';
import { measure } from '../simulation.ts';
import { differences, simulate } from './simulate.ts';

const drifting = (temperature: number, u: number, d: 2 | 3) => ({
  maxwellian: { temperature, drift: [u, ...new Array<number>(d - 1).fill(0)] },
});

describe('the linear Fokker-Planck equation by the Legendre method', () => {
  it.each([2, 3] as const)('is the Ornstein-Uhlenbeck process of two drifting species: d = %i', (dimension) => {
    const simulation = simulate({
      dimension,
      species: [
        [1, 1, drifting(1, 0.5, dimension)],
        [2, 0.5, drifting(2, -0.3, dimension)],
      ],
      collisions: { exponent: 0, strength: 0 },
      method: { equation: 'linear-fokker-planck', tolerance: 1e-8 },
    });
    const start = measure(simulation);
    simulation.evolution.advance(0.7);
    const row = measure(simulation);
    expect(simulation.exact?.name).toBe('Ornstein-Uhlenbeck process');
    expect(Math.abs(row['velocity_x.a'])).toBeLessThan(0.9 * Math.abs(start['velocity_x.a']));
    for (const name of ['a', 'b']) expect(row[`error_linf.${name}`]).toBeLessThan(1e-8);
    expect(Math.abs(row.entropy - row.entropy_exact)).toBeLessThan(1e-8);
    expect(Math.abs(row.fisher - row.fisher_exact)).toBeLessThan(1e-6);
    expect(row.energy_drift).toBeLessThan(1e-12);
    expect(row.momentum_drift).toBeLessThan(1e-12);
  });

  it('has the entropy rate that its Fisher information gives', () => {
    const simulation = simulate({
      dimension: 3,
      species: [
        [1, 1, { maxwellian: { temperature: 1 } }],
        [2, 1, { shell: { radius: 1, width: 0.5 } }],
      ],
      collisions: { exponent: 0, strength: 0 },
      method: { equation: 'linear-fokker-planck' },
    });
    const { slope, row } = differences(simulation, 'entropy', 0.3, 0.015);
    expect(Math.abs(slope)).toBeGreaterThan(0.1);
    expect(Math.abs(row.entropy_rate_fisher / slope - 1)).toBeLessThan(1e-6);
  });

  it('needs strengths of zero', () => {
    const start = () =>
      simulate({
        dimension: 2,
        species: [[1, 1, { maxwellian: { temperature: 1 } }]],
        collisions: { exponent: 0, strength: 1 },
        method: { equation: 'linear-fokker-planck' },
      });
    expect(start).toThrow(/^[^\n]*collisions\.strength: expected 0 for every pair[^\n]*$/);
  });
});

describe('immobile partners by the Legendre method', () => {
  it.each([
    [2, 0, {}],
    [2, -1, {}],
    [3, 1, {}],
    [3, -1, {}],
    // exp(-1/r^3) needs short elements near r = 0: 6e-8 with the usual ones
    [3, -3, { elements: 1.6 }],
  ] as const)(
    'scatter every harmonic at its own rate c l (l + d - 2) r^gamma / m^2: d = %i, gamma = %d',
    (d, gamma, elements) => {
      const [mass, c, u, t] = [2, 0.6, 0.8, 0.5];
      const simulation = simulate({
        dimension: d,
        species: [[mass, 1, drifting(1, u, d)]],
        collisions: {
          exponent: -1,
          strength: 0,
          background: [{ species: 'a', velocity: new Array<number>(d).fill(0), strength: c, exponent: gamma }],
        },
        // harmonics do not mix: drift and temperatures need those up to 2 alone
        method: { degree: 2, order: 10, ...elements },
      });
      const start = measure(simulation);
      simulation.evolution.advance(t);
      const row = measure(simulation);
      // int v_x f: the part of f along r Y_1 decays by exp(-(d-1) c r^gamma t / m^2)
      const radii = gaussLegendre(200, 0, 9);
      const angles = gaussLegendre(80, 0, Math.PI);
      let drift = 0;
      let along = 0;
      radii.nodes.forEach((r, p) => {
        angles.nodes.forEach((theta, k) => {
          const [x, y] = [r * Math.cos(theta), r * Math.sin(theta)];
          const f = (mass / (2 * Math.PI)) ** (d / 2) * Math.exp((-mass * ((x - u) ** 2 + y * y)) / 2);
          const area = d === 3 ? 2 * Math.PI * Math.sin(theta) : 2;
          const weight = radii.weights[p] * angles.weights[k] * area * r ** (d - 1) * f;
          const left = (l: number) => Math.exp((-c * l * (l + d - 2) * r ** gamma * t) / mass ** 2);
          drift += weight * x * left(1);
          along += weight * (r * r * (1 / d) + (x * x - (r * r) / d) * left(2));
        });
      });
      expect(Math.abs(row['velocity_x.a'] - drift)).toBeLessThan(1e-8);
      expect(Math.abs(row['temperature_xx.a'] - mass * (along - drift ** 2))).toBeLessThan(1e-8);
      expect(drift).toBeLessThan(0.95 * u);
      expect(row.energy_drift).toBeLessThan(1e-12);
      expect(start['velocity_x.a']).toBeCloseTo(u, 8);
    },
  );
});
