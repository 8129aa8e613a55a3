import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { mixtureEquilibrium } from '../../src/physics/equilibrium.ts';
import { createMixture, type Mixture } from '../../src/physics/mixture.ts';
import { particleMoments } from '../../src/physics/moments.ts';
import { maxwellMomentSolution, maxwellMoments, type SecondMoments } from '../../src/theory/maxwell-moments.ts';
import { system } from '../arbitraries.ts';
import { readTable } from '../reference/read-table.ts';
import { maxwellMixture } from './maxwell-mixture.ts';

const flat = (moments: readonly SecondMoments[]) =>
  moments.flatMap(({ velocity, covariance }) => [...velocity, ...covariance]);

/** Up to four species that drift and are anisotropic, with masses and strengths over two decades; some pairs do not collide. */
const gas = fc.tuple(fc.constantFrom<2 | 3>(2, 3), fc.integer({ min: 1, max: 4 })).chain(([d, S]) => {
  const decade = fc.integer({ min: -100, max: 100 }).map((k) => 10 ** (k / 100));
  const speed = fc.integer({ min: -2000, max: 2000 }).map((k) => k / 1000);
  const numbers = (entry: fc.Arbitrary<number>, length: number) =>
    fc.array(entry, { minLength: length, maxLength: length });
  const strength = fc.oneof({ weight: 4, arbitrary: decade }, { weight: 1, arbitrary: fc.constant(0) });
  return fc
    .record({
      masses: numbers(decade, S),
      densities: numbers(decade, S),
      strengths: fc.array(numbers(strength, S), { minLength: S, maxLength: S }),
      velocities: fc.array(numbers(speed, d), { minLength: S, maxLength: S }),
      roots: fc.array(numbers(speed, d * d), { minLength: S, maxLength: S }),
    })
    .map(({ masses, densities, strengths, velocities, roots }) => {
      const covariance = (root: readonly number[]) =>
        root.map((_, c) => {
          const [k, l] = [Math.floor(c / d), c % d];
          const product = root.slice(0, d).map((_, e) => root[k * d + e] * root[l * d + e]);
          return product.reduce((a, b) => a + b) + (k === l ? 0.1 : 0);
        });
      const mixture = maxwellMixture(d, masses, strengths);
      const initial = densities.map((density, i) => ({
        density,
        velocity: velocities[i],
        covariance: covariance(roots[i]),
      }));
      /** Of all collisions, the frequency of the fastest. */
      const frequency = Math.max(
        ...masses.flatMap((m, i) =>
          masses.map((M, j) => 2 * d * mixture.strength(i, j) * densities[j] * (1 / m + 1 / M) * (1 / m)),
        ),
      );
      return { mixture, initial, frequency };
    });
});

/** Speeds are at most 2 sqrt(3), energies of a unit mass at most of the order of their square; masses differ by 100. */
const scaleOf = ({ mixture, initial }: { mixture: Mixture; initial: readonly SecondMoments[] }) => {
  const energy = initial.map(
    ({ density, velocity, covariance }, i) =>
      mixture.species[i].mass *
      density *
      [...velocity.map((u) => u * u), ...covariance.map(Math.abs)].reduce((sum, x) => sum + x, 0),
  );
  const lightest = Math.min(...initial.map(({ density }, i) => density * mixture.species[i].mass));
  return energy.reduce((sum, E) => sum + E, 0) / lightest;
};

