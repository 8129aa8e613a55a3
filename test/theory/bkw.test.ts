import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { mixtureEquilibrium } from '../../src/physics/equilibrium.ts';
import { createMixture, type Mixture } from '../../src/physics/mixture.ts';
import { type BkwInitial, bkwSolution } from '../../src/theory/bkw.ts';
import { dimension } from '../arbitraries.ts';
import { latticeIntegral } from '../physics/lattice-integral.ts';
import { readTable } from '../reference/read-table.ts';
import { collisionResidual } from './collision-residual.ts';
import { maxwellMixture } from './maxwell-mixture.ts';

function totals(mixture: Mixture, densities: readonly number[], initial: readonly BkwInitial[], t: number) {
  const solution = bkwSolution(mixture, densities, initial);
  const states = densities.map((_, i) => solution.at(i, t));
  return {
    states,
    entropy: states.reduce((sum, { entropy }) => sum + entropy, 0),
    fisher: states.reduce((sum, { fisher }) => sum + fisher, 0),
  };
}

describe('the BKW solution in units of the literature', () => {
  // The figures are exact to the digits written.
  const half = { temperature: 1, amplitude: 1 / 2 };

  it('d = 2, c = 1/16: I falls from 4 to 2', () => {
    const mixture = maxwellMixture(2, [1], [[1 / 16]]);
    const at = (t: number) => totals(mixture, [1], [half], t);
    expect(at(0).fisher).toBeCloseTo(4, 13);
    expect(at(1).fisher).toBeCloseTo(2.6014234055, 10);
    expect(at(5).fisher).toBeCloseTo(2.0338628202, 10);
    expect(at(200).fisher).toBeCloseTo(2, 10);
    expect(at(0).entropy).toBeCloseTo(-2.7219455508, 10);
    expect(at(5).entropy).toBeCloseTo(-2.8342358762, 10);
  });

  it('d = 2, masses 1 and 2: I falls from 8 to 4', () => {
    const mixture = maxwellMixture(
      2,
      [1, 2],
      [
        [1 / 32, 1 / 16],
        [1 / 16, 1 / 8],
      ],
    );
    const at = (t: number) => totals(mixture, [1, 1], [half, half], t);
    expect(at(0).fisher).toBeCloseTo(8, 12);
    expect(at(1).fisher).toBeCloseTo(5.2028468109, 10);
    expect(at(5).fisher).toBeCloseTo(4.0677256403, 10);
    expect(at(200).fisher).toBeCloseTo(4, 10);
    expect(at(5).entropy).toBeCloseTo(-4.9753245719, 10);
  });

  it('d = 3, c = 1/24, amplitude 1: exists from t = 6 log(5/2) on, and I falls to 3', () => {
    const mixture = maxwellMixture(3, [1], [[1 / 24]]);
    const initial = [{ temperature: 1, amplitude: 1 }];
    const at = (t: number) => totals(mixture, [1], initial, t).fisher;
    expect(at(5.5)).toBeCloseTo(3.8846553877, 10);
    expect(at(6)).toBeCloseTo(3.4427000249, 10);
    expect(at(200)).toBeCloseTo(3, 10);
    const first = 6 * Math.log(5 / 2);
    const { at: solution } = bkwSolution(mixture, [1], initial);
    expect(() => solution(0, first + 1e-9)).not.toThrow();
    expect(() => solution(0, first - 1e-9)).toThrow(InputError);
    const message = /start at t >= ([0-9.]+), or take an amplitude <= 2\/\(d\+2\) = 0\.4/;
    try {
      solution(0, 5);
    } catch (error) {
      expect(Number(message.exec((error as InputError).message)?.[1])).toBeCloseTo(first, 11);
    }
    expect.assertions(6);
  });
});

