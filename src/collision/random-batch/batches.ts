import { createVectorField, type Dimension, type VectorField } from '../../core/vector-field.ts';
import type { Ensemble } from '../../ensemble/ensemble.ts';
import type { PairSide } from '../../kernels/pair-forces.ts';

/** The particles of one species in some order, cut into batches, each with arrays of its own as the pair sum takes them. */
export interface Batches {
  readonly members: readonly PairSide[];
  /** Fills the batches with particles `order[0]`, `order[1]`, ... and clears their forces. */
  gather(order: Uint32Array, particles: Ensemble, potential: VectorField): void;
  /** force += the batches' forces. */
  scatter(order: Uint32Array, force: VectorField): void;
}

/** `count` batches of N particles, whose sizes differ by one at most; count <= N. */
export function prepareBatches(d: Dimension, N: number, count: number): Batches {
  const weights = new Float64Array(N);
  const [velocities, potential, force] = Array.from({ length: 3 }, () => new Float64Array(d * N));
  const starts = Array.from({ length: count + 1 }, (_, b) => Math.floor((b * N) / count));
  const members = starts.slice(0, count).map((start, b): PairSide => {
    const end = starts[b + 1];
    const part = (data: Float64Array) => createVectorField(d, end - start, data.subarray(d * start, d * end));
    return {
      weights: weights.subarray(start, end),
      velocities: part(velocities),
      potential: part(potential),
      force: part(force),
    };
  });
  return {
    members,
    gather(order, particles, potentials) {
      for (let p = 0; p < N; p++) weights[p] = particles.weights[order[p]];
      members.forEach((batch, b) => {
        const own = order.subarray(starts[b], starts[b + 1]);
        take(own, particles.velocities, batch.velocities);
        take(own, potentials, batch.potential);
      });
      force.fill(0);
    },
    scatter(order, total) {
      members.forEach((batch, b) => {
        const own = order.subarray(starts[b], starts[b + 1]);
        for (let k = 0; k < d; k++)
          for (let p = 0; p < own.length; p++) total.data[k * N + own[p]] += batch.force.data[k * own.length + p];
      });
    },
  };
}

function take(order: Uint32Array, from: VectorField, to: VectorField): void {
  for (let k = 0; k < from.d; k++)
    for (let p = 0; p < order.length; p++) to.data[k * order.length + p] = from.data[k * from.n + order[p]];
}
