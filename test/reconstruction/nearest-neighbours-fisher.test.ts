import { describe, expect, it } from 'vitest';
import { createStream } from '../../src/core/random.ts';
import { createDistribution } from '../../src/ensemble/distributions.ts';
import { monteCarlo } from '../../src/ensemble/sampling/random.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { nearestNeighbourFisher, neighboursForFisher } from '../../src/reconstruction/neighbours.ts';
import { bkwSolution } from '../../src/theory/bkw.ts';
import { gaussianSample, meanAndError, moved } from './samples.ts';

function bkwState(d: 2 | 3, amplitude: number) {
  const mixture = createMixture(d, [{ name: 'gas', mass: 1, charge: 0 }], [[0]], [[0]]);
  return bkwSolution(mixture, [1], [{ temperature: 1, amplitude }]).at(0, 0);
}

function bkwSample(d: 2 | 3, amplitude: number, count: number, seed: number) {
  const distribution = createDistribution({ bkw: bkwState(d, amplitude) }, { dimension: d, mass: 1, density: 1 });
  return monteCarlo.sample(distribution, { count, stream: createStream(seed, 'bkw') }).particles.velocities;
}

describe.each([2, 3] as const)('the nearest-neighbour Fisher information in d = %i', (d) => {
  const variances = [2, 0.5, 1].slice(0, d);
  const exact = variances.reduce((sum, s) => sum + 1 / s, 0);

  it('of a Gaussian is tr S^-1 within three standard errors, whatever its axes', () => {
    const { mean, error } = meanAndError(
      Array.from({ length: 8 }, (_, seed) => nearestNeighbourFisher(2, 0.7, gaussianSample(variances, 1000, seed))),
    );
    // d+2 of 1000 is lost in the inverse of a sample's covariance; 1/k in the ratio of the two sums
    const bias = ((0.7 * exact) / 2) * ((d + 2) / 1000 + 1 / neighboursForFisher(d, 1000));
    expect(Math.abs(mean - (0.7 * exact) / 2)).toBeLessThan(3 * error + bias);
    expect(error).toBeLessThan(0.02 * exact);
  });

  it('does not feel a shift, and a dilation by a divides it by a^2', () => {
    const sample = gaussianSample(variances, 300, 5);
    const value = nearestNeighbourFisher(1, 1, sample);
    expect(nearestNeighbourFisher(1, 1, moved(sample, 1, 8))).toBeCloseTo(value, 9);
    expect(nearestNeighbourFisher(1, 1, moved(sample, 4, 0))).toBeCloseTo(value / 16, 10);
    expect(nearestNeighbourFisher(3, 2, sample)).toBeCloseTo((2 / 3) * value, 12);
  });

  it('finds the excess of a BKW state over the Cramer-Rao floor, more of it with more particles', () => {
    const amplitude = 0.35;
    const excess = bkwState(d, amplitude).fisher - d;
    const missed = [500, 2000].map((count) => {
      const values = Array.from({ length: 8 }, (_, seed) =>
        nearestNeighbourFisher(1, 1, bkwSample(d, amplitude, count, seed)),
      );
      const { mean, error } = meanAndError(values);
      return { share: (d + excess - mean) / excess, error: error / excess };
    });
    const [few, many] = missed;
    expect(Math.abs(many.share)).toBeLessThan(0.35 + 2 * many.error);
    expect(many.share).toBeLessThan(few.share + 2 * Math.hypot(few.error, many.error));
    expect(many.error).toBeLessThan(few.error);
  });
});
