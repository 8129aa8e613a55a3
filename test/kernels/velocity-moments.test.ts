import { describe, expect, it } from 'vitest';
import type { ForcedParticles, Particles } from '../../src/core/particles.ts';
import type { Dimension } from '../../src/core/vector-field.ts';
import {
  addMaxwellForces,
  addMaxwellMoments,
  createMaxwellMoments,
  sumMaxwellMoments,
} from '../../src/kernels/maxwell-moments.ts';
import { createPairAverages, maxwellPairAverages, sumPairAverages } from '../../src/kernels/pair-averages.ts';
import { addPairForces, type PairAlpha, type PairCore } from '../../src/kernels/pair-forces.ts';
import { simd } from './compiled.ts';
import { particles } from './particles.ts';

const dimensions = [2, 3] as const;

/** The sums as they are defined, pair after pair. */
function byDefinition(alpha: (r: number) => number, a: Particles, b: Particles) {
  const { d, n, data } = a.velocities;
  const sums = createPairAverages(d);
  const z = new Float64Array(d);
  for (let p = 0; p < n; p++)
    for (let q = a === b ? p + 1 : 0; q < b.velocities.n; q++) {
      let r2 = 0;
      for (let k = 0; k < d; k++) {
        z[k] = data[k * n + p] - b.velocities.data[k * b.velocities.n + q];
        r2 += z[k] ** 2;
      }
      const r = Math.sqrt(r2);
      if (a === b && r === 0) continue;
      const share = a.weights[p] * b.weights[q] * alpha(r);
      for (let k = 0; k < d; k++) {
        sums.first[k] += share * z[k];
        for (let l = 0; l < d; l++) {
          sums.second[k * d + l] += share * z[k] * z[l];
          sums.mixed[k * d + l] += share * z[k] * data[l * n + p];
        }
      }
    }
  return sums;
}

/** All of the first within `tolerance` of the others, in parts of the largest. */
function expectClose(found: Float64Array, expected: Float64Array, tolerance: number): void {
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(scale).toBeGreaterThan(0);
  found.forEach((value, k) => {
    expect(Math.abs(value - expected[k])).toBeLessThanOrEqual(tolerance * scale);
  });
}

/** With two particles at one place. */
function withTwins(d: Dimension, n: number): ForcedParticles {
  const all = particles(d, n, 'twins');
  for (let k = 0; k < d; k++) all.velocities.data[k * n + 3] = all.velocities.data[k * n + 7];
  return all;
}

