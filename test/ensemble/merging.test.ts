import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Particles } from '../../src/core/particles.ts';
import { createStream } from '../../src/core/random.ts';
import { createVectorField } from '../../src/core/vector-field.ts';
import { merged, thinned } from '../../src/ensemble/merging.ts';
import { particleMoments } from '../../src/physics/moments.ts';
import { clouds } from './clouds.ts';

const momentsOf = ({ weights, velocities }: Particles) => particleMoments(1, weights, velocities);

/** Number, momentum, energy and tensor are those of the other, to round-off of sums about the origin. */
function expectSameMoments(fewer: Particles, all: Particles): void {
  const [now, then] = [momentsOf(fewer), momentsOf(all)];
  const energy = then.energy;
  expect(Math.abs(now.density / then.density - 1)).toBeLessThan(1e-13);
  expect(Math.abs(now.energy / energy - 1)).toBeLessThan(1e-12);
  const speed = Math.sqrt((2 * energy) / then.density);
  now.velocity.forEach((u, k) => {
    expect(Math.abs(u - then.velocity[k])).toBeLessThan(1e-13 * speed);
  });
  now.temperatureTensor.forEach((entry, kl) => {
    expect(Math.abs(entry - then.temperatureTensor[kl])).toBeLessThan(1e-11 * then.temperature);
  });
}

test('merging keeps number, momentum, energy and temperature tensor, and leaves at most the count', () => {
  fc.assert(
    fc.property(clouds(20, 200), fc.integer({ min: 8, max: 220 }), (cloud, count) => {
      const fewer = merged(cloud, count);
      const { n } = fewer.velocities;
      expect(n).toBeLessThanOrEqual(count);
      expect(n).toBeGreaterThan(Math.min(count, cloud.velocities.n) / 2);
      expect(fewer.weights.every((weight) => weight > 0)).toBe(true);
      if (count >= cloud.velocities.n) expect(fewer).toBe(cloud);
      expectSameMoments(fewer, cloud);
    }),
    { numRuns: 100 },
  );
});

test('thinning keeps the same, and leaves the count to one', () => {
  fc.assert(
    fc.property(clouds(30, 200), fc.integer({ min: 12, max: 220 }), fc.string(), (cloud, count, seed) => {
      const fewer = thinned(cloud, count, createStream(seed, 'a', 'sampling'));
      const { n } = fewer.velocities;
      expect(Math.abs(n - Math.min(count, cloud.velocities.n))).toBeLessThanOrEqual(1);
      expectSameMoments(fewer, cloud);
    }),
    { numRuns: 100 },
  );
});

test('a heavy particle is never thinned out, and light ones stay in proportion to their weights', () => {
  const n = 60;
  const velocities = createVectorField(2, n);
  for (let p = 0; p < n; p++) velocities.data.set([Math.sin(7 * p), Math.cos(5 * p)], 2 * p);
  const weights = Float64Array.from({ length: n }, (_, p) => (p === 17 ? 50 : p < 30 ? 2 : 1));
  const stayed = { heavy: 0, two: 0, one: 0 };
  for (let seed = 0; seed < 200; seed++) {
    const fewer = thinned({ weights, velocities }, 20, createStream(seed, 'a', 'sampling'));
    const most = Math.max(...fewer.weights);
    const light = fewer.weights.filter((weight) => weight < most);
    // All that may be left out weigh the same afterwards.
    expect(new Set([...light].map((weight) => weight.toPrecision(10))).size).toBe(1);
    stayed.heavy += most / light[0] > 10 ? 1 : 0;
  }
  expect(stayed.heavy).toBe(200);
});

test('of a flat cloud the energy is kept', () => {
  const n = 40;
  const velocities = createVectorField(3, n);
  for (let p = 0; p < n; p++) {
    velocities.data[p] = Math.sin(3 * p);
    velocities.data[n + p] = Math.cos(p);
    velocities.data[2 * n + p] = 0.5;
  }
  const cloud = { weights: new Float64Array(n).fill(1 / n), velocities };
  const fewer = merged(cloud, 12);
  expect(fewer.velocities.n).toBe(12);
  expect(momentsOf(fewer).energy / momentsOf(cloud).energy).toBeCloseTo(1, 12);
  expect(momentsOf(fewer).temperature / momentsOf(cloud).temperature).toBeCloseTo(1, 12);
});
