import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { InputError } from '../../core/errors.ts';
import type { Particles } from '../../core/particles.ts';
import { normalFromUniform } from '../../core/special-functions.ts';
import { sumOf } from '../../core/sum.ts';
import type { Dimension, VectorField } from '../../core/vector-field.ts';
import { particleMoments } from '../../physics/moments.ts';
import { integer, list, map, optional, quantity, text } from '../../schema/fields.ts';
import {
  boxWidths,
  type Distribution,
  type DistributionKind,
  type DistributionSpecies,
  tailFraction,
} from '../distribution.ts';
import { merged } from '../merging.ts';
import { type GivenParticles, type ParticlesFile, readParticles } from '../read-particles.ts';

/**
 * The particles of a file. Their weights are scaled to the density of the species, unless they already sum to it to 12 digits. Methods
 * with particles use these particles directly (sampling `given`). As a function, f is a sum of normal laws around them,
 *
 *     f(v) = sum_p w_p N(v; u + sqrt(1 - h^2) (v_p - u), h^2 S),    h = (4 / ((d + 2) N))^{1/(d + 4)},
 *
 * with the mean u and covariance S of the particles. f has exactly their density, momentum and temperature tensor, and no structure finer
 * than h thermal widths. N is 1 / sum w_p^2 for normalised weights; more than `mostCentres` particles are first merged.
 * Source of h: B. W. Silverman, Density Estimation for Statistics and Data Analysis, Chapman & Hall (1986), section 4.3.2.
 */
export const particles = {
  summary: 'Particles from a file: CSV, NumPy (npy, npz) or HDF5 (openPMD, snapshots of a run).',
  parameters: (dimension: Dimension | undefined) =>
    map('Weighted particles from a file, with weights scaled to the density.', {
      file: text('File of the particles; the path is relative to the scenario file'),
      columns: optional(
        map('The columns to read.', {
          velocity: optional(names(dimension), 'vx, vy, vz, or velocity with d columns'),
          weight: optional(text('Column of the weights, or none for equal weights'), 'weight, weights or w'),
        }),
        'the usual names',
      ),
      species: optional(
        text('openPMD: the species of the file to read'),
        'the only one, or the one with the same name',
      ),
      iteration: optional(integer('openPMD: the iteration to read', { from: 0 }), 'the last one'),
      unit: optional(
        quantity('velocity', 'Unit of the velocities in the file', { above: 0 }),
        'unitSI of openPMD; for tables, the unit of the scenario',
      ),
    }),
  read: readParticles,
  create: createParticles,
} as const satisfies DistributionKind<ParticlesFile, GivenParticles>;

/** One name for each component; if the dimension is unknown, lists of 2 and of 3 both pass. */
function names(dimension: Dimension | undefined) {
  const error = `a list of ${dimension ?? '2 or 3'} names, one per dimension`;
  const what =
    'Columns of the velocity components, in order; for openPMD the components of the record, such as [x, y].';
  return list(what, text('A column'), 'names')
    .min(dimension ?? 2, { error })
    .max(dimension ?? 3, { error });
}

/** Largest number of centres of the normal laws of f, because every value sums over all of them. */
const mostCentres = 4096;

/** Relative difference below which the sum of the weights equals the density. */
const sameDensity = 1e-12;

function createParticles({ path, particles: given }: GivenParticles, species: DistributionSpecies): Distribution {
  const { dimension: d, density } = species;
  const { velocities } = given;
  const sum = sumOf(velocities.n, (p) => given.weights[p]);
  const scale = Math.abs(sum / density - 1) <= sameDensity ? 1 : density / sum;
  const weights = scale === 1 ? given.weights : given.weights.map((weight) => weight * scale);
  const moments = particleMoments(1, weights, velocities);
  const { temperature: variance, temperatureTensor: covariance } = moments;
  if (!weights.every((weight) => weight > 0 && weight < Infinity))
    throw new InputError(
      `${path}: expected weights > 0 after scaling to the density, got some that vanish or overflow`,
    );
  if (!(variance > 0))
    throw new InputError(
      `${path}: expected particles with different velocities, got all ${velocities.n} at (${[...moments.velocity].join(', ')})`,
    );
  const own = { weights, velocities };
  let law: Kernels | undefined;
  const kernels = () => {
    law ??= kernelsOf(path, own, [...moments.velocity], [...covariance]);
    return law;
  };
  return {
    dimension: d,
    density,
    velocity: [...moments.velocity],
    covariance: [...covariance],
    extent: reach(own, moments.velocity) + boxWidths * bandwidth(own) * Math.sqrt(variance),
    particles: own,
    value: (v) => kernels().value(v),
    uniforms: d + 1,
    transform: (u, v) => kernels().transform(u, v),
  };
}