describe('the BKW solution agrees in every column with the reference table of', () => {
  // 13 digits are printed, 1e-12 relative.
  const compare = (mixture: Mixture, densities: number[], initial: BkwInitial[], name: string) => {
    const table = readTable(name);
    table.t.forEach((t, row) => {
      const { states, entropy, fisher } = totals(mixture, densities, initial, t);
      const close = (value: number, column: string) => {
        expect(Math.abs(value / table[column][row] - 1), `${column} at t = ${t}`).toBeLessThan(1e-12);
      };
      close(entropy, 'H');
      close(fisher, 'I');
      states.forEach((state, i) => {
        const d = mixture.dimension;
        const { mass } = mixture.species[i];
        close(state.temperature, `T${i + 1}`);
        close(state.fourthMoment / densities[i], `v4_${i + 1}`);
        // K is not a field of the state: it is read off from f at the centre and far out.
        const far = new Float64Array(d);
        far[0] = Math.sqrt((6 * state.temperature) / mass);
        const K = table[`K${i + 1}`][row];
        const a = (table[`T${i + 1}`][row] - K) / K;
        const x = (mass * far[0] ** 2) / (2 * K);
        const exact = densities[i] * (mass / (2 * Math.PI * K)) ** (d / 2) * Math.exp(-x) * (1 - (d / 2) * a + a * x);
        expect(Math.abs(state.value(far) / exact - 1)).toBeLessThan(1e-11);
      });
    });
  };

  it('two species with a common K, d = 2', () => {
    const mixture = maxwellMixture(
      2,
      [1, 2],
      [
        [0.0625, 0.125],
        [0.125, 0.25],
      ],
    );
    const half = { temperature: 1, amplitude: 0.5 };
    compare(mixture, [1, 0.5], [half, half], 'bkw_commonK_d2.csv');
  });

  it('three species with different T and K and arbitrary strengths, d = 3', () => {
    const mixture = maxwellMixture(
      3,
      [1, 2, 0.5],
      [
        [0.1, 0.08, 0.05],
        [0.08, 0.12, 0.06],
        [0.05, 0.06, 0.07],
      ],
    );
    const initial = [
      { temperature: 1, amplitude: 1 - 0.8 },
      { temperature: 1.6, amplitude: 1 - 1.3 / 1.6 },
      { temperature: 1.3, amplitude: 1 - 1 / 1.3 },
    ];
    compare(mixture, [1, 0.7, 1.3], initial, 'bkw_general_d3.csv');
  });
});

