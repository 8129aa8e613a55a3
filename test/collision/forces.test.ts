import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { direct } from '../../src/collision/direct.ts';
import { moments } from '../../src/collision/moments.ts';
import { chooseSummation } from '../../src/collision/summations.ts';
import { createVectorField, type VectorField } from '../../src/core/vector-field.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { forceScale, type System, separated, system, withForces } from '../arbitraries.ts';

function forcesOf({ mixture, particles }: System, summation = direct) {
  const forced = withForces(particles);
  summation.prepare(mixture).sum(forced);
  return forced.map(({ force }) => force);
}

/** The defining double sum, written as in the equation: every ordered pair, A as a matrix. */
function definingSum({ mixture, particles }: System) {
  const d = mixture.dimension;
  const force = withForces(particles).map((own) => own.force);
  particles.forEach((a, i) => {
    particles.forEach((b, j) => {
      for (let p = 0; p < a.weights.length; p++)
        for (let q = 0; q < b.weights.length; q++) {
          if (i === j && p === q) continue;
          const z = Array.from(
            { length: d },
            (_, k) => a.velocities.data[k * a.weights.length + p] - b.velocities.data[k * b.weights.length + q],
          );
          const u = z.map(
            (_, k) => a.scaledScore.data[k * a.weights.length + p] - b.scaledScore.data[k * b.weights.length + q],
          );
          const r = Math.hypot(...z);
          if (r === 0) continue;
          for (let k = 0; k < d; k++)
            for (let l = 0; l < d; l++)
              force[i].data[k * a.weights.length + p] -=
                b.weights[q] *
                mixture.strength(i, j) *
                r ** mixture.exponent(i, j) *
                ((k === l ? r * r : 0) - z[k] * z[l]) *
                u[l];
        }
    });
  });
  return force;
}

/** The smallest weight that `system` makes: a force is at most forceScale / lightest. */
const lightest = 0.01;

/** sum_p w_p term(F_p), component by component. */
function total(s: System, force: readonly VectorField[], term: (i: number, p: number, k: number, F: number) => number) {
  let sum = 0;
  force.forEach(({ d, n, data }, i) => {
    for (let p = 0; p < n; p++)
      for (let k = 0; k < d; k++) sum += s.particles[i].weights[p] * term(i, p, k, data[k * n + p]);
  });
  return sum;
}

const singular = system().filter((s) => separated(s, 0.05));

