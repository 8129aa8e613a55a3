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

/** Rows that are computed together. */
const strip = 8;

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
  // Moments of Q = (1 - mu^2) |z|^gamma, of mu Q, and of G = |z|^(gamma+2), and sums over k = l - 1, l - 3 .. of slope_k Q_k and of
  // slope_k (mu Q)_k: (1/eigenvalue) int (1 - mu^2) h dY_l/dmu is the moment of H with H' = h. Entry l strip + x is that of harmonic l at
  // point number x of a column of the strip.
  const [Q, muQ, G, sums, sumsMu] = [0, 1, 2, 3, 4].map(() => new Float64Array((L + 2) * strip));
  /** Computes the moments at radii r_p, p = from .. end, and s. */
  function takeMoments(from: number, end: number, column: number) {
    const s = radii[column];
    for (let l = 0; l <= L; l++) {
      const w = W[l];
      for (let p = from, x = l * strip; p < end; p++, x++) Q[x] = w[p * N + column];
    }
    if (L === 0) return;
    const points = end - from;
    for (let l = 0; l < L; l++)
      for (let x = l * strip; x < l * strip + points; x++)
        muQ[x] = ups[l] * Q[x + strip] + (l > 0 ? downs[l] * Q[x - strip] : 0);
    for (let l = 1; l <= L; l++)
      for (let x = l * strip; x < l * strip + points; x++) {
        sums[x] = slopes[l - 1] * Q[x - strip] + (l > 1 ? sums[x - 2 * strip] : 0);
        sumsMu[x] = slopes[l - 1] * muQ[x - strip] + (l > 1 ? sumsMu[x - 2 * strip] : 0);
      }
    for (let p = from, x = 0; p < end; p++, x++) {
      G[x] = W[L + 1][p * N + column];
      G[x + strip] = W[L + 2][p * N + column];
    }
    for (let l = 0; l < L; l++) {
      const middle = ups[l] * downs[l + 1] + (l > 0 ? downs[l] * ups[l - 1] : 0);
      const last = l > 1 ? downs[l] * downs[l - 1] : 0;
      const next = ups[l] * ups[l + 1];
      for (let p = from, x = l * strip; p < end; p++, x++) {
        const r = radii[p];
        const lower = l > 1 ? last * G[x - 2 * strip] : 0;
        G[x + 2 * strip] = ((1 - middle) * G[x] - lower - ((r * r + s * s) * Q[x] - 2 * r * s * muQ[x])) / next;
      }
    }
  }

  /**
   * Writes the entries of harmonic number m at radii r_p, p = from .. end, and s from the moments there. If mirrored, r and s change places.
   * Writes to an empty matrix have no effect.
   */
  function write(m: number, from: number, end: number, column: number, isMirrored: boolean) {
    const l = modes[m];
    const { rr, kr, tt, tt2, rt, krt, kt, ktt } = matrices[m];
    const own = eigenvalue(l);
    const perOwn = l === 0 ? 0 : factor(l) / own;
    const [upOfL, downOfL] = [ups[l], downs[l]];
    for (let p = from, x = l * strip; p < end; p++, x++) {
      const at = isMirrored ? column * N + p : p * N + column;
      const r = radii[isMirrored ? column : p];
      const s = radii[isMirrored ? p : column];
      const moment = Q[x];
      rr[at] = s * s * moment;
      kr[at] = r * s * moment;
      if (L === 0) continue;
      // In d = 3 half of sin^2 lies along e_theta on average over the azimuth; the rest of its square is the second harmonic.
      tt[at] = G[x] - (s * s * moment) / (d - 1);
      if (l === 0) continue;
      const first = perOwn * sums[x];
      const firstMu = perOwn * sumsMu[x];
      rt[at] = s * (r * first - s * firstMu);
      kt[at] = r * (r * first - s * firstMu);
      krt[at] = s * (s * first - r * firstMu) * own;
      const muG = upOfL * G[x + strip] + downOfL * G[x - strip];
      const primitiveG = d === 3 ? (G[x - strip] - G[x + strip]) / (2 * l + 1) : 0;
      ktt[at] = muG + primitiveG + r * s * ((d - 2) * firstMu - moment);
      // (1 - mu^2) P_l'' = 2 mu P_l' - l (l+1) P_l, times (l-2)!/(l+2)! / 2
      if (d === 3 && l >= 2)
        tt2[at] = (-s * s * (2 * sumsMu[x] - l * (l + 1) * moment)) / (2 * (l + 2) * (l + 1) * l * (l - 1));
    }
  }
  // An entry and its mirror image lie in lines of memory that the next columns of the strip use again.
  for (let first = 0; first < N; first += strip) {
    const end = Math.min(N, first + strip);
    for (let column = 0; column < end; column++) {
      const from = Math.max(first, column);
      takeMoments(from, end, column);
      for (let m = 0; m < modes.length; m++) {
        write(m, from, end, column, false);
        write(m, from, end, column, true);
      }
    }
  }
  return matrices;
}
