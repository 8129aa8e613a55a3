import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { InputError } from '../core/errors.ts';
import type { Particles } from '../core/particles.ts';
import { sumOf, trace } from '../core/sum.ts';
import { component, createVectorField, vectorAt } from '../core/vector-field.ts';
import { particleMoments } from '../physics/moments.ts';

/** The target moments of particles; every `Distribution` is a target. */
export interface MomentTarget {
  /** Number density n. */
  readonly density: number;
  /** Mean velocity u, length d. */
  readonly velocity: readonly number[];
  /** The whole covariance, d x d in row order, or only trace / d = T/m; in that case only the temperature is restored. */
  readonly covariance: readonly number[] | number;
}

/** The differences between the target and the particles before the correction. */
export interface MomentChange {
  /** n_target / n - 1. */
  readonly density: number;
  /** |u_target - u| in thermal widths sqrt(T/m) of the target. */
  readonly velocity: number;
  /** T_target / T - 1. */
  readonly temperature: number;
  /** The largest change of a particle: the relative change of its weight, or the change of its velocity in thermal widths. */
  readonly particle: number;
}

export interface CorrectedParticles {
  readonly particles: Particles;
  readonly change: MomentChange;
}

/**
 * Changes density, mean velocity and covariance (or temperature) to the target, exact to round-off, with the smallest change
 * in the sense of each correction. The given particles are not modified; arrays that do not change are shared.
 */
export type MomentCorrection = (particles: Particles, target: MomentTarget) => CorrectedParticles;

/** The variance of one component of a target, trace / d. */
export function meanVariance(target: MomentTarget): number {
  const { covariance } = target;
  if (typeof covariance === 'number') return covariance;
  const d = target.velocity.length;
  return trace(covariance, d) / d;
}

/** The change from the particles to the target; `particle` is computed by each correction. */
function momentChange(particles: Particles, target: MomentTarget, particle: number): MomentChange {
  const now = particleMoments(1, particles.weights, particles.velocities);
  const variance = meanVariance(target);
  return {
    density: target.density / now.density - 1,
    velocity: Math.hypot(...target.velocity.map((u, k) => u - now.velocity[k])) / Math.sqrt(variance),
    temperature: variance / now.temperature - 1,
    particle,
  };
}

/**
 * Corrects the velocities: w_p -> w_p n_target / n and v_p -> u_target + A (v_p - u) with the symmetric positive matrix A
 * that maps the covariance S to the target's,
 *
 *     A = S^{-1/2} (S^{1/2} S_target S^{1/2})^{1/2} S^{-1/2},
 *
 * which has the smallest mean square displacement of all such linear maps. A commutes with rotations and reflections, unlike
 * a Cholesky factor. If only the temperature is prescribed, A = sqrt(T_target / T) I.
 *
 * Throws InputError if the particles span no volume: fewer than d + 1, or all in one plane.
 * Source: I. Olkin & F. Pukelsheim, Linear Algebra Appl. 48 (1982) 257.
 */
export const velocityCorrection: MomentCorrection = (particles, target) => {
  const { d, n } = particles.velocities;
  const now = particleMoments(1, particles.weights, particles.velocities);
  const map = covarianceMap(d, now.temperatureTensor, target);
  const scale = target.density / now.density;
  const velocities = createVectorField(d, n);
  const v = new Float64Array(d);
  let largest = 0;
  for (let p = 0; p < n; p++) {
    vectorAt(particles.velocities, p, v);
    let moved = 0;
    for (let k = 0; k < d; k++) {
      let image = target.velocity[k];
      for (let l = 0; l < d; l++) image += map[k * d + l] * (v[l] - now.velocity[l]);
      velocities.data[k * n + p] = image;
      moved += (image - v[k]) ** 2;
    }
    largest = Math.max(largest, moved);
  }
  return {
    particles: { weights: particles.weights.map((weight) => weight * scale), velocities },
    change: momentChange(particles, target, Math.sqrt(largest / meanVariance(target))),
  };
};

/** A, d x d in row order. */
function covarianceMap(d: number, covariance: readonly number[], target: MomentTarget): number[] {
  const variance = trace(covariance, d) / d;
  const wanted = target.covariance;
  if (typeof wanted === 'number') {
    if (!(variance > 0)) throw noVolume();
    return covariance.map((_, k) => (k % (d + 1) === 0 ? Math.sqrt(wanted / variance) : 0));
  }
  const root = power(matrix(d, covariance), 1 / 2);
  const inverse = power(matrix(d, covariance), -1 / 2);
  return inverse
    .mmul(power(root.mmul(matrix(d, wanted)).mmul(root), 1 / 2))
    .mmul(inverse)
    .to1DArray();
}

function matrix(d: number, entries: readonly number[]): Matrix {
  return Matrix.from1DArray(d, d, [...entries]);
}

