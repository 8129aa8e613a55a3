import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMixture } from '../../src/physics/mixture.ts';
import { temperatureRelaxation } from '../../src/theory/bkw.ts';
import { maxwellMoments } from '../../src/theory/maxwell-moments.ts';
import { relaxationRates } from '../../src/theory/relaxation-rates.ts';
import { readTable } from '../reference/read-table.ts';
import { maxwellMixture } from './maxwell-mixture.ts';

/** Classical Runge-Kutta from t to t + span in `steps` steps. */
function advance({ rate }: ReturnType<typeof maxwellMoments>, y: Float64Array, span: number, steps: number) {
  const h = span / steps;
  const at = (shift: number, k: Float64Array) => y.map((value, c) => value + shift * k[c]);
  const evaluate = (state: Float64Array) => {
    const k = new Float64Array(y.length);
    rate(0, state, k);
    return k;
  };
  for (let step = 0; step < steps; step++) {
    const k1 = evaluate(y);
    const k2 = evaluate(at(h / 2, k1));
    const k3 = evaluate(at(h / 2, k2));
    const k4 = evaluate(at(h, k3));
    for (let c = 0; c < y.length; c++) y[c] += (h / 6) * (k1[c] + 2 * k2[c] + 2 * k3[c] + k4[c]);
  }
}

describe('the closed moment equations at gamma = 0', () => {
  it('follow the reference table of two drifting, anisotropic species to 1e-12', () => {
    const table = readTable('gamma0_moments_d2.csv');
    const ones = [
      [1, 1],
      [1, 1],
    ];
    const mixture = maxwellMixture(2, [1, 2], ones);
    const equations = maxwellMoments(mixture, [1, 0.5]);
    const y = Float64Array.of(0.5, 0, 1.5, 0, 0, 0.5, -0.5, 0.3, 0.4, 0, 0, 1);
    expect(equations.length).toBe(y.length);
    let worst = 0;
    table.t.forEach((t, row) => {
      // Steps of 1/1000 leave 2e-11, which falls like the fourth power of the step; the table has 13 digits.
      const span = t - (row > 0 ? table.t[row - 1] : 0);
      advance(equations, y, span, Math.round(3000 * span));
      for (const i of [0, 1]) {
        const [ux, uy, xx, xy, yx, yy] = y.subarray(6 * i, 6 * i + 6);
        expect(xy).toBe(yx);
        const mine = { u_0: ux, u_1: uy, S_00: xx + ux * ux, S_01: xy + ux * uy, S_11: yy + uy * uy };
        for (const [name, value] of Object.entries(mine)) {
          const column = table[`${name[0]}${i + 1}${name.slice(1)}`];
          worst = Math.max(worst, Math.abs(value - column[row]));
        }
      }
    });
    expect(worst).toBeLessThan(1e-12);
  });

  it('leave a single species d = 3 relaxing as dSigma/dt = -(4 c n / m^2) (d Sigma - tr Sigma I)', () => {
    const equations = maxwellMoments(maxwellMixture(3, [2], [[0.7]]), [1.5]);
    const Sigma = [1, 0.2, -0.1, 0.2, 2, 0.3, -0.1, 0.3, 0.5];
    const dydt = new Float64Array(12);
    equations.rate(0, Float64Array.of(0.1, 0.2, 0.3, ...Sigma), dydt);
    const frequency = (4 * 0.7 * 1.5) / 2 ** 2;
    expect(Math.max(...dydt.subarray(0, 3).map(Math.abs))).toBe(0);
    Sigma.forEach((value, c) => {
      const exact = -frequency * (3 * value - (c % 4 === 0 ? 3.5 : 0));
      expect(dydt[3 + c]).toBeCloseTo(exact, 13);
    });
  });

  const positive = fc.double({ min: 0.1, max: 10, noNaN: true });
  const gas = fc.tuple(fc.constantFrom<2 | 3>(2, 3), fc.integer({ min: 1, max: 3 })).chain(([d, S]) => {
    const numbers = (entry: fc.Arbitrary<number>, length: number) =>
      fc.array(entry, { minLength: length, maxLength: length });
    const speed = fc.integer({ min: -2000, max: 2000 }).map((k) => k / 1000);
    return fc.record({
      d: fc.constant(d),
      masses: numbers(positive, S),
      densities: numbers(positive, S),
      strengths: fc.array(numbers(positive, S), { minLength: S, maxLength: S }),
      velocities: fc.array(numbers(speed, d), { minLength: S, maxLength: S }),
      roots: fc.array(numbers(speed, d * d), { minLength: S, maxLength: S }),
      temperatures: numbers(positive, S),
    });
  });

  it('conserve momentum and energy', () => {
    fc.assert(
      fc.property(gas, ({ d, masses, densities, strengths, velocities, roots }) => {
        const { length, rate } = maxwellMoments(maxwellMixture(d, masses, strengths), densities);
        const covariance = (root: readonly number[]) =>
          root.map((_, c) => {
            const [k, l] = [Math.floor(c / d), c % d];
            return Array.from({ length: d }, (_, e) => root[k * d + e] * root[l * d + e]).reduce((a, b) => a + b);
          });
        const y = Float64Array.from(masses.flatMap((_, i) => [...velocities[i], ...covariance(roots[i])]));
        const dydt = new Float64Array(length);
        rate(0, y, dydt);
        const stride = d + d * d;
        const parts = (k: number) => masses.map((m, i) => m * densities[i] * dydt[i * stride + k]);
        for (let k = 0; k < d; k++) expectBalance(parts(k));
        const powers = masses.flatMap((m, i) =>
          Array.from({ length: d }, (_, k) => {
            const work = 2 * y[i * stride + k] * dydt[i * stride + k];
            return [m * densities[i] * work, m * densities[i] * dydt[i * stride + d + k * d + k]];
          }).flat(),
        );
        expectBalance(powers);
      }),
    );
  });

  it('agree with the rates of drifting Maxwellians', () => {
    fc.assert(
      fc.property(gas, ({ d, masses, densities, strengths, velocities, temperatures }) => {
        const mixture = maxwellMixture(d, masses, strengths);
        const { length, rate } = maxwellMoments(mixture, densities);
        const isotropic = (T: number) => Array.from({ length: d * d }, (_, c) => (c % (d + 1) === 0 ? T : 0));
        const y = masses.flatMap((m, i) => [...velocities[i], ...isotropic(temperatures[i] / m)]);
        const dydt = new Float64Array(length);
        rate(0, Float64Array.from(y), dydt);
        const states = densities.map((density, i) => ({
          density,
          velocity: velocities[i],
          temperature: temperatures[i],
        }));
        const frequency = Math.max(
          ...masses.flatMap((m, i) =>
            masses.map((M, j) => (mixture.strength(i, j) * densities[j] * (1 / m + 1 / M)) / m),
          ),
        );
        // Speeds are at most 2 sqrt(3) apart.
        const size = frequency * Math.max(...masses.map((m, i) => temperatures[i] / m + 12));
        relaxationRates(mixture, states).forEach(({ velocity, temperature }, i) => {
          const own = dydt.subarray(i * (d + d * d), (i + 1) * (d + d * d));
          velocity.forEach((x, k) => {
            expect(Math.abs(own[k] - x)).toBeLessThan(1e-12 * size);
          });
          const trace = Array.from({ length: d }, (_, k) => own[d + k * d + k]).reduce((a, b) => a + b);
          expect(Math.abs((masses[i] * trace) / d - temperature)).toBeLessThan(1e-12 * size * masses[i]);
        });
      }),
    );
  });

  it('without drift have the solution of the eigenvalue decomposition', () => {
    const strengths = [
      [0.1, 0.3, 0.05],
      [0, 0.2, 0.4],
      [0, 0, 0.1],
    ];
    const masses = [1, 2, 0.5];
    const mixture = maxwellMixture(3, masses, strengths);
    const densities = [1, 0.7, 1.3];
    const initial = [1, 2, 0.4];
    const y = Float64Array.from(
      masses.flatMap((m, i) => {
        const v = initial[i] / m;
        return [0, 0, 0, v, 0, 0, 0, v, 0, 0, 0, v];
      }),
    );
    advance(maxwellMoments(mixture, densities), y, 0.8, 800);
    const exact = temperatureRelaxation(mixture, densities, initial)(0.8);
    masses.forEach((m, i) => {
      expect(m * y[12 * i + 3]).toBeCloseTo(exact[i], 11);
    });
  });

  it('are refused for other exponents, naming the pair', () => {
    const species = [
      { name: 'light', mass: 1, charge: 0 },
      { name: 'heavy', mass: 2, charge: 0 },
    ];
    const gammas = [
      [0, -1],
      [-1, 0],
    ];
    const build = (cross: number) =>
      maxwellMoments(
        createMixture(
          2,
          species,
          [
            [1, cross],
            [cross, 1],
          ],
          gammas,
        ),
        [1, 1],
      );
    expect(() => build(1)).toThrow('closed moment equations, pair light-heavy: expected exponent 0, got -1');
    expect(() => build(0)).not.toThrow();
  });
});

