import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import type { Particles } from '../../src/core/particles.ts';
import { createStream } from '../../src/core/random.ts';
import { createVectorField } from '../../src/core/vector-field.ts';
import { createDistribution } from '../../src/ensemble/distributions.ts';
import {
  type MomentCorrection,
  type MomentTarget,
  meanVariance,
  velocityCorrection,
  weightCorrection,
} from '../../src/ensemble/moment-correction.ts';
import { lattice } from '../../src/ensemble/sampling/lattice.ts';
import { particleMoments } from '../../src/physics/moments.ts';
import { bkwState } from './exact-bkw.ts';

/** 60 random particles of random weight, somewhere, stretched differently along each axis. */
function cloud(d: 2 | 3, seed: number): Particles {
  const stream = createStream(seed, 'cloud');
  const n = 60;
  const centre = [1, -0.5, 0.3];
  return {
    weights: Float64Array.from({ length: n }, () => 0.2 + stream.next()),
    velocities: createVectorField(
      d,
      n,
      Float64Array.from(
        { length: d * n },
        (_, i) => centre[Math.floor(i / n)] + (1 + Math.floor(i / n) / 2) * (2 * stream.next() - 1),
      ),
    ),
  };
}

/** A target near the cloud: weights can only do so much while they stay positive. */
function near(particles: Particles, strength: number, seed: number): MomentTarget {
  const stream = createStream(seed, 'target');
  const { d } = particles.velocities;
  const now = particleMoments(1, particles.weights, particles.velocities);
  const random = () => strength * (2 * stream.next() - 1);
  const covariance = [...now.temperatureTensor];
  for (let k = 0; k < d; k++)
    for (let l = 0; l <= k; l++)
      covariance[k * d + l] = covariance[l * d + k] = covariance[k * d + l] * (1 + random()) + random() / 10;
  return {
    density: now.density * (1 + 5 * Math.abs(random())),
    velocity: now.velocity.map((u) => u + random()),
    covariance,
  };
}

/** Largest departure of the moments from the target, relative to density, thermal width and its square. */
function miss(particles: Particles, target: MomentTarget): number {
  const now = particleMoments(1, particles.weights, particles.velocities);
  const variance = meanVariance(target);
  const { covariance } = target;
  const second =
    typeof covariance === 'number'
      ? [now.temperature - variance]
      : covariance.map((c, i) => c - now.temperatureTensor[i]);
  return Math.max(
    Math.abs(now.density / target.density - 1),
    ...now.velocity.map((u, k) => Math.abs(u - target.velocity[k]) / Math.sqrt(variance)),
    ...second.map((difference) => Math.abs(difference) / variance),
  );
}

const corrections: [string, MomentCorrection, number][] = [
  ['velocities', velocityCorrection, 0.3],
  ['weights', weightCorrection, 0.05],
];
const setting = fc.record({ d: fc.constantFrom<2 | 3>(2, 3), seed: fc.nat(1e6), whole: fc.boolean() });

/** The cloud and a target for its whole covariance, or for its temperature alone. */
function problem({ d, seed, whole }: { d: 2 | 3; seed: number; whole: boolean }, strength: number) {
  const particles = cloud(d, seed);
  const target = near(particles, strength, seed);
  return { particles, target: whole ? target : { ...target, covariance: meanVariance(target) } };
}

describe.each(corrections)('the correction of %s', (_, correct, strength) => {
  test('gives the exact density, mean velocity and covariance or temperature', () => {
    fc.assert(
      fc.property(setting, (given) => {
        const { particles, target } = problem(given, strength);
        expect(miss(correct(particles, target).particles, target)).toBeLessThan(2e-14);
      }),
    );
  });

  test('changes nothing the second time', () => {
    fc.assert(
      fc.property(setting, (given) => {
        const { particles, target } = problem(given, strength);
        const { change } = correct(correct(particles, target).particles, target);
        expect(Math.max(...Object.values(change).map(Math.abs))).toBeLessThan(5e-14);
      }),
    );
  });

  test('leaves the given particles as it was and reports its distance from the target', () => {
    fc.assert(
      fc.property(setting, (given) => {
        const { particles, target } = problem(given, strength);
        const before = structuredClone(particles);
        const { change } = correct(particles, target);
        expect(particles).toEqual(before);
        const now = particleMoments(1, before.weights, before.velocities);
        expect(now.density * (1 + change.density)).toBeCloseTo(target.density, 12);
        expect(now.temperature * (1 + change.temperature)).toBeCloseTo(meanVariance(target), 12);
        expect(change.particle).toBeGreaterThan(0);
      }),
    );
  });

  test('treats all axes alike: it commutes with exchanging them', () => {
    fc.assert(
      fc.property(setting, (given) => {
        const { particles, target } = problem({ ...given, d: 2 }, strength);
        const swap = ({ weights, velocities: { n, data } }: Particles): Particles => ({
          weights,
          velocities: createVectorField(2, n, Float64Array.from([...data.subarray(n), ...data.subarray(0, n)])),
        });
        const { covariance, velocity } = target;
        const swapped: MomentTarget = {
          ...target,
          velocity: [...velocity].reverse(),
          covariance: typeof covariance === 'number' ? covariance : [...covariance].reverse(),
        };
        const a = swap(correct(particles, target).particles);
        const b = correct(swap(particles), swapped).particles;
        expect(Math.max(...a.velocities.data.map((v, i) => Math.abs(v - b.velocities.data[i])))).toBeLessThan(1e-13);
        expect(Math.max(...a.weights.map((w, p) => Math.abs(w - b.weights[p])))).toBeLessThan(1e-13);
      }),
    );
  });

  test('refuses particles that lie on one line', () => {
    const line: Particles = {
      weights: new Float64Array(10).fill(0.1),
      velocities: createVectorField(
        2,
        10,
        Float64Array.from({ length: 20 }, (_, i) => i % 10),
      ),
    };
    expect(() => correct(line, { density: 1, velocity: [4, 4], covariance: [8, 0, 0, 8] })).toThrow(InputError);
  });
});