/** S^exponent of a symmetric positive definite S. */
function power(symmetric: Matrix, exponent: number): Matrix {
  const { realEigenvalues, eigenvectorMatrix: q } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  // Round-off changes a zero eigenvalue to about +-1e-16 of the largest.
  if (!(Math.min(...realEigenvalues) > 1e-13 * Math.max(...realEigenvalues))) throw noVolume();
  return q.mmul(Matrix.diag(realEigenvalues.map((lambda) => lambda ** exponent))).mmul(q.transpose());
}

function noVolume(): InputError {
  return new InputError(
    'particles.matchMoments: expected particles that spread in every direction, got a flat cloud; raise the count or set matchMoments: false',
  );
}

/**
 * Corrects the weights, w_p -> w_p (1 + a + b . x_p + x_p^T C x_p) with x = (v - u)/sqrt(T/m) of the target. Velocities do
 * not change, so lattice nodes remain nodes. (a, b, C) solve one small linear system; of all weights with the target
 * moments these are the nearest in the sense of chi^2, sum (w' - w)^2 / w. If only the temperature is prescribed, C is a
 * multiple of the unit matrix.
 *
 * Throws InputError if there are too few particles or if a weight would not stay positive.
 * Source: J.-C. Deville & C.-E. Sarndal, J. Am. Stat. Assoc. 87 (1992) 376, case 1.
 */
export const weightCorrection: MomentCorrection = (particles, target) => {
  const { n } = particles.velocities;
  const { functions, moments } = constraints(particles, target);
  const gram = Matrix.zeros(functions.length, functions.length);
  functions.forEach((row, a) => {
    functions.slice(0, a + 1).forEach((column, b) => {
      const entry = sumOf(n, (p) => particles.weights[p] * row(p) * column(p)) / target.density;
      gram.set(a, b, entry);
      gram.set(b, a, entry);
    });
  });
  // Densities near the largest double overflow, and the library treats NaN as a lack of symmetry.
  if (!gram.to1DArray().every(Number.isFinite)) throw tooFar(particles, target);
  const cholesky = new CholeskyDecomposition(gram);
  const factors = new Float64Array(n).fill(1);
  const misses = () =>
    functions.map(
      (phi, a) => moments[a] - sumOf(n, (p) => particles.weights[p] * factors[p] * phi(p)) / target.density,
    );
  // The second pass corrects the round-off of the first; a third pass changes nothing.
  if (cholesky.isPositiveDefinite())
    for (let pass = 0; pass < 2; pass++) {
      const coefficients = cholesky.solve(Matrix.columnVector(misses())).to1DArray();
      for (let p = 0; p < n; p++)
        factors[p] += coefficients.reduce((sum, coefficient, a) => sum + coefficient * functions[a](p), 0);
    }
  // A nearly singular system (hardly more particles than moments) leaves a residual far above round-off.
  if (!misses().every((miss) => Math.abs(miss) < 1e-12) || !factors.every((factor) => factor > 0))
    throw tooFar(particles, target);
  const largest = factors.reduce((max, factor) => Math.max(max, Math.abs(factor - 1)), 0);
  return {
    particles: { weights: particles.weights.map((weight, p) => weight * factors[p]), velocities: particles.velocities },
    change: momentChange(particles, target, largest),
  };
};

function tooFar(particles: Particles, target: MomentTarget): InputError {
  const { density, temperature } = momentChange(particles, target, 0);
  const part = (change: number) => `${Number((100 * change).toPrecision(2))} %`;
  return new InputError(
    `particles.matchMoments: expected weights that stay positive when corrected to the exact moments, got particles that need ${part(density)} more density and ${part(temperature)} more temperature; raise the count, fit the box to f or set matchMoments: false`,
  );
}

/** The functions phi_a of a particle and the target averages (1/n_target) sum w phi_a. */
function constraints(
  particles: Particles,
  target: MomentTarget,
): { functions: ((p: number) => number)[]; moments: number[] } {
  const { velocities } = particles;
  const axes = Array.from({ length: velocities.d }, (_, k) => k);
  const variance = meanVariance(target);
  const width = Math.sqrt(variance);
  const x = axes.map((k) => component(velocities, k).map((v) => (v - target.velocity[k]) / width));
  const functions: ((p: number) => number)[] = [() => 1, ...x.map((plane) => (p: number) => plane[p])];
  const moments = [1, ...axes.map(() => 0)];
  const { covariance } = target;
  if (typeof covariance === 'number') {
    functions.push((p) => x.reduce((sum, plane) => sum + plane[p] ** 2, 0));
    moments.push(axes.length);
  } else
    for (const k of axes)
      for (const l of axes.slice(0, k + 1)) {
        functions.push((p) => x[k][p] * x[l][p]);
        moments.push(covariance[k * axes.length + l] / variance);
      }
  return { functions, moments };
}
