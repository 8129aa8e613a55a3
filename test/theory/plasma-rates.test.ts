import { describe, expect, test } from 'vitest';
import { createMixture } from '../../src/physics/mixture.ts';
import { plasmaRates } from '../../src/theory/plasma-rates.ts';
import { relaxationRates } from '../../src/theory/relaxation-rates.ts';

const mixture = createMixture(
  3,
  [
    { name: 'a', mass: 1, charge: 1 },
    { name: 'b', mass: 7, charge: 1 },
  ],
  [
    [0.3, 0.2],
    [0.2, 0.5],
  ],
  [
    [-3, -3],
    [-3, -3],
  ],
);

const state = (density: number, temperature: number, drift = 0) => ({ density, temperature, velocity: [drift, 0, 0] });

describe('the rates of a test particle', () => {
  test('are those of a cold species drifting through the other: du/dt = -nu_s u, and the energy falls by nu_eps', () => {
    // So cold that it is one particle: its own spread is 1e-8 of the drift squared.
    const states = [state(1e-9, 1e-8, 1), state(2, 3)];
    const rates = plasmaRates(mixture, states, 0, 1);
    const exact = relaxationRates(
      createMixture(
        3,
        mixture.species,
        [
          [0, 0.2],
          [0.2, 0],
        ],
        [
          [-3, -3],
          [-3, -3],
        ],
      ),
      states,
    )[0];
    expect(rates.slowingDown).toBeCloseTo(-exact.velocity[0], 6);
    // d<v^2>/dt = 2 u du/dt + 3 dT/dt / m = -nu_eps v^2
    expect(rates.energy).toBeCloseTo(-(2 * exact.velocity[0] + 3 * exact.temperature), 6);
  });

  test('obey nu_eps = 2 nu_s - nu_perp - nu_par, whatever the pair', () => {
    const states = [state(1, 2, 0.3), state(2, 3)];
    for (const [i, j] of [
      [0, 0],
      [0, 1],
      [1, 0],
    ] as const) {
      const { slowingDown, perpendicular, parallel, energy } = plasmaRates(mixture, states, i, j);
      expect(energy).toBeCloseTo(2 * slowingDown - perpendicular - parallel, 12);
    }
  });
});

test('the equilibration rate is that of two Maxwellians', () => {
  const states = [state(1, 2), state(2, 3)];
  const { equilibration } = plasmaRates(mixture, states, 0, 1);
  const { temperature } = relaxationRates(mixture, states)[0];
  expect(-equilibration! * (2 - 3)).toBeCloseTo(temperature, 13);
});
