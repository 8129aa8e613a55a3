import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { InputError } from '../core/errors.ts';
import type { Dimension } from '../core/vector-field.ts';
import { type Density, densityOf, squaredDistance, velocityDimension } from './density.ts';

/**
 * The normal density psi = log n - (1/2) log det(2 pi Sigma) - (1/2) (v-u)^T Sigma^-1 (v-u) of density n, mean velocity u
 * (length d) and covariance Sigma (d x d in row order). Throws InputError unless n > 0 and Sigma is positive definite.
 */
export function gaussianDensity(density: number, u: readonly number[], covariance: readonly number[]): Density {
  const d = velocityDimension(u);
  const Sigma = Matrix.from1DArray(d, d, [...covariance]);
  const cholesky = new CholeskyDecomposition(Sigma);
  if (!(density > 0 && cholesky.isPositiveDefinite()))
    throw new InputError(
      `Gaussian density: expected a positive density and a positive definite covariance, got ${density} and [${covariance}]`,
    );
  const precision = Float64Array.from(cholesky.solve(Matrix.eye(d)).to1DArray());
  const logDeterminant = cholesky.lowerTriangularMatrix.diagonal().reduce((sum, x) => sum + 2 * Math.log(x), 0);
  const peak = Math.log(density) - (d * Math.log(2 * Math.PI) + logDeterminant) / 2;
  const variance = Sigma.trace() / d;
  const centre = Float64Array.from(u);
  const isDiagonal = precision.every((entry, c) => entry === 0 || c % (d + 1) === 0);
  return {
    dimension: d,
    value(v) {
      let square = 0;
      for (let k = 0; k < d; k++) {
        const xi = v[k] - centre[k];
        if (isDiagonal) square += precision[k * (d + 1)] * xi * xi;
        else for (let l = 0; l < d; l++) square += precision[k * d + l] * xi * (v[l] - centre[l]);
      }
      return Math.exp(peak - square / 2);
    },
    bulk: {
      centre: u,
      variance,
      isotropic: covariance.every((entry, c) => entry === (c % (d + 1) === 0 ? covariance[0] : 0)),
    },
    evaluate(v, out) {
      const { gradient, hessian, laplacianGradient } = out;
      let square = 0;
      for (let k = 0; k < d; k++) {
        const xi = v[k] - centre[k];
        let pull = precision[k * (d + 1)] * xi;
        for (let l = 0, kl = k * d; l < d; l++, kl++) {
          hessian[kl] = -precision[kl];
          if (!isDiagonal && l !== k) pull += precision[kl] * (v[l] - centre[l]);
        }
        gradient[k] = -pull;
        laplacianGradient[k] = 0;
        square += xi * pull;
      }
      out.value = peak - square / 2;
    },
  };
}

export interface MaxwellianShape {
  readonly mass: number;
  readonly density: number;
  readonly velocity: readonly number[];
  readonly temperature: number;
}

/** The drifting Maxwellian n (m / 2 pi T)^{d/2} exp(-m |v-u|^2 / 2T). */
export function maxwellianDensity({ mass, density, velocity, temperature }: MaxwellianShape): Density {
  const d = velocity.length;
  const covariance = Array.from({ length: d * d }, (_, c) => (c % (d + 1) === 0 ? temperature / mass : 0));
  return gaussianDensity(density, velocity, covariance);
}

/** One state of the BKW family. */
export interface BkwShape extends MaxwellianShape {
  /** K <= T, the temperature of the Gaussian factor. */
  readonly kernelTemperature: number;
}

/** f(v) of a state of the BKW family with b >= 0, see bkwDensity. */
export function bkwValue({ mass, density, velocity, temperature, kernelTemperature }: BkwShape) {
  const d = velocity.length;
  const K = kernelTemperature;
  const a = (temperature - K) / K;
  const b = Math.max(0, 1 - (d / 2) * a);
  const peak = density * (mass / (2 * Math.PI * K)) ** (d / 2);
  return (v: ArrayLike<number>): number => {
    const x = (mass * squaredDistance(v, velocity)) / (2 * K);
    return peak * Math.exp(-x) * (b + a * x);
  };
}

/**
 * f = n (m / 2 pi K)^{d/2} exp(-x) (b + a x) with x = m |v-u|^2 / 2K, a = (T-K)/K and b = 1 - (d/2) a; see bkwSolution.
 * Throws InputError unless b > 0, that is (d+2) K > d T: at b = 0 the density vanishes at its centre and log f has no
 * derivatives there.
 */