describe('the pair averages', () => {
  const alphas: readonly [PairAlpha, (r: number) => number][] = [
    ...[0, 1, -1, -2, -3, 0.5].map((gamma) => [gamma, (r: number) => r ** gamma] as [number, (r: number) => number]),
    [
      {
        exponent: 0,
        evaluate: (r2, count, out) => {
          for (let q = 0; q < count; q++) out[q] = 1 / (1 + r2[q]);
        },
      } as PairAlpha,
      (r) => 1 / (1 + r * r),
    ],
  ];

  it.each(dimensions)('are the sums over every unordered pair once, d = %i', (d) => {
    // More than one tile of 512.
    for (const [a, b] of [
      [particles(d, 23, 'a'), particles(d, 530, 'b')],
      [particles(d, 530, 'b'), particles(d, 1, 'c')],
      [withTwins(d, 530), undefined],
      [particles(d, 40, 'e'), undefined],
    ] as const)
      for (const [alpha, ofDistance] of alphas) {
        const other = b ?? a;
        const expected = byDefinition(ofDistance, a, other);
        for (const sum of [sumPairAverages, simd.sumPairAverages]) {
          // What it held before does not matter.
          const sums = createPairAverages(d);
          for (const values of Object.values(sums)) values.fill(1);
          sum(alpha, a, other, sums);
          expectClose(sums.first, expected.first, 1e-11);
          expectClose(sums.second, expected.second, 1e-12);
          expectClose(sums.mixed, expected.mixed, 1e-11);
        }
      }
  });

  it.each(dimensions)('take a core in the place of the power between close particles, d = %i', (d) => {
    const [a, b] = [particles(d, 41, 'a'), particles(d, 130, 'b')];
    for (let k = 0; k < d; k++) b.velocities.data[130 * k] = a.velocities.data[41 * k];
    for (const gamma of [-3, -2.5]) {
      const core: PairCore = { radius: 0.8, inner: [1, 0.5, 0.2, 0.1, 0.05, 0.3] };
      const softened = (r: number) => {
        const y = 1 - (r / core.radius) ** 2;
        return r < core.radius
          ? core.radius ** gamma * core.inner.reduce((sum, c, k) => sum + c * y ** k, 0)
          : r ** gamma;
      };
      const expected = byDefinition(softened, a, b);
      for (const sum of [sumPairAverages, simd.sumPairAverages]) {
        const sums = createPairAverages(d);
        sum(gamma, a, b, sums, core);
        expectClose(sums.first, expected.first, 1e-12);
        expectClose(sums.second, expected.second, 1e-12);
        expectClose(sums.mixed, expected.mixed, 1e-12);
      }
    }
  });

  it.each(dimensions)(
    'of particles that coincide are those of all others, or not a number below exponent -2, d = %i',
    (d) => {
      const [a, b] = [particles(d, 9, 'a'), particles(d, 12, 'b')];
      for (let k = 0; k < d; k++) b.velocities.data[12 * k + 5] = a.velocities.data[9 * k + 2];
      for (const sum of [sumPairAverages, simd.sumPairAverages])
        for (const [gamma, finite] of [
          [-1, true],
          [-1.5, true],
          [-2, false],
          [-3, false],
          [-2.5, false],
        ] as const) {
          const sums = createPairAverages(d);
          sum(gamma, a, b, sums);
          for (const values of Object.values(sums))
            expect(values.every((value: number) => Number.isFinite(value) === finite)).toBe(true);
        }
    },
  );

  it.each(dimensions)('of two species at gamma = 0 follow from their moments, and `second` of one, d = %i', (d) => {
    const [a, b] = [particles(d, 30, 'a'), particles(d, 17, 'b')];
    const sums = createPairAverages(d);
    maxwellPairAverages(a, b, sums);
    const expected = byDefinition(() => 1, a, b);
    expectClose(sums.first, expected.first, 1e-13);
    expectClose(sums.second, expected.second, 1e-13);
    expectClose(sums.mixed, expected.mixed, 1e-13);
    maxwellPairAverages(a, a, sums);
    expectClose(sums.second, byDefinition(() => 1, a, a).second, 1e-13);
    expect([...sums.first, ...sums.mixed].every((value) => value === 0)).toBe(true);
  });

  it('at gamma = 0 keep their digits in a frame that moves with 2^20 thermal speeds', () => {
    const drift = 2 ** 20;
    const at = (n: number, name: string, shift: number) => {
      const all = particles(3, n, name);
      // Multiples of 2^-20 stay what they are in the moving frame.
      all.velocities.data.forEach((v, k, data) => {
        data[k] = Math.round(v * 2 ** 20) / 2 ** 20 + shift;
      });
      return all;
    };
    const [rest, moving] = [0, drift].map((shift) => {
      const sums = createPairAverages(3);
      maxwellPairAverages(at(30, 'a', shift), at(17, 'b', shift), sums);
      return sums;
    });
    expectClose(moving.first, rest.first, 1e-9);
    expectClose(moving.second, rest.second, 1e-9);
    expectClose(
      moving.mixed,
      rest.mixed.map((value, kl) => value + drift * rest.first[Math.floor(kl / 3)]),
      1e-9,
    );
  });

  it('of particles without weight are zero', () => {
    const sums = createPairAverages(2);
    const none = { ...particles(2, 3, 'a'), weights: new Float64Array(3) };
    maxwellPairAverages(none, none, sums);
    expect(Object.values(sums).every((values) => values.every((value: number) => value === 0))).toBe(true);
  });
});

describe('the moments of a species', () => {
  it.each(dimensions)('exert the forces of all its particles at gamma = 0, whatever the origin, d = %i', (d) => {
    const [a, b] = [particles(d, 19, 'a'), particles(d, 31, 'b')];
    const origin = Float64Array.of(0.3, -0.7, 1.1).subarray(0, d);
    for (const other of [b, a]) {
      for (const side of [a, b]) side.force.data.fill(0);
      addPairForces(1, 0, a, other);
      const expected = a.force.data.slice();
      const moments = createMaxwellMoments(d);
      moments.density = 9;
      moments.twist.fill(9);
      sumMaxwellMoments(other, origin, moments);
      a.force.data.fill(5);
      addMaxwellForces(moments, origin, a);
      expectClose(
        a.force.data.map((value) => value - 5),
        expected,
        1e-13,
      );
    }
  });

  it.each(dimensions)('add up with their factors, d = %i', (d) => {
    const [a, b] = [particles(d, 19, 'a'), particles(d, 31, 'b')];
    const origin = new Float64Array(d);
    const total = createMaxwellMoments(d);
    for (const [factor, part] of [
      [2, a],
      [-0.5, b],
    ] as const) {
      const own = createMaxwellMoments(d);
      sumMaxwellMoments(part, origin, own);
      addMaxwellMoments(factor, own, total);
    }
    // The same as of one species with those weights.
    const join = (x: Float64Array, y: Float64Array) =>
      Float64Array.from({ length: d * 50 }, (_, at) => {
        const [k, p] = [Math.floor(at / 50), at % 50];
        return p < 19 ? x[k * 19 + p] : y[k * 31 + p - 19];
      });
    const both = {
      weights: Float64Array.of(...a.weights.map((w) => 2 * w), ...b.weights.map((w) => -0.5 * w)),
      velocities: { d, n: 50, data: join(a.velocities.data, b.velocities.data) },
      scaledScore: { d, n: 50, data: join(a.scaledScore.data, b.scaledScore.data) },
    };
    const expected = createMaxwellMoments(d);
    sumMaxwellMoments(both, origin, expected);
    expect(total.density).toBeCloseTo(expected.density, 13);
    for (const name of ['first', 'second', 'push', 'cross', 'twist'] as const)
      expectClose(total[name], expected[name], 1e-13);
  });
});
