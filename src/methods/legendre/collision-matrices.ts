import type { Dimension } from '../../core/vector-field.ts';
import type { CreateDenseAlgebra } from '../../kernels/dense-algebra.ts';
import type { PairKernel } from '../../physics/pair-kernel.ts';
import { createAngularKernel, generalAngularKernel } from './angular-kernel.ts';
import { recurrence } from './harmonics.ts';
import { pairWeights, type RadialGrid } from './pair-weights.ts';

/**
 * For harmonic l of the partner's f, f_j^l Y_l, the matrices between Gauss radii r_p and s_q (quadrature weights included) that give the
 * diffusion tensor D = int |z|^gamma A(z) f_j* dv* and the friction K = div D = int |z|^gamma A(z) grad f_j* dv*, z = v - v*:
 *
 *     D_rr = sum_l (rr f^l) Y_l,      D_rt = sum_l (rt f^l) dY_l/dtheta,     D_tt = sum_l (tt f^l) Y_l + (tt2 f^l) P_l^2,
 *     K_r  = sum_l (kr df^l/ds + krt f^l/s) Y_l,      K_t = sum_l (kt df^l/ds + ktt f^l/s) dY_l/dtheta.
 *
 * For other kernels alpha replaces |z|^gamma, and |z|^2 alpha replaces |z|^(gamma+2). Matrices that vanish are empty. Every entry is a
 * polynomial in r_p, s_q times moments of one weight (1 - mu^2) |z|^gamma and of |z|^(gamma+2). The moments of the latter beyond the first
 * two are computed from (1 - mu^2) |z|^(gamma+2) = (r^2 + s^2 - 2 r s mu) (1 - mu^2) |z|^gamma at the pair of points. So the identities
 * A(z) z = 0 and A(z) = A(-z), which give the conservation of momentum and energy, hold entry by entry to round-off, regardless of the
 * accuracy of the moments.
 */
export interface ModeMatrices {
  readonly rr: Float64Array;
  readonly rt: Float64Array;
  readonly tt: Float64Array;
  readonly tt2: Float64Array;
  readonly kr: Float64Array;
  readonly krt: Float64Array;
  readonly kt: Float64Array;
  readonly ktt: Float64Array;
}

const matrixKinds = ['rr', 'rt', 'tt', 'tt2', 'kr', 'krt', 'kt', 'ktt'] as const;

