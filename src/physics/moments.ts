import { sumOf, trace } from '../core/sum.ts';
import type { VectorField } from '../core/vector-field.ts';

/** Moments of one species, f ~ sum_p w_p delta(v - v_p). */
export interface Moments {
  /** n = sum w_p. */
  readonly density: number;
  /** u = (1/n) sum w_p v_p, length d. */
  readonly velocity: readonly number[];
  /** m n u, length d. */
  readonly momentum: readonly number[];
  /** (m/2) sum w_p |v_p|^2. */
  readonly energy: number;
  /** (m/n) sum w_p (v_p-u)(v_p-u)^T, d x d in row order. */
  readonly temperatureTensor: readonly number[];
  /** T = trace of the temperature tensor / d. */
  readonly temperature: number;
}

/** Moments of n > 0 weighted particles; all sums are compensated and the second moments are taken about the mean. */
export function particleMoments(mass: number, weights: Float64Array, velocities: VectorField): Moments {
  const { d, n: count, data } = velocities;
  const axes = Array.from({ length: d }, (_, k) => k);
  const density = sumOf(count, (p) => weights[p]);
  const flux = axes.map((k) => sumOf(count, (p) => weights[p] * data[k * count + p]));
  const u = flux.map((component) => component / density);
  const temperatureTensor = new Array<number>(d * d);
  for (const k of axes) {
    for (const l of axes.slice(0, k + 1)) {
      const covariance = sumOf(count, (p) => weights[p] * (data[k * count + p] - u[k]) * (data[l * count + p] - u[l]));
      temperatureTensor[k * d + l] = temperatureTensor[l * d + k] = (mass * covariance) / density;
    }
  }
  // One sum over all d n components: the weights repeat on every plane.
  const energy = (mass / 2) * sumOf(d * count, (c) => weights[c % count] * data[c] * data[c]);
  return {
    density,
    velocity: u,
    momentum: flux.map((component) => mass * component),
    energy,
    temperatureTensor,
    temperature: trace(temperatureTensor, d) / d,
  };
}
