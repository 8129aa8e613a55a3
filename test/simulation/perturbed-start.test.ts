import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';
import { startingState } from '../../src/simulation/initial-state.ts';
import { scenarioMixture } from '../../src/simulation/scenario-mixture.ts';

const text = `
title: Perturbed
dimension: 2
species:
  - name: light
    mass: 0.1
    density: 0.5
    initial: &initial { perturbed: { temperature: 2, amplitude: 0.9, orders: 6 } }
    particles: &particles { sampling: lattice, count: 900 }
  - { name: heavy, mass: 1, density: 3, initial: *initial, particles: *particles }
collisions: { exponent: -3.5, strength: 0, pairs: [{ between: [light, heavy], strength: 1 }] }
method: { name: blob }
time: { step: 0.01, until: 0.1 }
output: { every: 0.1 }
`;

const scenarioOf = (...overrides: readonly string[]) => parseScenario(text, 'perturbed.yaml', overrides);
const stateOf = (...overrides: readonly string[]) => {
  const scenario = scenarioOf(...overrides);
  return startingState(scenario, scenarioMixture(scenario), 'perturbed.yaml');
};

describe('a perturbed start', () => {
  it.each([
    ['0.9', '1'],
    ['0.9', '0'],
    ['0.3', '2'],
  ])(
    'has the density, the momentum and the energy of its equilibrium (amplitude %s, degree %s)',
    (amplitude, degree) => {
      const perturbed = `{ perturbed: { temperature: 2, amplitude: ${amplitude}, degree: ${degree}, orders: 6 } }`;
      const { distributions } = stateOf(
        ...['light', 'heavy'].map((name) => `species.${name}.initial=${perturbed}`),
        'collisions.exponent=-3.9',
      );
      const masses = [0.1, 1];
      const total = (quantity: (i: number) => number) => masses.reduce((sum, _, i) => sum + quantity(i), 0);
      const momentum = total((i) => masses[i] * distributions[i].density * distributions[i].velocity[0]);
      const energy = total((i) => {
        const { density, velocity, covariance } = distributions[i];
        const square = covariance[0] + covariance[3] + velocity[0] ** 2 + velocity[1] ** 2;
        return (masses[i] * density * square) / 2;
      });
      expect(Math.abs(momentum)).toBeLessThan(1e-12);
      expect(energy).toBeCloseTo(3.5 * 2, 11);
      expect(Math.max(...distributions.map(({ velocity }) => Math.abs(velocity[1])))).toBeLessThan(1e-13);
    },
  );

  it('says of every species what a lattice measures of it', () => {
    const { distributions } = stateOf();
    for (const { value, density, velocity, covariance, extent } of distributions) {
      // The trapezoidal rule on eight thermal widths: spectrally accurate, the tail beyond is 1e-14.
      const cells = 160;
      const step = (4 * extent) / cells;
      const sums = new Float64Array(6);
      for (let p = 0; p <= cells; p++)
        for (let q = 0; q <= cells; q++) {
          const v = [(p - cells / 2) * step, (q - cells / 2) * step];
          const f = value(v) * step * step;
          [1, v[0], v[1], v[0] * v[0], v[0] * v[1], v[1] * v[1]].forEach((power, k) => {
            sums[k] += f * power;
          });
        }
      const [n, u, w, xx, xy, yy] = sums;
      // f is cut to 0 where the polynomial is negative, in the tail.
      expect(n).toBeCloseTo(density, 7);
      expect([u / n, w / n]).toEqual(velocity.map((c) => expect.closeTo(c, 6)));
      const measured = [xx / n - (u / n) ** 2, xy / n - (u * w) / n ** 2, yy / n - (w / n) ** 2];
      [covariance[0], covariance[1], covariance[3]].forEach((c, k) => {
        expect(measured[k]).toBeCloseTo(c, 5);
      });
    }
  });

  it('keeps f positive within six thermal speeds, the less the larger its amplitude', () => {
    const least = (amplitude: string) => {
      const perturbed = `{ perturbed: { temperature: 2, amplitude: ${amplitude}, orders: 6 } }`;
      const { distributions } = stateOf(...['light', 'heavy'].map((name) => `species.${name}.initial=${perturbed}`));
      let lowest = Infinity;
      [0.1, 1].forEach((mass, i) => {
        const width = Math.sqrt(2 / mass);
        for (let p = 0; p <= 200; p++)
          for (let q = 0; q < 24; q++) {
            const s = (6 * p) / 200;
            const v = [s * width * Math.cos((Math.PI * q) / 12), s * width * Math.sin((Math.PI * q) / 12)];
            lowest = Math.min(lowest, distributions[i].value(v) * Math.exp((s * s) / 2));
          }
      });
      return lowest;
    };
    expect(least('0.999')).toBeGreaterThan(0);
    expect(least('0.999')).toBeLessThan(0.01 * least('0.1'));
  });

  it('records what linear theory predicts', () => {
    const { predictions } = assemble(scenarioOf());
    const half = assemble(
      scenarioOf(...['light', 'heavy'].map((name) => `species.${name}.initial.perturbed.amplitude=0.45`)),
    ).predictions;
    const [amplitude, fisher, rate] = [
      'amplitude of the perturbation',
      'I of the perturbation in linear theory',
      'growth rate of the perturbation in linear theory',
    ];
    expect(predictions[rate]).toBeGreaterThan(0);
    expect(half[rate]).toBe(predictions[rate]);
    expect(half[amplitude] / predictions[amplitude]).toBeCloseTo(0.5, 14);
    expect(half[fisher] / predictions[fisher]).toBeCloseTo(0.25, 14);
    expect(predictions[fisher]).toBeCloseTo(predictions[amplitude] ** 2 / 2, 14);
  });

  it('is refused where nothing grows', () => {
    expect(() => stateOf('collisions.exponent=-2')).toThrow(
      'initial.perturbed: expected a mixture whose Fisher information can grow near equilibrium, got none at degree 1 and orders up to 6; Theorem 1.1 rules growth out',
    );
    expect(() => stateOf('species.light.mass=1')).toThrow('take a smaller mass ratio');
  });

  it('is none for other scenarios', () => {
    const maxwellian = ['light', 'heavy'].map((name) => `species.${name}.initial={ maxwellian: { temperature: 2 } }`);
    expect(stateOf(...maxwellian).predictions).toEqual({});
  });
});
