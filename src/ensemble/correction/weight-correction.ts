import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { InputError } from '../../core/errors.ts';
import { sumOf } from '../../core/sum.ts';
import { component } from '../../core/vector-field.ts';
import type { Ensemble } from '../ensemble.ts';
import { type MomentCorrection, type MomentTarget, meanVariance, momentChange } from './moment-correction.ts';

/**
 * Corrects the weights, w_p -> w_p (1 + a + b . x_p + x_p^T C x_p) with x = (v - u)/sqrt(T/m) of the target, so that
 * the particles stay where they are: lattice nodes remain nodes. (a, b, C) solve one small linear system; of all weights
 * with the wanted moments these are the nearest in the sense of chi^2, sum (w' - w)^2 / w. When only the temperature is
 * prescribed, C is a multiple of the unit matrix.
 *
 * Throws InputError when there are too few particles or when a weight would not stay positive.
 * Source: J.-C. Deville & C.-E. Sarndal, J. Am. Stat. Assoc. 87 (1992) 376, case 1.
 */
export const weightCorrection: MomentCorrection = (ensemble, target) => {
  const { n } = ensemble.velocities;
  const { functions, moments } = constraints(ensemble, target);
  const gram = Matrix.zeros(functions.length, functions.length);
  functions.forEach((row, a) => {
    functions.slice(0, a + 1).forEach((column, b) => {
      const entry = sumOf(n, (p) => ensemble.weights[p] * row(p) * column(p)) / target.density;
      gram.set(a, b, entry);
      gram.set(b, a, entry);
    });
  });
  const cholesky = new CholeskyDecomposition(gram);
  const factors = new Float64Array(n).fill(1);
  const misses = () =>
    functions.map((phi, a) => moments[a] - sumOf(n, (p) => ensemble.weights[p] * factors[p] * phi(p)) / target.density);
  // The second pass takes back the round-off of the first; a third one changes nothing.
  if (cholesky.isPositiveDefinite())
    for (let pass = 0; pass < 2; pass++) {
      const coefficients = cholesky.solve(Matrix.columnVector(misses())).to1DArray();
      for (let p = 0; p < n; p++)
        factors[p] += coefficients.reduce((sum, coefficient, a) => sum + coefficient * functions[a](p), 0);
    }
  // A nearly singular system (hardly more particles than moments) leaves a residual far above round-off.
  if (!misses().every((miss) => Math.abs(miss) < 1e-12) || !factors.every((factor) => factor > 0))
    throw tooFar(ensemble, target);
  const largest = factors.reduce((max, factor) => Math.max(max, Math.abs(factor - 1)), 0);
  return {
    ensemble: { weights: ensemble.weights.map((weight, p) => weight * factors[p]), velocities: ensemble.velocities },
    change: momentChange(ensemble, target, largest),
  };
};

function tooFar(ensemble: Ensemble, target: MomentTarget): InputError {
  const { density, temperature } = momentChange(ensemble, target, 0);
  const part = (change: number) => `${Number((100 * change).toPrecision(2))} %`;
  return new InputError(
    `particles.correct: expected weights that can be brought to the exact moments and stay positive, got particles that need ${part(density)} more density and ${part(temperature)} more temperature; raise the count, fit the box to f or set correct: false`,
  );
}

/** The functions phi_a of a particle and the wanted averages (1/n_target) sum w phi_a. */
function constraints(
  ensemble: Ensemble,
  target: MomentTarget,
): { functions: ((p: number) => number)[]; moments: number[] } {
  const { velocities } = ensemble;
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
