import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { direct } from '../../src/collision/direct.ts';
import { randomBatch } from '../../src/collision/random-batch.ts';
import { sampledError } from '../../src/collision/sampled-error.ts';
import type { PairSum } from '../../src/collision/summation.ts';
import { chooseSummation } from '../../src/collision/summations.ts';
import type { ForcedParticles } from '../../src/core/particles.ts';
import { createStream } from '../../src/core/random.ts';
import { createVectorField, type VectorField } from '../../src/core/vector-field.ts';
import { usualMachine } from '../../src/kernels/machine.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { forceScale, type System, separated, system, withForces } from '../arbitraries.ts';

const { kernels } = usualMachine();

const prepare = ({ mixture }: System, size: number, seed = 'seed') =>
  randomBatch.prepare(mixture, { stream: createStream(seed, 'random batches'), options: { size } });

function forcesOf({ particles }: System, sum: PairSum): readonly VectorField[] {
  const forced = withForces(particles);
  sum.sum(forced);
  return forced.map(({ force }) => force);
}

const data = (force: readonly VectorField[]) => force.flatMap((field) => [...field.data]);

/** sum_p w_p term(F_p, ..) over all particles and components. */
function total(
  s: System,
  force: readonly VectorField[],
  term: (F: number, i: number, at: number, k: number) => number,
) {
  let sum = 0;
  force.forEach((field, i) => {
    field.data.forEach((F, at) => {
      sum += s.particles[i].weights[at % field.n] * term(F, i, at, Math.floor(at / field.n));
    });
  });
  return sum;
}

/** A gas of species with the given numbers of particles, unequal weights and unequal masses. */
function gas(d: 2 | 3, counts: readonly number[], gamma: number, seed = 'gas'): System {
  const random = createStream(seed);
  const field = (n: number) =>
    createVectorField(
      d,
      n,
      Float64Array.from({ length: d * n }, () => 4 * random.next() - 2),
    );
  const species = counts.map((_, i) => ({ name: `s${i}`, mass: 1 + i, charge: 1 }));
  const matrix = (entry: number) => counts.map(() => counts.map(() => entry));
  return {
    mixture: createMixture(d, species, matrix(0.7), matrix(gamma)),
    particles: counts.map((n) => ({
      weights: Float64Array.from({ length: n }, () => 0.1 + random.next()),
      velocities: field(n),
      scaledScore: field(n),
    })),
  };
}