describe('the temperatures of co-moving species at gamma = 0', () => {
  it('start exactly where they are told to, also for a cold and rare species', () => {
    const mixture = maxwellMixture(
      2,
      [1, 2],
      [
        [1, 1],
        [0, 1],
      ],
    );
    expect([...temperatureRelaxation(mixture, [1e-6, 1], [1e-6, 10])(0)]).toEqual([1e-6, 10]);
  });

  it('keep the energy of a stiff mixture over a million of its slowest times', () => {
    const mixture = maxwellMixture(
      3,
      [1, 1e5, 1e-3],
      [
        [1, 1, 1],
        [0, 1, 1],
        [0, 0, 1],
      ],
    );
    const temperatures = temperatureRelaxation(mixture, [1, 1, 1], [1, 2, 3]);
    for (const t of [0, 1e-6, 1, 1e5, 1e11]) {
      const now = temperatures(t);
      expect(Math.abs(now[0] + now[1] + now[2] - 6)).toBeLessThan(1e-13);
    }
    // The rates span 2e5, which is what the eigenvectors lose.
    for (const T of temperatures(1e11)) expect(Math.abs(T - 2)).toBeLessThan(2e5 * 1e-16);
  });
});

function expectBalance(parts: readonly number[]): void {
  const sum = parts.reduce((a, b) => a + b, 0);
  const size = parts.reduce((a, b) => a + Math.abs(b), 0);
  expect(Math.abs(sum)).toBeLessThanOrEqual(1e-12 * size);
}