describe('the solution of the closed moment equations', () => {
  it('is the reference table of two drifting, anisotropic species to its 13 digits', () => {
    const table = readTable('gamma0_moments_d2.csv');
    const ones = [
      [1, 1],
      [1, 1],
    ];
    const at = maxwellMomentSolution(maxwellMixture(2, [1, 2], ones), [
      { density: 1, velocity: [0.5, 0], covariance: [1.5, 0, 0, 0.5] },
      { density: 0.5, velocity: [-0.5, 0.3], covariance: [0.4, 0, 0, 1] },
    ]);
    let worst = 0;
    table.t.forEach((t, row) => {
      at(t).forEach(({ velocity: [ux, uy], covariance: [xx, xy, , yy] }, i) => {
        const mine = { u_0: ux, u_1: uy, S_00: xx + ux * ux, S_01: xy + ux * uy, S_11: yy + uy * uy };
        for (const [name, value] of Object.entries(mine))
          worst = Math.max(worst, Math.abs(value - table[`${name[0]}${i + 1}${name.slice(1)}`][row]));
      });
    });
    expect(worst).toBeLessThan(1e-12);
  });

  it('starts from the initial moments and at the rates of the equations', () => {
    fc.assert(
      fc.property(gas, (start) => {
        const { mixture, initial, frequency } = start;
        fc.pre(frequency > 0);
        const at = maxwellMomentSolution(mixture, initial);
        const y = flat(initial);
        const scale = scaleOf(start);
        flat(at(0)).forEach((value, k) => {
          expect(Math.abs(value - y[k])).toBeLessThan(1e-14 * scale);
        });
        const dydt = new Float64Array(y.length);
        maxwellMoments(
          mixture,
          initial.map(({ density }) => density),
        ).rate(0, Float64Array.from(y), dydt);
        // Forward differences of fourth order: h^4 of the fifth derivative, 1e-14/h of round-off.
        const h = 1e-3 / frequency;
        const states = [0, 1, 2, 3, 4].map((k) => flat(at(k * h)));
        const weights = [-25 / 12, 4, -3, 4 / 3, -1 / 4];
        dydt.forEach((rate, k) => {
          const difference = weights.reduce((sum, w, s) => sum + w * states[s][k], 0) / h;
          expect(Math.abs(difference - rate)).toBeLessThan(1e-10 * frequency * scale);
        });
      }),
    );
  });

  it('may be stopped and started again anywhere', () => {
    fc.assert(
      fc.property(gas, fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), (start, first, second) => {
        const { mixture, initial, frequency } = start;
        const [s, t] = [first, second].map((k) => k / 100 / (frequency || 1));
        const whole = flat(maxwellMomentSolution(mixture, initial)(s + t));
        const middle = maxwellMomentSolution(mixture, initial)(s);
        const parts = flat(maxwellMomentSolution(mixture, middle)(t));
        whole.forEach((value, k) => {
          expect(Math.abs(value - parts[k])).toBeLessThan(1e-13 * scaleOf(start));
        });
      }),
    );
  });

  it('keeps momentum and energy at all times, and symmetric positive covariances', () => {
    fc.assert(
      fc.property(gas, fc.integer({ min: -300, max: 600 }), (start, power) => {
        const { mixture, initial, frequency } = start;
        const { dimension: d } = mixture;
        const now = maxwellMomentSolution(mixture, initial)(10 ** (power / 100) / (frequency || 1));
        const totals = (moments: readonly SecondMoments[]) => {
          const each = moments.map(({ density, velocity, covariance }, i) => {
            const rho = density * mixture.species[i].mass;
            const trace = velocity.reduce((sum, u, k) => sum + u * u + covariance[k * (d + 1)], 0);
            return [...velocity.map((u) => rho * u), rho * trace];
          });
          return each.reduce((sum, part) => sum.map((value, k) => value + part[k]));
        };
        const [before, after] = [initial, now].map(totals);
        const mass = initial.reduce((sum, { density }, i) => sum + density * mixture.species[i].mass, 0);
        after.forEach((value, k) => {
          const scale = k < d ? Math.sqrt(before[d] * mass) : before[d];
          expect(Math.abs(value - before[k])).toBeLessThan(1e-14 * scale * initial.length);
        });
        for (const { covariance } of now) {
          for (let k = 0; k < d; k++)
            for (let l = 0; l < d; l++) expect(covariance[k * d + l]).toBe(covariance[l * d + k]);
          expect(determinant(covariance, d)).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('ends in the common equilibrium of species that all collide', () => {
    const strengths = [
      [1, 0.2, 0.01],
      [0.2, 0, 3],
      [0.01, 3, 1],
    ];
    const mixture = maxwellMixture(3, [1, 40, 1836], strengths);
    const initial = [0.5, -0.1, 0.01].map((u, i) => ({
      density: 1 + i,
      velocity: [u, 0, 2 * u],
      covariance: [2, 0.3, 0, 0.3, 1, 0, 0, 0, 0.5].map((c) => c / mixture.species[i].mass),
    }));
    const states = initial.map(({ density, velocity, covariance }, i) => ({
      density,
      velocity,
      temperature: (mixture.species[i].mass * (covariance[0] + covariance[4] + covariance[8])) / 3,
    }));
    const { velocity, temperature } = mixtureEquilibrium(mixture, states);
    maxwellMomentSolution(
      mixture,
      initial,
    )(1e8).forEach((now, i) => {
      velocity.forEach((u, k) => {
        expect(Math.abs(now.velocity[k] - u)).toBeLessThan(1e-14);
      });
      now.covariance.forEach((c, k) => {
        const exact = k % 4 === 0 ? temperature / mixture.species[i].mass : 0;
        expect(Math.abs(c - exact)).toBeLessThan((1e-13 * temperature) / mixture.species[i].mass);
      });
    });
  });
});

test('the closed rates are those of the collisions of all pairs of particles, whatever their distribution', () => {
  fc.assert(
    fc.property(
      system(() => fc.constant(0)),
      ({ mixture, particles }) => {
        const { dimension: d, species } = mixture;
        const stride = d + d * d;
        const moments = particles.map(({ weights, velocities }, i) =>
          particleMoments(species[i].mass, weights, velocities),
        );
        const y = moments.flatMap(({ velocity, temperatureTensor }, i) => [
          ...velocity,
          ...temperatureTensor.map((T) => T / species[i].mass),
        ]);
        const dydt = new Float64Array(y.length);
        maxwellMoments(
          mixture,
          moments.map(({ density }) => density),
        ).rate(0, Float64Array.from(y), dydt);
        // The weak form with phi = v and v v^T, pair by pair: particle p drifts by -(d-1)(1/m_i + 1/m_j) z and diffuses by A(z)/m_i.
        const sums = new Float64Array(y.length);
        particles.forEach((a, i) => {
          particles.forEach((b, j) => {
            const [n, m] = [a.weights.length, b.weights.length];
            const friction = (d - 1) * (1 / species[i].mass + 1 / species[j].mass);
            for (let p = 0; p < n; p++)
              for (let q = 0; q < m; q++) {
                const v = Array.from({ length: d }, (_, k) => a.velocities.data[k * n + p]);
                const z = v.map((x, k) => x - b.velocities.data[k * m + q]);
                const z2 = z.reduce((sum, x) => sum + x * x, 0);
                const weight =
                  (mixture.strength(i, j) * a.weights[p] * b.weights[q]) / (species[i].mass * moments[i].density);
                for (let k = 0; k < d; k++) {
                  sums[i * stride + k] -= weight * friction * z[k];
                  for (let l = 0; l < d; l++)
                    sums[i * stride + d + k * d + l] +=
                      weight *
                      ((2 / species[i].mass) * ((k === l ? z2 : 0) - z[k] * z[l]) -
                        friction * (z[k] * v[l] + v[k] * z[l]));
                }
              }
          });
        });
        species.forEach((_, i) => {
          const at = i * stride;
          // speeds are at most 3 sqrt(3), strengths 2, weights 1 for at most 24 particles, 1/m 100
          const scale = 2 * 24 * (200 / species[i].mass) * 54;
          for (let k = 0; k < d; k++) {
            expect(Math.abs(dydt[at + k] - sums[at + k])).toBeLessThan(1e-15 * scale);
            for (let l = 0; l < d; l++) {
              const centred = dydt[at + d + k * d + l] + dydt[at + k] * y[at + l] + y[at + k] * dydt[at + l];
              expect(Math.abs(centred - sums[at + d + k * d + l])).toBeLessThan(1e-15 * 10 * scale);
            }
          }
        });
      },
    ),
  );
});

test('exponents other than 0 and immobile partners are refused, all at once', () => {
  const species = [1, 2].map((mass, i) => ({ name: `s${i}`, mass, charge: 0 }));
  const all = [
    [1, 1],
    [1, 0],
  ];
  const gammas = [
    [0, -3],
    [-3, 1],
  ];
  const partners = [{ species: 0, strength: 1, exponent: 0, velocity: [0, 0] }];
  const moments = { density: 1, velocity: [0, 0], covariance: [1, 0, 0, 1] };
  expect(() => maxwellMomentSolution(createMixture(2, species, all, gammas, partners), [moments, moments])).toThrow(
    'closed moment equations, pair s0-s1: expected exponent 0, got -3; take the method blob\n' +
      'closed moment equations: expected no immobile partners, got 1; take the method blob',
  );
});

function determinant(c: readonly number[], d: number): number {
  if (d === 2) return c[0] * c[3] - c[1] * c[2];
  return c[0] * (c[4] * c[8] - c[5] * c[7]) - c[1] * (c[3] * c[8] - c[5] * c[6]) + c[2] * (c[3] * c[7] - c[4] * c[6]);
}