test('correcting velocities keeps the ratios of the weights, correcting weights keeps the velocities', () => {
  const { particles, target } = problem({ d: 3, seed: 1, whole: true }, 0.05);
  const moved = velocityCorrection(particles, target).particles;
  const ratio = moved.weights[0] / particles.weights[0];
  for (const [p, weight] of moved.weights.entries()) expect(weight / particles.weights[p]).toBeCloseTo(ratio, 14);
  expect(weightCorrection(particles, target).particles.velocities).toBe(particles.velocities);
});

test('the map by Cholesky factors moves the particles at least as far', () => {
  // The usual other one takes Cholesky factor to Cholesky factor.
  fc.assert(
    fc.property(fc.nat(1e6), (seed) => {
      const { particles, target } = problem({ d: 2, seed, whole: true }, 0.3);
      const now = particleMoments(1, particles.weights, particles.velocities);
      const factor = ([a, b, , c]: readonly number[]) => [Math.sqrt(a), b / Math.sqrt(a), Math.sqrt(c - (b * b) / a)];
      const [s, t] = [factor(now.temperatureTensor), factor(target.covariance as readonly number[])];
      const { n, data } = particles.velocities;
      const best = velocityCorrection(particles, target).particles.velocities.data;
      let [ours, theirs] = [0, 0];
      for (let p = 0; p < n; p++) {
        const [x, y] = [data[p] - now.velocity[0], data[n + p] - now.velocity[1]];
        const z = [x / s[0], (y - (s[1] * x) / s[0]) / s[2]];
        const image = [target.velocity[0] + t[0] * z[0], target.velocity[1] + t[1] * z[0] + t[2] * z[1]];
        ours += particles.weights[p] * ((best[p] - data[p]) ** 2 + (best[n + p] - data[n + p]) ** 2);
        theirs += particles.weights[p] * ((image[0] - data[p]) ** 2 + (image[1] - data[n + p]) ** 2);
      }
      expect(ours).toBeLessThanOrEqual(theirs * (1 + 1e-12));
    }),
  );
});

test('other weights with the same moments are further away in chi^2', () => {
  const { particles, target } = problem({ d: 2, seed: 7, whole: true }, 0.05);
  const best = weightCorrection(particles, target).particles.weights;
  const distance = (w: Float64Array) =>
    w.reduce((sum, wp, p) => sum + (wp - particles.weights[p]) ** 2 / particles.weights[p], 0);
  // Others come from disturbing the weights and correcting them back to the target.
  fc.assert(
    fc.property(fc.nat(1e6), (seed) => {
      const stream = createStream(seed, 'disturbance');
      const disturbed = best.map((w) => w * (1 + 0.05 * stream.next()));
      const other = weightCorrection({ weights: disturbed, velocities: particles.velocities }, target).particles
        .weights;
      expect(distance(other)).toBeGreaterThan(distance(best));
    }),
  );
});

test('the lattices of the default box need small changes of the weights only', () => {
  const unused = createStream('lattice');
  const largest = (d: 2 | 3, cells: number) => {
    const f = createDistribution({ maxwellian: { temperature: 1 } }, { dimension: d, mass: 1, density: 1 });
    return weightCorrection(lattice.sample(f, { count: cells ** d, stream: unused }).particles, f).change;
  };
  // At the corners |x|^2 is 16 d; the missing energy is 2e-3 of the whole.
  for (const change of [largest(2, 20), largest(2, 40), largest(3, 20)]) {
    expect(Math.abs(change.density)).toBeLessThan(2e-4);
    expect(Math.abs(change.temperature)).toBeLessThan(2e-3);
    expect(change.particle).toBeLessThan(0.05);
  }
  const bkw = createDistribution({ bkw: bkwState(2, 1, 1, 1, 1 / 2) }, { dimension: 2, mass: 1, density: 1 });
  const { change } = weightCorrection(lattice.sample(bkw, { count: 40 ** 2, stream: unused }).particles, bkw);
  expect(change.particle).toBeLessThan(1e-3);
});

test('weights that cannot stay positive, and too few particles, are refused with the way out', () => {
  const f = createDistribution({ maxwellian: { temperature: 1 } }, { dimension: 2, mass: 1, density: 1 });
  const sample = lattice.sample(f, { count: 16, halfWidth: 0.5, stream: createStream('lattice') });
  expect(() => weightCorrection(sample.particles, f)).toThrow(
    /^particles\.matchMoments: expected .*, got .* need 580 % more density .*; raise the count, .* set matchMoments: false$/,
  );
  const few = lattice.sample(f, { count: 4, stream: createStream('lattice') });
  expect(() => weightCorrection(few.particles, f)).toThrow(InputError);
});