/** Half-width of the cube around u outside which less than `tailFraction` of the weight lies. */
function reach({ weights, velocities: { d, n, data } }: Particles, u: ArrayLike<number>): number {
  const distances = Array.from({ length: n }, (_, p) => {
    let most = 0;
    for (let k = 0; k < d; k++) most = Math.max(most, Math.abs(data[k * n + p] - u[k]));
    return { most, weight: weights[p] };
  }).sort((a, b) => b.most - a.most);
  const allowed = tailFraction * sumOf(n, (p) => weights[p]);
  let outside = 0;
  for (const { most, weight } of distances) {
    outside += weight;
    if (outside > allowed) return most;
  }
  return distances[n - 1].most;
}

/** The bandwidth h, in thermal widths. */
function bandwidth({ weights, velocities: { d } }: Particles): number {
  const sum = sumOf(weights.length, (p) => weights[p]);
  const count = 1 / sumOf(weights.length, (p) => (weights[p] / sum) ** 2);
  // Few particles of unequal weights would make it wider than the distribution.
  return Math.min(0.9, (4 / ((d + 2) * count)) ** (1 / (d + 4)));
}

type Kernels = Pick<Distribution, 'value' | 'transform'>;

function kernelsOf(path: string, all: Particles, u: readonly number[], covariance: readonly number[]): Kernels {
  const d = u.length;
  const { weights, velocities } = all.weights.length > mostCentres ? merged(all, mostCentres) : all;
  const { n } = velocities;
  const cholesky = new CholeskyDecomposition(Matrix.from1DArray(d, d, [...covariance]));
  if (!cholesky.isPositiveDefinite())
    throw new InputError(
      `${path}: expected particles that spread in every direction, got a flat cloud, which does not define a function f(v); ` +
        'take particles: { sampling: given } with a method that has particles',
    );
  const L = cholesky.lowerTriangularMatrix.to2DArray();
  const h = bandwidth({ weights, velocities });
  const drawn = Math.sqrt(1 - h * h);
  const centre = whitened(velocities, u, L, drawn);
  const peak = L.reduce((product, row, k) => product / (Math.sqrt(2 * Math.PI) * h * row[k]), 1);
  const ends = new Float64Array(n);
  weights.forEach((weight, p) => {
    ends[p] = weight + (p === 0 ? 0 : ends[p - 1]);
  });
  const y = new Float64Array(d);
  return {
    value(v) {
      for (let k = 0; k < d; k++) {
        let rest = v[k] - u[k];
        for (let l = 0; l < k; l++) rest -= L[k][l] * y[l];
        y[k] = rest / L[k][k];
      }
      let sum = 0;
      for (let p = 0; p < n; p++) {
        let r2 = 0;
        for (let k = 0; k < d; k++) r2 += (y[k] - centre[k * n + p]) ** 2;
        sum += weights[p] * Math.exp(-r2 / (2 * h * h));
      }
      return peak * sum;
    },
    transform(uniforms, v) {
      const wanted = uniforms[0] * ends[n - 1];
      let [low, high] = [0, n - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (ends[middle] > wanted) high = middle;
        else low = middle + 1;
      }
      for (let k = 0; k < d; k++) y[k] = centre[k * n + low] + h * normalFromUniform(uniforms[k + 1]);
      for (let k = 0; k < d; k++) {
        v[k] = u[k];
        for (let l = 0; l <= k; l++) v[k] += L[k][l] * y[l];
      }
    },
  };
}

/** L^{-1} (v_p - u), contracted towards 0 by the factor `drawn`. */
function whitened(
  { d, n, data }: VectorField,
  u: readonly number[],
  L: readonly number[][],
  drawn: number,
): Float64Array {
  const out = new Float64Array(d * n);
  for (let p = 0; p < n; p++) {
    for (let k = 0; k < d; k++) {
      let rest = data[k * n + p] - u[k];
      for (let l = 0; l < k; l++) rest -= L[k][l] * out[l * n + p];
      out[k * n + p] = rest / L[k][k];
    }
  }
  for (let i = 0; i < out.length; i++) out[i] *= drawn;
  return out;
}
