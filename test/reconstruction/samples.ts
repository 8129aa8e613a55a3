import type { Particles } from '../../src/core/particles.ts';
import { createStream } from '../../src/core/random.ts';
import { inverseNormal } from '../../src/core/special-functions.ts';
import { createVectorField, type Dimension, type VectorField } from '../../src/core/vector-field.ts';

/** n independent velocities of the centred Gaussian with these variances, one per axis. */
export function gaussianSample(variances: readonly number[], n: number, seed: number): VectorField {
  const d = variances.length as Dimension;
  const stream = createStream(seed, 'sample');
  return createVectorField(
    d,
    n,
    Float64Array.from(
      { length: d * n },
      (_, c) => Math.sqrt(variances[Math.floor(c / n)]) * inverseNormal(stream.next() + 2 ** -54),
    ),
  );
}

/** A sample as particles of equal weight and density 1. */
export function equallyWeighted(velocities: VectorField): Particles {
  return { weights: new Float64Array(velocities.n).fill(1 / velocities.n), velocities };
}

/** Every velocity v as a v + b on all axes. */
export function moved({ d, n, data }: VectorField, a: number, b: number): VectorField {
  return createVectorField(
    d,
    n,
    data.map((v) => a * v + b),
  );
}

/** Mean and standard error of the mean. */
export function meanAndError(values: readonly number[]): { readonly mean: number; readonly error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (values.length * (values.length - 1))) };
}