describe('the direct sum', () => {
  it('is the defining double sum over ordered pairs', () => {
    fc.assert(
      fc.property(singular, (s) => {
        const force = forcesOf(s);
        const expected = definingSum(s);
        const scale = forceScale(s) / lightest;
        force.forEach((field, i) => {
          field.data.forEach((F, at) => {
            expect(Math.abs(F - expected[i].data[at])).toBeLessThanOrEqual(1e-13 * scale);
          });
        });
      }),
    );
  });

  it('conserves momentum and energy to round-off for any masses, weights and exponents', () => {
    fc.assert(
      fc.property(singular, (s) => {
        const force = forcesOf(s);
        for (let k = 0; k < s.mixture.dimension; k++) {
          const momentum = total(s, force, (_i, _p, l, F) => (l === k ? F : 0));
          expect(Math.abs(momentum)).toBeLessThanOrEqual(1e-14 * forceScale(s));
        }
        const energy = total(
          s,
          force,
          (i, p, k, F) => F * s.particles[i].velocities.data[k * s.particles[i].weights.length + p],
        );
        expect(Math.abs(energy)).toBeLessThanOrEqual(1e-13 * forceScale(s));
      }),
    );
  });

  it('never produces negative entropy: sum w g.force <= 0', () => {
    fc.assert(
      fc.property(singular, (s) => {
        const force = forcesOf(s);
        const production = total(
          s,
          force,
          (i, p, k, F) => F * s.particles[i].scaledScore.data[k * s.particles[i].weights.length + p],
        );
        expect(production).toBeLessThanOrEqual(1e-13 * forceScale(s));
      }),
    );
  });

  it('is zero for a field that translates and dilates, g = a + b v: A(z) z = 0', () => {
    fc.assert(
      fc.property(singular, fc.constantFrom(-1.5, 0, 0.3, 2), (s, b) => {
        const linear = s.particles.map(({ weights, velocities }) => {
          const field = createVectorField(velocities.d, velocities.n);
          field.data.forEach((_, at) => {
            field.data[at] = Math.floor(at / velocities.n) - 1 + b * velocities.data[at];
          });
          return { weights, velocities, scaledScore: field };
        });
        const field = { ...s, particles: linear };
        const size = total(s, forcesOf(field), (_i, _p, _k, F) => Math.abs(F));
        expect(size).toBeLessThanOrEqual(1e-13 * forceScale(field));
      }),
    );
  });

  it('is homogeneous: v -> k v and g -> k g multiply a force of one exponent by k^(gamma+3)', () => {
    fc.assert(
      fc.property(singular, fc.double({ min: 0.5, max: 2, noNaN: true }), (s, k) => {
        const gamma = s.mixture.exponent(0, 0);
        const indices = s.mixture.species.map(() => s.mixture.species.map(() => gamma));
        const strengths = s.mixture.species.map((_, i) => s.mixture.species.map((_, j) => s.mixture.strength(i, j)));
        const mixture = createMixture(s.mixture.dimension, s.mixture.species, strengths, indices);
        const scaled = (field: VectorField) =>
          createVectorField(
            field.d,
            field.n,
            field.data.map((x) => k * x),
          );
        const before = forcesOf({ ...s, mixture });
        const larger = {
          mixture,
          particles: s.particles.map(({ weights, velocities, scaledScore }) => ({
            weights,
            velocities: scaled(velocities),
            scaledScore: scaled(scaledScore),
          })),
        };
        const after = forcesOf(larger);
        const scale = forceScale(larger) / lightest;
        before.forEach((field, i) => {
          field.data.forEach((F, at) => {
            expect(Math.abs(after[i].data[at] - F * k ** (gamma + 3))).toBeLessThanOrEqual(1e-13 * scale);
          });
        });
      }),
    );
  });

  it('gives species j exactly the reaction of what it gives species i, pair by pair of species', () => {
    fc.assert(
      fc.property(
        singular.filter((s) => s.mixture.species.length > 1),
        (s) => {
          const forced = withForces(s.particles);
          direct.prepare(s.mixture).addPair(0, 1, forced);
          const force = forced.map((own) => own.force);
          for (let k = 0; k < s.mixture.dimension; k++) {
            const momentum = total(s, force, (_i, _p, l, F) => (l === k ? F : 0));
            expect(Math.abs(momentum)).toBeLessThanOrEqual(1e-14 * forceScale(s));
          }
        },
      ),
    );
  });

  it('keeps unlike particles at one velocity as real pairs and never invents a force between like ones', () => {
    const species = [1, 2].map((mass, i) => ({ name: `s${i}`, mass, charge: 1 }));
    const at = (x: number, y: number) => createVectorField(2, 1, Float64Array.of(x, y));
    const run = (gamma: number, strengths: number[][]) =>
      forcesOf({
        mixture: createMixture(2, species, strengths, [
          [gamma, gamma],
          [gamma, gamma],
        ]),
        particles: [at(1, 0), at(0, 1)].map((scaledScore) => ({
          weights: Float64Array.of(1),
          velocities: at(0.5, 0.5),
          scaledScore,
        })),
      })[0].data;
    const cross = [
      [0, 1],
      [1, 0],
    ];
    expect([...run(-3, cross)].some(Number.isNaN)).toBe(true);
    expect([...run(-1.5, cross)].map(Math.abs)).toEqual([0, 0]);
    expect(
      [
        ...run(-3, [
          [1, 0],
          [0, 1],
        ]),
      ].map(Math.abs),
    ).toEqual([0, 0]);
  });
});

describe('the closed moments', () => {
  it('equal the direct sum at exponent 0 to round-off', () => {
    fc.assert(
      fc.property(
        system(() => fc.constant(0)),
        (s) => {
          const expected = forcesOf(s);
          // the moments' terms are of the size of |v|^2 |g|, not of |z|^2 |g_p - g_q|
          const scale = 2 * 24 * (4 * 27) * 10;
          forcesOf(s, moments).forEach((field, i) => {
            field.data.forEach((F, at) => {
              expect(Math.abs(F - expected[i].data[at])).toBeLessThanOrEqual(1e-16 * scale);
            });
          });
          if (s.mixture.species.length === 1) return;
          const [a, b] = [direct, moments].map((summation) => {
            const forced = withForces(s.particles);
            summation.prepare(s.mixture).addPair(0, 1, forced);
            return forced.map(({ force }) => force);
          });
          a.forEach((field, i) => {
            field.data.forEach((F, at) => {
              expect(Math.abs(F - b[i].data[at])).toBeLessThanOrEqual(1e-16 * scale);
            });
          });
        },
      ),
    );
  });

  it('are chosen by themselves exactly where every colliding pair has exponent 0', () => {
    const species = [1, 2].map((mass, i) => ({ name: `s${i}`, mass, charge: 1 }));
    const mixture = (gamma: number, c: number) =>
      createMixture(
        3,
        species,
        [
          [1, c],
          [c, 1],
        ],
        [
          [0, gamma],
          [gamma, 0],
        ],
      );
    expect(chooseSummation('auto', mixture(0, 1)).name).toBe('moments');
    expect(chooseSummation('auto', mixture(-3, 0)).name).toBe('moments');
    expect(chooseSummation('auto', mixture(-3, 1)).name).toBe('direct');
    expect(() => chooseSummation('moments', mixture(-3, 1))).toThrow(/exponent 0.*got -3 for s0-s1.*direct/);
    expect(() => chooseSummation('fmm', mixture(0, 1))).toThrow(/expected auto or one of direct, moments, .*, got fmm/);
  });
});
