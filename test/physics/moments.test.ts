import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVectorField } from '../../src/core/vector-field.ts';
import { particleMoments } from '../../src/physics/moments.ts';
import { dimension, vectorField } from '../arbitraries.ts';

const particles = dimension.chain((d) =>
  fc.integer({ min: 1, max: 20 }).chain((n) =>
    fc.record({
      weights: fc
        .array(fc.integer({ min: 1, max: 2048 }), { minLength: n, maxLength: n })
        .map((w) => Float64Array.from(w, (k) => k / 1024)),
      velocities: vectorField(d, n),
      mass: fc.integer({ min: 1, max: 4096 }).map((k) => k / 64),
    }),
  ),
);

describe('the moments of weighted particles', () => {
  it('of two equal particles at +-1 on the first axis are those of a cold pair of beams', () => {
    const velocities = createVectorField(2, 2, Float64Array.of(1, -1, 0, 0));
    const moments = particleMoments(3, Float64Array.of(0.5, 0.5), velocities);
    expect(moments).toEqual({
      density: 1,
      velocity: [0, 0],
      momentum: [0, 0],
      energy: 1.5,
      temperatureTensor: [3, 0, 0, 0],
      temperature: 1.5,
    });
  });

  it('split the energy into that of the drift and that of the temperature: E = n (m |u|^2 + d T) / 2', () => {
    fc.assert(
      fc.property(particles, ({ mass, weights, velocities }) => {
        const { density, velocity, temperature, energy } = particleMoments(mass, weights, velocities);
        const u2 = velocity.reduce((sum, u) => sum + u * u, 0);
        const sum = (density * (mass * u2 + velocities.d * temperature)) / 2;
        expect(Math.abs(sum - energy)).toBeLessThanOrEqual(1e-14 * energy);
      }),
    );
  });

  it('do not see a shift of the frame in the temperature tensor, and see it as drift in the velocity', () => {
    const shift = [1000, -500, 250];
    fc.assert(
      fc.property(particles, ({ mass, weights, velocities }) => {
        const { d, n, data } = velocities;
        const moved = createVectorField(
          d,
          n,
          data.map((v, c) => v + shift[Math.floor(c / n)]),
        );
        const before = particleMoments(mass, weights, velocities);
        const after = particleMoments(mass, weights, moved);
        // The velocities are dyadic, so the shift is exact: what remains is the rounding of u near 1000, squared.
        after.temperatureTensor.forEach((T, k) => {
          expect(Math.abs(T - before.temperatureTensor[k])).toBeLessThan(1e-11 * mass);
        });
        after.velocity.forEach((u, k) => {
          expect(Math.abs(u - shift[k] - before.velocity[k])).toBeLessThan(1e-12);
        });
      }),
    );
  });

  it('give a positive semidefinite temperature tensor whose trace is d T', () => {
    fc.assert(
      fc.property(particles, ({ mass, weights, velocities }) => {
        const { d } = velocities;
        const { temperatureTensor: P, temperature } = particleMoments(mass, weights, velocities);
        for (let k = 0; k < d; k++) {
          expect(P[k * d + k]).toBeGreaterThanOrEqual(0);
          for (let l = 0; l < k; l++) {
            expect(P[k * d + l]).toBe(P[l * d + k]);
            expect(P[k * d + l] ** 2).toBeLessThanOrEqual(P[k * d + k] * P[l * d + l] * (1 + 1e-12) + 1e-24);
          }
        }
        const trace = Array.from({ length: d }, (_, k) => P[k * d + k]).reduce((sum, x) => sum + x, 0);
        expect(trace / d).toBe(temperature);
      }),
    );
  });

  it('lose no small term beside large ones', () => {
    const sum = (x: readonly number[], y: readonly number[]) =>
      particleMoments(
        1,
        new Float64Array(x.length).fill(1),
        createVectorField(2, x.length, Float64Array.of(...x, ...y)),
      );
    expect(sum([1e16, 1, -1e16], [0, 0, 0]).momentum).toEqual([1, 0]);
    // 2e16 + 8, beside which a single 1 is lost
    const [large, ones] = [
      [1e8, -1e8],
      [1, -1, 1, -1, 1, -1, 1, -1],
    ];
    const { energy, temperatureTensor } = sum([...large, ...ones], new Array<number>(10).fill(0));
    expect(2 * energy).toBe(2e16 + 8);
    expect(10 * temperatureTensor[0]).toBe(2e16 + 8);
  });
});