export function bkwDensity(shape: BkwShape): Density {
  const { mass, density, velocity, temperature, kernelTemperature } = shape;
  const d = velocity.length;
  const K = kernelTemperature;
  const a = (temperature - K) / K;
  const b = 1 - (d / 2) * a;
  if (!(K > 0 && K <= temperature && b > 0))
    throw new InputError(
      `BKW density: expected a kernel temperature in (${(d * temperature) / (d + 2)}, ${temperature}], got ${K}; take a later time`,
    );
  const rate = mass / K;
  const peak = Math.log(density) + (d / 2) * Math.log(rate / (2 * Math.PI));
  return radialDensity(
    (e, g) => {
      const x = rate * e;
      const y = (rate * a) / (b + a * x);
      g[0] = peak - x + Math.log(b + a * x);
      g[1] = y - rate;
      g[2] = -y * y;
      g[3] = 2 * y * y * y;
    },
    velocity,
    K / mass,
    bkwValue(shape),
  );
}

/**
 * psi = -k |v|^2 / 2 + a E(v) B(v),  E = exp(-s |v|^2 / 2),  B = v_l + v_0 v_l with l = d-1 the last axis: a Gaussian with
 * a smooth, localised drift and shear, not normalised, without any symmetry between v and -v. B is harmonic and, with
 * C = v . grad B = v_l + 2 v_0 v_l,
 *
 *     lap (E B) = E P,    P = (s^2 |v|^2 - d s) B - 2 s C.
 *
 * Throws InputError unless k > 0 and s > 0.
 */
export function modulatedGaussian(d: Dimension, k: number, a: number, s: number): Density {
  if (!(k > 0 && s > 0)) throw new InputError(`modulated Gaussian: expected positive k and s, got ${k} and ${s}`);
  const l = d - 1;
  return densityOf({
    dimension: d,
    // The dissipation's factors grad psi and Hess psi are localised like E: a Gaussian between f and f E serves them better
    // than 1/k. Contact term of the pair (1, 0.7, 1), (2, -0.3, 0.5), d = 3, 14 nodes an axis: error 1e-7 instead of 1e-5.
    bulk: { centre: new Array<number>(d).fill(0), variance: 1 / (k + (3 / 4) * Math.min(k, s)), isotropic: a === 0 },
    evaluate(v, out) {
      const { gradient, hessian, laplacianGradient } = out;
      const [x, z] = [v[0], v[l]];
      let square = 0;
      for (let p = 0; p < d; p++) square += v[p] * v[p];
      const E = a * Math.exp((-s * square) / 2);
      const B = z * (1 + x);
      const C = z * (1 + 2 * x);
      const growth = s * s * square - d * s;
      const P = growth * B - 2 * s * C;
      out.value = (-k * square) / 2 + E * B;
      for (let p = 0; p < d; p++) {
        const gradB = p === 0 ? z : p === l ? 1 + x : 0;
        const gradC = p === 0 ? 2 * z : p === l ? 1 + 2 * x : 0;
        const slope = gradB - s * v[p] * B;
        gradient[p] = -k * v[p] + E * slope;
        laplacianGradient[p] = E * (2 * s * s * v[p] * B + growth * gradB - 2 * s * gradC - s * v[p] * P);
        for (let q = 0; q < p; q++) {
          const gradBq = q === 0 ? z : 0;
          hessian[q * d + p] = hessian[p * d + q] = -E * s * (v[q] * slope + v[p] * gradBq);
        }
        hessian[p * d + p] = -k - E * s * (B + v[p] * (slope + gradB));
      }
      // The mixed derivative of v_0 v_l.
      hessian[l] += E;
      hessian[l * d] += E;
    },
  });
}

/**
 * psi and its first three derivatives with respect to e = |v-u|^2 / 2, written to out[0..3]. In e, and not in |v-u|,
 * every smooth isotropic density is smooth at its centre too.
 */
export type RadialLogProfile = (e: number, out: Float64Array) => void;

/**
 * The isotropic density psi(v) = g(e), e = |v-u|^2 / 2: with xi = v - u,
 *
 *     grad psi = g' xi,    Hess psi = g' I + g'' xi xi^T,    grad lap psi = ( (d+2) g'' + 2 e g''' ) xi.
 *
 * `variance` is that of the Gaussian which f resembles, `value` is f.
 */
function radialDensity(
  profile: RadialLogProfile,
  u: readonly number[],
  variance: number,
  value: Density['value'],
): Density {
  const d = velocityDimension(u);
  const g = new Float64Array(4);
  return {
    dimension: d,
    bulk: { centre: u, variance, isotropic: true },
    value,
    evaluate(v, out) {
      let e = 0;
      for (let k = 0; k < d; k++) e += (v[k] - u[k]) ** 2 / 2;
      profile(e, g);
      out.value = g[0];
      for (let k = 0; k < d; k++) {
        const xi = v[k] - u[k];
        out.gradient[k] = g[1] * xi;
        out.laplacianGradient[k] = ((d + 2) * g[2] + 2 * e * g[3]) * xi;
        for (let l = 0; l < d; l++) out.hessian[k * d + l] = g[2] * xi * (v[l] - u[l]) + (k === l ? g[1] : 0);
      }
    },
  };
}