describe('the BKW solution', () => {
  it('solves the Landau system, as the collision integral itself says', () => {
    const mixture = maxwellMixture(
      2,
      [1, 2, 0.7],
      [
        [0.1, 0.2, 0.05],
        [0, 0.15, 0.3],
        [0, 0, 0.08],
      ],
    );
    const velocity = [0.3, -0.2];
    const solution = bkwSolution(
      mixture,
      [1, 0.5, 0.8],
      [
        { temperature: 1, amplitude: 0.4, velocity },
        { temperature: 1.8, amplitude: 0.2, velocity },
        { temperature: 0.6, amplitude: 0, velocity },
      ],
    );
    for (const species of [0, 1, 2])
      for (const v of [
        [0.3, -0.2],
        [1.1, 0.4],
        [-0.9, 1.3],
      ]) {
        const { change, collisions } = collisionResidual(mixture, solution, species, 0.7, v);
        expect(Math.abs(change)).toBeGreaterThan(1e-3);
        // Differences of order six with h = 1/50: 2e-11 is seen.
        expect(Math.abs(change - collisions)).toBeLessThan(1e-10);
      }
  });

  it('has the entropy, Fisher information and moments of its own density', () => {
    for (const d of [2, 3] as const)
      for (const amplitude of [0, 0.1, 0.3]) {
        const velocity = [0.4, -0.3, 0.2].slice(0, d);
        const mixture = maxwellMixture(d, [2], [[0.1]]);
        const [state] = totals(mixture, [0.6], [{ temperature: 1.5, amplitude, velocity }], 0).states;
        // The logarithm of f has its singularity at |v|^2 < 0, off the lattice: the sum converges exponentially.
        const integral = (g: (v: Float64Array) => number) =>
          latticeIntegral({ centre: velocity, width: Math.sqrt(((1.5 * (1 - amplitude)) / 2) * 0.7) }, g);
        const f = state.value;
        expect(integral(f)).toBeCloseTo(0.6, 10);
        expect(integral((v) => v[1] * f(v))).toBeCloseTo(0.6 * velocity[1], 10);
        const v2 = (v: Float64Array) => v.reduce((sum, x) => sum + x * x, 0);
        expect(integral((v) => v2(v) ** 2 * f(v))).toBeCloseTo(state.fourthMoment, 8);
        expect(integral((v) => f(v) * Math.log(f(v)))).toBeCloseTo(state.entropy, 7);
      }
  });

  it('has its closed forms where f vanishes at the centre, amplitude 2/(d+2)', () => {
    const euler = 0.5772156649015329;
    const psi = 2 / 3 + 2 - euler - 2 * Math.LN2;
    // <B log B> over x^{d/2-1} exp(-x) / Gamma(d/2) with B = 2x/d is log(2/d) + digamma(d/2 + 1).
    for (const [d, bracket] of [
      [2, 1 - euler],
      [3, Math.log(2 / 3) + psi],
    ] as const) {
      const amplitude = 2 / (d + 2);
      const [state] = totals(maxwellMixture(d, [1], [[0.1]]), [1], [{ temperature: 1, amplitude }], 0).states;
      const K = d / (d + 2);
      const entropy = (-d / 2) * Math.log(2 * Math.PI * K) - (d + 2) / 2 + bracket;
      expect(state.value(new Float64Array(d))).toBeLessThan(1e-16);
      expect(Math.abs(state.entropy - entropy)).toBeLessThan(1e-13);
      // (2/K) [ (d/2) (1 - a) + a ] with a = 2/d.
      expect(Math.abs(state.fisher - (2 / K) * (d / 2 - 1 + 2 / d))).toBeLessThan(1e-12);
    }
  });

  const gas = dimension.chain((d) =>
    fc
      .array(
        fc.record({
          mass: fc.double({ min: 0.1, max: 10, noNaN: true }),
          density: fc.double({ min: 0.1, max: 10, noNaN: true }),
          temperature: fc.double({ min: 0.1, max: 10, noNaN: true }),
          amplitude: fc.double({ min: 0, max: 2 / (d + 2), noNaN: true }),
          strength: fc.double({ min: 0.01, max: 1, noNaN: true }),
        }),
        { minLength: 1, maxLength: 3 },
      )
      .map((parts) => {
        const strengths = parts.map((a) => parts.map((b) => a.strength * b.strength));
        const masses = parts.map(({ mass }) => mass);
        const densities = parts.map(({ density }) => density);
        return { d, mixture: maxwellMixture(d, masses, strengths), densities, initial: parts };
      }),
  );

  it('keeps the energy, and lets entropy and Fisher information fall to those of the equilibrium', () => {
    fc.assert(
      fc.property(gas, ({ mixture, densities, initial }) => {
        const equilibrium = mixtureEquilibrium(
          mixture,
          initial.map(({ density, temperature }) => ({ density, temperature, velocity: [0, 0, 0] })),
        );
        const n = densities.reduce((sum, density) => sum + density, 0);
        let before = { entropy: Infinity, fisher: Infinity };
        for (const t of [0, 0.1, 1, 10]) {
          const now = totals(mixture, densities, initial, t);
          const energy = now.states.reduce((sum, { density, temperature }) => sum + density * temperature, 0);
          expect(Math.abs(energy / (n * equilibrium.temperature) - 1)).toBeLessThan(1e-13);
          expect(now.entropy).toBeLessThanOrEqual(before.entropy + 1e-12 * n);
          expect(now.fisher).toBeLessThanOrEqual(before.fisher * (1 + 1e-12));
          expect(now.entropy).toBeGreaterThanOrEqual(equilibrium.entropy - 1e-12 * n);
          expect(now.fisher).toBeGreaterThanOrEqual(equilibrium.fisher * (1 - 1e-12));
          before = now;
        }
      }),
    );
  });

  it('respects the Cramer-Rao floor I_i >= d n_i / T_i, with equality for Maxwellians alone', () => {
    fc.assert(
      fc.property(gas, ({ d, mixture, densities, initial }) => {
        totals(mixture, densities, initial, 0).states.forEach((state, i) => {
          const floor = (d * state.density) / state.temperature;
          expect(state.fisher).toBeGreaterThanOrEqual(floor * (1 - 1e-13));
          // The excess is of order amplitude^4: f differs from the Maxwellian of its temperature by amplitude^2.
          if (initial[i].amplitude > 0.1) expect(state.fisher).toBeGreaterThan(floor * (1 + 1e-5));
        });
      }),
    );
  });

  it('is refused with the reason when it does not exist', () => {
    const species = [
      { name: 'light', mass: 1, charge: 0 },
      { name: 'heavy', mass: 2, charge: 0 },
    ];
    const ones = [
      [1, 1],
      [1, 1],
    ];
    const mixed = createMixture(2, species, ones, [
      [0, -2],
      [-2, 0],
    ]);
    const initial = [
      { temperature: 1, amplitude: -0.1 },
      { temperature: 1, amplitude: 0, velocity: [0.1, 0] },
    ];
    expect(() => bkwSolution(mixed, [1, 1], initial)).toThrow(InputError);
    expect(() => bkwSolution(mixed, [1, 1], initial)).toThrow(
      [
        'BKW solution, light: expected an amplitude >= 0 (f < 0 at large |v| otherwise), got -0.1',
        'BKW solution, pair light-heavy: expected exponent 0, got -2',
        'BKW solution, pair light-heavy: expected equal mean velocities, got [0,0] and [0.1,0]',
      ].join('\n'),
    );
    const free = bkwSolution(maxwellMixture(2, [1], [[0]]), [1], [{ temperature: 1, amplitude: 0.6 }]);
    expect(() => free.at(0, 100)).toThrow('collisions never make it positive: take an amplitude <= 2/(d+2) = 0.5');
    expect(() => free.at(0, -1)).toThrow('expected a time t >= 0, got -1');
  });
});
