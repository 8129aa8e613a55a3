import { describe, expect, it } from 'vitest';
import { createMixture } from '../../src/physics/mixture.ts';
import { findExactSolution, type InitialState } from '../../src/theory/exact.ts';
import { collisionResidual } from './collision-residual.ts';

const species = [
  { name: 'light', mass: 1, charge: 1 },
  { name: 'heavy', mass: 3, charge: 1 },
];
const mixture = (gamma: number, cross = 1, gammaCross = gamma) =>
  createMixture(
    2,
    species,
    [
      [1, cross],
      [cross, 1],
    ],
    [
      [gamma, gammaCross],
      [gammaCross, gamma],
    ],
  );
const maxwellian = (temperature: number, velocity = [0, 0]): InitialState => ({
  kind: 'maxwellian',
  temperature,
  amplitude: 0,
  velocity,
});
const find = (gas: ReturnType<typeof mixture>, initial: readonly InitialState[]) =>
  findExactSolution(gas, [1, 0.5], initial);

describe('an exact solution is known', () => {
  it('at equilibrium for every exponent, where f stays as it is', () => {
    for (const gamma of [-3, -2.3, 0, 1]) {
      const drift = [0.2, -1];
      // T = m s^2 with s = 1/sqrt(3) is not exactly 1.
      const solution = find(mixture(gamma), [maxwellian(1, drift), maxwellian(3 * Math.sqrt(1 / 3) ** 2, drift)]);
      expect(solution?.name).toBe('equilibrium');
      expect(solution?.at(1, 100).value([0.3, 0.1])).toBe(solution?.at(1, 0).value([0.3, 0.1]));
      expect(solution?.at(0, 5).fisher).toBeCloseTo(2, 14);
    }
  });

  it('for the equilibrium in the strict sense: the collision integral vanishes', () => {
    const gas = mixture(1, 0.4);
    const solution = find(gas, [maxwellian(0.8), maxwellian(0.8)]);
    const { change, collisions } = collisionResidual(gas, solution!, 0, 0.5, [0.4, -0.7]);
    expect(Math.abs(change)).toBeLessThan(1e-13);
    expect(Math.abs(collisions)).toBeLessThan(1e-9);
  });

  it('for co-moving Maxwellian and BKW species at gamma = 0', () => {
    const relaxation = find(mixture(0), [maxwellian(1), maxwellian(2)]);
    expect(relaxation?.name).toBe('Maxwellian relaxation at gamma = 0');
    expect(relaxation?.at(0, 1e3).temperature).toBeCloseTo(4 / 3, 12);
    const bkw = find(mixture(0), [{ ...maxwellian(1), kind: 'bkw', amplitude: 0.3 }, maxwellian(1)]);
    expect(bkw?.name).toBe('BKW');
    expect(bkw?.at(0, 0).fisher).toBeGreaterThan(2);
  });

  it('whatever the exponent of a pair that does not collide', () => {
    expect(find(mixture(0, 0, -3), [maxwellian(1), maxwellian(2)])?.name).toBe('equilibrium');
    const hot: InitialState = { ...maxwellian(1), kind: 'bkw', amplitude: 0.3 };
    expect(find(mixture(0, 0, -3), [hot, maxwellian(2, [5, 0])])?.name).toBe('BKW');
  });
});

describe('no exact solution is known', () => {
  it('when a distribution of another kind takes part', () => {
    expect(find(mixture(0), [{ ...maxwellian(1), kind: 'other' }, maxwellian(1)])).toBeUndefined();
  });

  it('for two temperatures or a BKW start when a colliding pair has gamma != 0', () => {
    expect(find(mixture(-3), [maxwellian(1), maxwellian(2)])).toBeUndefined();
    expect(find(mixture(0, 1, -1), [maxwellian(1), maxwellian(2)])).toBeUndefined();
    expect(find(mixture(-1), [{ ...maxwellian(1), kind: 'bkw', amplitude: 0.2 }, maxwellian(1)])).toBeUndefined();
  });

  it('when colliding species drift apart', () => {
    expect(find(mixture(0), [maxwellian(1), maxwellian(1, [1e-3, 0])])).toBeUndefined();
  });
});

describe('the linear Fokker-Planck equation', () => {
  const gas = createMixture(
    2,
    species,
    [
      [0, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [0, 0],
    ],
  );
  const initial = [maxwellian(1, [0.5, 0]), maxwellian(2, [-0.2, 0.1])];
  const solution = findExactSolution(gas, [1, 0.5], initial, 'linear-fokker-planck')!;

  it('is solved by Maxwellians that relax: d_t f = div( grad f / m + f (v - u)/theta )', () => {
    const late = solution.at(0, 1e3);
    const [u, theta] = [late.velocity, late.temperature];
    const h = 1e-3;
    for (const i of [0, 1])
      for (const v of [
        [0.3, -0.4],
        [1, 0.5],
      ]) {
        const t = 0.4;
        const f = (x: number, y: number) => solution.at(i, t).value([x, y]);
        const change = (solution.at(i, t + h).value(v) - solution.at(i, t - h).value(v)) / (2 * h);
        const flux = (k: number) => (s: number) => {
          const at = v.map((component, l) => component + (l === k ? s : 0));
          const ahead = at.map((component, l) => component + (l === k ? h : 0));
          const behind = at.map((component, l) => component - (l === k ? h : 0));
          const slope = (f(ahead[0], ahead[1]) - f(behind[0], behind[1])) / (2 * h);
          return slope / species[i].mass + (f(at[0], at[1]) * (at[k] - u[k])) / theta;
        };
        const divergence = [0, 1].reduce((sum, k) => sum + (flux(k)(h) - flux(k)(-h)) / (2 * h), 0);
        expect(Math.abs(change - divergence)).toBeLessThan(1e-5);
      }
    // momentum and energy
    for (const t of [0, 0.3, 2]) {
      const now = [0, 1].map((i) => solution.at(i, t));
      const momentum = now.reduce((sum, { density, velocity }, i) => sum + species[i].mass * density * velocity[0], 0);
      const energy = now.reduce(
        (sum, { density, velocity, temperature }, i) =>
          sum + density * (2 * temperature + species[i].mass * (velocity[0] ** 2 + velocity[1] ** 2)),
        0,
      );
      expect(momentum).toBeCloseTo(1 * 0.5 - 3 * 0.5 * 0.2, 14);
      expect(energy).toBeCloseTo(2 + 0.25 + 0.5 * (4 + 3 * 0.05), 13);
    }
  });

  it('has no Landau solution, nor one for other starts', () => {
    expect(findExactSolution(gas, [1, 0.5], initial)?.name).toBe('equilibrium');
    expect(solution.name).toBe('Ornstein-Uhlenbeck process');
    const other: InitialState = { ...maxwellian(1), kind: 'other' };
    expect(findExactSolution(gas, [1, 0.5], [other, initial[1]], 'linear-fokker-planck')).toBeUndefined();
  });
});

it('no exact solution is known with immobile partners, unless they do not act', () => {
  const partners = (strength: number) =>
    createMixture(
      2,
      species,
      [
        [1, 1],
        [1, 1],
      ],
      [
        [0, 0],
        [0, 0],
      ],
      [{ species: 0, strength, exponent: 0, velocity: [0, 0] }],
    );
  expect(find(partners(1), [maxwellian(1), maxwellian(1)])).toBeUndefined();
  expect(find(partners(0), [maxwellian(1), maxwellian(1)])?.name).toBe('equilibrium');
});
