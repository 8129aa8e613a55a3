import { describe, expect, it } from 'vitest';
import { createStream } from '../../src/core/random.ts';
import { inverseNormal } from '../../src/core/special-functions.ts';
import { createVectorField, type Dimension, type VectorField } from '../../src/core/vector-field.ts';
import { nearestNeighbourEntropy } from '../../src/reconstruction/neighbours.ts';

function gaussianSample(d: Dimension, n: number, seed: number): VectorField {
  const stream = createStream(seed, 'nearest');
  return createVectorField(
    d,
    n,
    Float64Array.from({ length: d * n }, () => inverseNormal(stream.next() + 2 ** -54)),
  );
}

/** int f log f of a Gaussian of unit variance and density n. */
const exact = (d: number, n: number) => n * (Math.log(n) - (d / 2) * Math.log(2 * Math.PI * Math.E));

describe.each([2, 3] as const)('the nearest-neighbour entropy in d = %i', (d) => {
  it('is that of the law within three standard errors of its scatter over samples', () => {
    const density = 0.7;
    const values = Array.from({ length: 12 }, (_, seed) =>
      nearestNeighbourEntropy(density, gaussianSample(d, 1000, seed)),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    // var log f of a Gaussian is d/2, and the neighbours' distances add psi'(4) = 0.28 each
    expect(Math.sqrt(variance)).toBeLessThan(2 * density * Math.sqrt((d / 2 + 0.28) / 1000));
    // f varies within the distance to the k-th neighbour: a bias of order (k/N)^(2/d)
    const bias = 1.5 * density * (4 / 1000) ** (2 / d);
    expect(Math.abs(mean - exact(d, density))).toBeLessThan(3 * Math.sqrt(variance / values.length) + bias);
  });

  it('does not feel a shift, and a dilation by a adds -n d log a exactly', () => {
    const sample = gaussianSample(d, 200, 7);
    const value = nearestNeighbourEntropy(1, sample);
    const shifted = createVectorField(
      d,
      200,
      sample.data.map((v) => v + 8),
    );
    const dilated = createVectorField(
      d,
      200,
      sample.data.map((v) => 4 * v),
    );
    expect(nearestNeighbourEntropy(1, shifted)).toBeCloseTo(value, 10);
    expect(nearestNeighbourEntropy(1, dilated)).toBeCloseTo(value - d * Math.log(4), 12);
  });

  it('finds the true neighbours: a brute-force search gives the same sum', () => {
    const n = 60;
    const sample = gaussianSample(d, n, 3);
    let sum = 0;
    for (let p = 0; p < n; p++) {
      const distances = Array.from({ length: n }, (_, q) =>
        Math.hypot(...Array.from({ length: d }, (_, k) => sample.data[k * n + p] - sample.data[k * n + q])),
      ).sort((a, b) => a - b);
      sum += Math.log(distances[4]);
    }
    const harmonic = (m: number) => Array.from({ length: m - 1 }, (_, k) => 1 / (k + 1)).reduce((a, b) => a + b, 0);
    const ball = d === 2 ? Math.PI : (4 / 3) * Math.PI;
    // psi(N) - psi(4) = H_{N-1} - H_3
    expect(nearestNeighbourEntropy(1, sample)).toBeCloseTo(
      -(harmonic(n) - harmonic(4) + Math.log(ball) + (d / n) * sum),
      12,
    );
  });
});