export function collisionMatrices(
  d: Dimension,
  law: number | PairKernel,
  grid: RadialGrid,
  modes: readonly number[],
  /** The matrices to compute, by harmonic; the others are empty. */
  wanted: readonly (readonly (keyof ModeMatrices)[])[] = modes.map(() => matrixKinds),
  createAlgebra?: CreateDenseAlgebra,
): ModeMatrices[] {
  const L = Math.max(...modes);
  const { up, down, slope, factor, eigenvalue } = recurrence(d);
  const kernel = typeof law === 'number' ? createAngularKernel(d, law, L) : generalAngularKernel(d, law, L);
  const W = pairWeights(d, grid, kernel, createAlgebra);
  const { radii } = grid;
  const N = radii.length;
  const none = new Float64Array(0);
  const matrices = modes.map((l, m): ModeMatrices => {
    const of = (kind: keyof ModeMatrices, isThere: boolean) =>
      isThere && wanted[m].includes(kind) ? new Float64Array(N * N) : none;
    return {
      ...{ rr: of('rr', true), kr: of('kr', true), tt: of('tt', L > 0), tt2: of('tt2', d === 3 && l >= 2) },
      ...{ rt: of('rt', l > 0), krt: of('krt', l > 0), kt: of('kt', l > 0), ktt: of('ktt', l > 0) },
    };
  });
  const [ups, downs, slopes] = [up, down, slope].map((of) => Float64Array.from({ length: L + 2 }, (_, l) => of(l)));
  // Moments of Q = (1 - mu^2) |z|^gamma, of mu Q, and of G = |z|^(gamma+2); index l.
  const [Q, muQ, G] = [new Float64Array(L + 1), new Float64Array(L + 1), new Float64Array(L + 2)];
  // Sums over k = l - 1, l - 3 .. of slope_k Q_k and slope_k (mu Q)_k: (1/eigenvalue) int (1 - mu^2) h dY_l/dmu is the moment of H with H' = h.
  const [sums, sumsMu] = [new Float64Array(L + 1), new Float64Array(L + 1)];
  const shift = (X: Float64Array, l: number) => ups[l] * X[l + 1] + (l > 0 ? downs[l] * X[l - 1] : 0);
  /** Computes the moments at one pair of points. */
  function takeMoments(at: number, r: number, s: number) {
    for (let l = 0; l <= L; l++) Q[l] = W[l][at];
    if (L === 0) return;
    for (let l = 0; l < L; l++) muQ[l] = shift(Q, l);
    for (let l = 1; l <= L; l++) {
      sums[l] = slopes[l - 1] * Q[l - 1] + (l > 1 ? sums[l - 2] : 0);
      sumsMu[l] = slopes[l - 1] * muQ[l - 1] + (l > 1 ? sumsMu[l - 2] : 0);
    }
    G[0] = W[L + 1][at];
    G[1] = W[L + 2][at];
    for (let l = 0; l < L; l++) {
      const middle = ups[l] * downs[l + 1] + (l > 0 ? downs[l] * ups[l - 1] : 0);
      const lower = l > 1 ? downs[l] * downs[l - 1] * G[l - 2] : 0;
      G[l + 2] = ((1 - middle) * G[l] - lower - ((r * r + s * s) * Q[l] - 2 * r * s * muQ[l])) / (ups[l] * ups[l + 1]);
    }
  }
  const eigenvalues = modes.map(eigenvalue);
  const factors = modes.map((l, m) => (l === 0 ? 0 : factor(l) / eigenvalues[m]));
  /** Writes the entries of harmonic number m at radii r and s from the moments there. Writes to an empty matrix have no effect. */
  function write(m: number, at: number, r: number, s: number) {
    const l = modes[m];
    const to = matrices[m];
    to.rr[at] = s * s * Q[l];
    to.kr[at] = r * s * Q[l];
    if (L === 0) return;
    // In d = 3 half of sin^2 lies along e_theta on average over the azimuth; the rest of its square is the second harmonic.
    to.tt[at] = G[l] - (s * s * Q[l]) / (d - 1);
    if (l === 0) return;
    const first = factors[m] * sums[l];
    const firstMu = factors[m] * sumsMu[l];
    to.rt[at] = s * (r * first - s * firstMu);
    to.kt[at] = r * (r * first - s * firstMu);
    to.krt[at] = s * (s * first - r * firstMu) * eigenvalues[m];
    const muG = ups[l] * G[l + 1] + downs[l] * G[l - 1];
    const primitiveG = d === 3 ? (G[l - 1] - G[l + 1]) / (2 * l + 1) : 0;
    to.ktt[at] = muG + primitiveG + r * s * ((d - 2) * firstMu - Q[l]);
    // (1 - mu^2) P_l'' = 2 mu P_l' - l (l+1) P_l, times (l-2)!/(l+2)! / 2
    if (d === 3 && l >= 2)
      to.tt2[at] = (-s * s * (2 * sumsMu[l] - l * (l + 1) * Q[l])) / (2 * (l + 2) * (l + 1) * l * (l - 1));
  }
  for (let p = 0; p < N; p++)
    for (let q = 0; q <= p; q++) {
      takeMoments(p * N + q, radii[p], radii[q]);
      for (let m = 0; m < modes.length; m++) {
        write(m, p * N + q, radii[p], radii[q]);
        write(m, q * N + p, radii[q], radii[p]);
      }
    }
  return matrices;
}
