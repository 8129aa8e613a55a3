import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { InputError } from '../core/errors.ts';
import type { Particles } from '../core/particles.ts';
import type { RandomStream } from '../core/random.ts';
import { sumOf } from '../core/sum.ts';
import { createVectorField } from '../core/vector-field.ts';
import { type Moments, particleMoments } from '../physics/moments.ts';
import { velocityCorrection } from './moment-correction.ts';

/*
 * Reduces the number of particles for the same f. Both functions preserve number, momentum, energy and the whole temperature tensor to
 * round-off. Moments of higher order change.
 */

/**
 * Merges particles to at most `count`, count >= 4. The cloud is repeatedly halved by number, across its longest axis, into count/2 cells.
 * A cell of one or two particles does not change. More particles are replaced by two,
 *
 *     v = u +- (tr C)^{1/2} e,    each of half the weight,
 *
 * with the mean u and covariance C of the cell and the eigenvector e of its largest eigenvalue, which preserves number, momentum and
 * energy of every cell. A linear map of all velocities then restores the temperature tensor (velocityCorrection). If the particles
 * lie in a plane, there is no such map; then only the trace of the tensor is restored.
 * Source: M. Vranic, T. Grismayer, J. L. Martins, R. A. Fonseca & L. O. Silva, Comput. Phys. Commun. 191 (2015) 65, with cells by bisection.
 */
export function merged(particles: Particles, count: number): Particles {
  const { d, n } = particles.velocities;
  if (n <= count) return particles;
  const weights: number[] = [];
  const vectors: number[][] = [];
  const put = (weight: number, v: number[]) => {
    weights.push(weight);
    vectors.push(v);
  };
  for (const cell of cellsOf(particles, Math.floor(count / 2))) {
    if (cell.length <= 2) {
      for (const p of cell) put(particles.weights[p], vectorOf(particles, p));
      continue;
    }
    const { density, velocity, temperatureTensor } = momentsOf(particles, cell);
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
      Matrix.from1DArray(d, d, [...temperatureTensor]),
      { assumeSymmetric: true },
    );
    const sum = realEigenvalues.reduce((trace, lambda) => trace + Math.max(0, lambda), 0);
    const largest = realEigenvalues.indexOf(Math.max(...realEigenvalues));
    const offset = eigenvectorMatrix.getColumn(largest).map((component) => Math.sqrt(sum) * component);
    for (const sign of [1, -1])
      put(
        density / 2,
        velocity.map((u, k) => u + sign * offset[k]),
      );
  }
  return withMomentsOf(particles, weights, vectors);
}

/**
 * Selects about `count` particles at random. A particle of weight w is kept with probability min(1, w/c) and then has weight max(w, c); c
 * is such that the expected number is `count`. A linear map of the velocities restores the moments of all particles.
 * Source: P. Fearnhead & P. Clifford, J. R. Stat. Soc. B 65 (2003) 887, section 3.2.
 */
export function thinned(particles: Particles, count: number, stream: RandomStream): Particles {
  const { weights: all, velocities } = particles;
  if (velocities.n <= count) return particles;
  const c = threshold(all, count);
  const weights: number[] = [];
  const vectors: number[][] = [];
  // Systematic sampling: one random number, then equal steps through the sum of probabilities.
  let next = stream.next();
  let passed = 0;
  all.forEach((weight, p) => {
    if (weight >= c) {
      weights.push(weight);
      vectors.push(vectorOf(particles, p));
      return;
    }
    passed += weight / c;
    if (passed <= next) return;
    next += 1;
    weights.push(c);
    vectors.push(vectorOf(particles, p));
  });
  return withMomentsOf(particles, weights, vectors);
}

/** c with sum_p min(1, w_p/c) = count. */
function threshold(weights: Float64Array, count: number): number {
  const sorted = Float64Array.from(weights).sort();
  let rest = sumOf(sorted.length, (p) => sorted[p]);
  // The heaviest k are always kept.
  for (let k = 0; k < count; k++) {
    const heaviest = sorted[sorted.length - 1 - k];
    const c = rest / (count - k);
    if (heaviest < c) return c;
    rest -= heaviest;
  }
  return sorted[sorted.length - count];
}

function withMomentsOf(particles: Particles, weights: readonly number[], vectors: readonly number[][]): Particles {
  const { d } = particles.velocities;
  const n = weights.length;
  const velocities = createVectorField(d, n);
  vectors.forEach((v, p) => {
    for (let k = 0; k < d; k++) velocities.data[k * n + p] = v[k];
  });
  const fewer = { weights: Float64Array.from(weights), velocities };
  const { density, velocity, temperatureTensor } = particleMoments(1, particles.weights, particles.velocities);
  try {
    return velocityCorrection(fewer, { density, velocity, covariance: temperatureTensor }).particles;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // A flat cloud: only the temperature can be restored.
    const variance = temperatureTensor.reduce((sum, entry, kl) => (kl % (d + 1) === 0 ? sum + entry / d : sum), 0);
    return velocityCorrection(fewer, { density, velocity, covariance: variance }).particles;
  }
}

/** The indices of the particles in each of `count` cells. No cell is empty. */
function cellsOf({ weights, velocities: { d, n, data } }: Particles, count: number): readonly Uint32Array[] {
  const cells: Uint32Array[] = [];
  const cut = (places: Uint32Array, into: number) => {
    if (into <= 1 || places.length <= 1) {
      cells.push(places);
      return;
    }
    const axis = longestAxis(places);
    // The index decides between equal velocities, so that the same file gives the same cells.
    places.sort((a, b) => data[axis * n + a] - data[axis * n + b] || a - b);
    const first = Math.floor(into / 2);
    const end = Math.round((places.length * first) / into);
    cut(places.subarray(0, end), first);
    cut(places.subarray(end), into - first);
  };
  const longestAxis = (places: Uint32Array) => {
    let longest = 0;
    let most = -1;
    for (let k = 0; k < d; k++) {
      let [sum, first, second] = [0, 0, 0];
      // Relative to the first particle; otherwise small thermal spreads would be lost at large drifts.
      const origin = data[k * n + places[0]];
      for (const p of places) {
        const x = data[k * n + p] - origin;
        sum += weights[p];
        first += weights[p] * x;
        second += weights[p] * x * x;
      }
      const variance = second / sum - (first / sum) ** 2;
      if (variance > most) [longest, most] = [k, variance];
    }
    return longest;
  };
  cut(
    Uint32Array.from({ length: n }, (_, p) => p),
    count,
  );
  return cells;
}

function momentsOf({ weights, velocities: { d, n, data } }: Particles, places: Uint32Array): Moments {
  const own = createVectorField(d, places.length);
  for (let k = 0; k < d; k++)
    places.forEach((p, q) => {
      own.data[k * places.length + q] = data[k * n + p];
    });
  return particleMoments(
    1,
    Float64Array.from(places, (p) => weights[p]),
    own,
  );
}

function vectorOf({ velocities: { d, n, data } }: Particles, p: number): number[] {
  return Array.from({ length: d }, (_, k) => data[k * n + p]);
}