describe('random batches', () => {
  const singular = system().filter((s) => separated(s, 0.05));
  // A pair counts at most N_i N_j times, 64 for the 8 particles of `system`.
  const scaleOf = (s: System) => 64 * forceScale(s);

  it('conserve momentum and energy to round-off and never produce negative entropy, in every draw', () => {
    fc.assert(
      fc.property(singular, fc.integer({ min: 2, max: 9 }), fc.nat(), (s, size, seed) => {
        const force = forcesOf(s, prepare(s, size, `${seed}`));
        for (let axis = 0; axis < s.mixture.dimension; axis++)
          expect(Math.abs(total(s, force, (F, _i, _at, k) => (k === axis ? F : 0)))).toBeLessThanOrEqual(
            1e-14 * scaleOf(s),
          );
        const power = total(s, force, (F, i, at) => F * s.particles[i].velocities.data[at]);
        expect(Math.abs(power)).toBeLessThanOrEqual(1e-13 * scaleOf(s));
        const production = total(s, force, (F, i, at) => F * s.particles[i].scaledScore.data[at]);
        expect(production).toBeLessThanOrEqual(1e-13 * scaleOf(s));
      }),
      { numRuns: 60 },
    );
  });

  it('give each species of a pair exactly the reaction of what they give the other', () => {
    const s = gas(3, [23, 57], -1);
    const forced = withForces(s.particles);
    prepare(s, 4).addPair(0, 1, forced);
    const force = forced.map((own) => own.force);
    for (let axis = 0; axis < 3; axis++)
      expect(Math.abs(total(s, force, (F, _i, _at, k) => (k === axis ? F : 0)))).toBeLessThan(1e-14 * forceScale(s));
  });

  it('are the direct sum when a batch holds everybody', () => {
    fc.assert(
      fc.property(singular, (s) => {
        const exact = data(forcesOf(s, direct.prepare(s.mixture)));
        // the smallest weight that `system` makes is 0.01
        data(forcesOf(s, prepare(s, 16))).forEach((F, at) => {
          expect(Math.abs(F - exact[at])).toBeLessThanOrEqual((1e-13 * forceScale(s)) / 0.01);
        });
      }),
      { numRuns: 40 },
    );
  });

  // 11 = 3 + 4 + 4 and 11 with 7 = 2 x (5 or 6 with 3 or 4): numbers that batches do not divide.
  it.each([
    [2, 0, [11]],
    [3, -3, [11]],
    [2, -1, [11, 7]],
    [3, -3, [7, 26]],
  ] as const)('are right on average for every particle (d = %i, exponent %f, %j particles)', (d, gamma, counts) => {
    const s = gas(d, counts, gamma);
    const exact = data(forcesOf(s, direct.prepare(s.mixture)));
    const sum = prepare(s, 3);
    const draws = 6000;
    const mean = exact.map(() => 0);
    const square = exact.map(() => 0);
    for (let draw = 0; draw < draws; draw++) {
      data(forcesOf(s, sum)).forEach((F, at) => {
        mean[at] += (F - exact[at]) / draws;
        square[at] += (F - exact[at]) ** 2 / draws;
      });
      sum.redraw?.();
    }
    // Deviations of the means in their own standard errors: normal numbers, 22 to 99 of them.
    const deviations = exact.map((_, at) => mean[at] / Math.sqrt((square[at] - mean[at] ** 2) / (draws - 1)));
    expect(Math.max(...deviations.map(Math.abs))).toBeLessThan(4.5);
    const chiSquare = deviations.reduce((all, z) => all + z * z, 0) / deviations.length;
    expect(chiSquare).toBeGreaterThan(0.4);
    expect(chiSquare).toBeLessThan(1.8);
  });

  it('give two species the exact total force in every draw when all their pairs are alike', () => {
    const beams = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(beams, fc.integer({ min: 2, max: 9 }), (counts, size) => {
        const s = gas(2, counts, -3);
        for (const [i, { weights, velocities, scaledScore }] of s.particles.entries()) {
          weights.fill(1);
          velocities.data.fill(i);
          scaledScore.data.forEach((_, at) => {
            scaledScore.data[at] = at < counts[i] ? i : 0;
          });
        }
        const [batches, exact] = [prepare(s, size), direct.prepare(s.mixture)].map((sum) => {
          const forced = withForces(s.particles);
          sum.addPair(0, 1, forced);
          return forced.map(({ force: field }) => field.data.subarray(0, field.n).reduce((all, F) => all + F, 0));
        });
        for (const i of [0, 1]) expect(Math.abs(batches[i] / exact[i] - 1)).toBeLessThan(1e-13);
      }),
    );
  });

  it('have the variance of a sample without replacement, (1/(R-1) - 1/(N-1)) (N-1)^2 S^2', () => {
    const N = 96;
    const s = gas(2, [N], -1);
    const exact = data(forcesOf(s, direct.prepare(s.mixture)));
    // The N forces w_q F_pq on each particle: their variance S^2 needs the sum of their squares.
    let spread = 0;
    for (let p = 0; p < N; p++) {
      let squares = 0;
      for (let q = 0; q < N; q++) {
        if (q === p) continue;
        const two = ({ data: all }: VectorField) =>
          createVectorField(2, 2, Float64Array.of(all[p], all[q], all[N + p], all[N + q]));
        const pair: System = {
          mixture: s.mixture,
          particles: [
            {
              weights: Float64Array.of(s.particles[0].weights[p], s.particles[0].weights[q]),
              velocities: two(s.particles[0].velocities),
              scaledScore: two(s.particles[0].scaledScore),
            },
          ],
        };
        const [F] = forcesOf(pair, direct.prepare(s.mixture));
        squares += F.data[0] ** 2 + F.data[2] ** 2;
      }
      const mean2 = (exact[p] ** 2 + exact[N + p] ** 2) / (N - 1);
      spread += (squares - mean2) / (N - 2);
    }
    for (const size of [2, 4, 12, 48]) {
      const sum = prepare(s, size);
      const draws = 400;
      let variance = 0;
      for (let draw = 0; draw < draws; draw++) {
        variance += data(forcesOf(s, sum)).reduce((all, F, at) => all + (F - exact[at]) ** 2, 0) / draws;
        sum.redraw?.();
      }
      const expected = (1 / (size - 1) - 1 / (N - 1)) * (N - 1) ** 2 * spread;
      expect(Math.abs(variance / expected - 1)).toBeLessThan(0.05);
    }
  });

  it('stay as they are until they are redrawn, and go on with the same bits from a saved state', () => {
    const s = gas(3, [40, 30], -2);
    const first = prepare(s, 8);
    const start = data(forcesOf(s, first));
    expect(data(forcesOf(s, first))).toEqual(start);
    first.redraw?.();
    const second = data(forcesOf(s, first));
    expect(second).not.toEqual(start);
    const other = prepare(s, 8, 'another seed');
    other.restore?.(first.save!());
    expect(data(forcesOf(s, other))).toEqual(second);
    first.redraw?.();
    other.redraw?.();
    expect(data(forcesOf(s, other))).toEqual(data(forcesOf(s, first)));
    expect(other.save?.()).toEqual(first.save?.());
  });

  it('warn when a draw errs by more than the force itself, and tell the error', () => {
    const s = gas(2, [400], 0);
    const [coarse, fine] = [2, 100].map((size) => prepare(s, size).assess!(s.particles));
    const error = 'force error of one random draw (f-weighted, relative)';
    expect(coarse.settings[error]).toBeGreaterThan(1);
    expect(coarse.warnings).toEqual([
      expect.stringMatching(
        /^method\.batch\.size: the force of one draw of batches of 2 errs by \d+ %.*larger batches/,
      ),
    ]);
    expect(fine.settings[error]).toBeLessThan(1);
    expect(fine.warnings).toEqual([]);
  });

  it('are never chosen by themselves', () => {
    for (const gamma of [0, -3]) expect(chooseSummation('auto', gas(2, [4], gamma).mixture)).not.toBe(randomBatch);
    expect(chooseSummation('random-batch', gas(2, [4], -3).mixture)).toBe(randomBatch);
  });
});

test('the sampled error of a sum is 0 for the direct one, and the factor by which a sum is wrong', () => {
  fc.assert(
    fc.property(
      system().filter((s) => separated(s, 0.05)),
      fc.constantFrom(0, 0.25, -1),
      (s, wrong) => {
        fc.pre(data(forcesOf(s, direct.prepare(s.mixture))).some((F) => Math.abs(F) > 1e-3 * forceScale(s)));
        const scaled = (particles: readonly ForcedParticles[]) => {
          direct.prepare(s.mixture).sum(particles);
          for (const { force } of particles) for (let at = 0; at < force.data.length; at++) force.data[at] *= 1 + wrong;
        };
        const error = sampledError(kernels, s.mixture, s.particles, scaled, () => undefined);
        expect(error).toBeCloseTo(Math.abs(wrong), 9);
      },
    ),
    { numRuns: 40 },
  );
});

test('the sampled error of a sum is finite with coincident like particles and empty species, and unknown with forces that are not', () => {
  const mixture = createMixture(
    2,
    [1, 2].map((mass, i) => ({ name: `s${i}`, mass, charge: 1 })),
    [
      [1, 1],
      [1, 1],
    ],
    [
      [-3, -3],
      [-3, -3],
    ],
  );
  // 300 particles in pairs at one place: more than the 128 targets
  const n = 300;
  const twins = Float64Array.from({ length: 2 * n }, (_, k) => Math.sin(7 * Math.floor((k % n) / 2) + (k < n ? 0 : 1)));
  const particles = [
    {
      weights: new Float64Array(n).fill(1 / n),
      velocities: createVectorField(2, n, twins),
      scaledScore: createVectorField(2, n, twins.map(Math.cos)),
    },
    { weights: new Float64Array(0), velocities: createVectorField(2, 0), scaledScore: createVectorField(2, 0) },
  ];
  const error = (factor: number) =>
    sampledError(
      kernels,
      mixture,
      particles,
      (forced) => {
        direct.prepare(mixture).sum(forced);
        for (const { force } of forced) for (let k = 0; k < force.data.length; k++) force.data[k] *= factor;
      },
      () => undefined,
    );
  expect(error(1)).toBeLessThan(1e-12);
  expect(error(1.5)).toBeCloseTo(0.5, 9);
  expect(error(Number.NaN)).toBeNaN();
});
