import { gamma as gammaFunction } from '../core/special-functions.ts';
import type { Dimension } from '../core/vector-field.ts';

/** The two averages over a Gaussian relative velocity z that fix friction and heat exchange. */
export interface GaussianAverages {
  /** g in <|z|^gamma z> = g D. */
  readonly friction: number;
  /** k in <|z|^gamma z.(z - D)> = k s; equals (d + gamma) <|z|^gamma> where that average exists. */
  readonly heat: number;
}

/**
 * Averages over z ~ N(D, s I) in R^d, the relative velocity of two Maxwellians with drifts D apart and
 * s = T_i/m_i + T_j/m_j, for any real gamma > -d-2. With y = |D|^2 / 2s and Kummer's function M,
 *
 *     g =   (2s)^{gamma/2} Gamma((d+gamma)/2 + 1) / Gamma(d/2 + 1)  M(-gamma/2; d/2 + 1; -y)
 *     k = 2 (2s)^{gamma/2} Gamma((d+gamma)/2 + 1) / Gamma(d/2)      M(-gamma/2; d/2; -y)
 *
 * For Coulomb (d = 3, gamma = -3) these are g = [erf x - 2x exp(-x^2)/sqrt(pi)] / |D|^3 with x^2 = y, and
 * k = sqrt(2/pi) exp(-y) / s^{3/2}.
 */
export function gaussianAverages(d: Dimension, gamma: number, s: number, drift2: number): GaussianAverages {
  const y = drift2 / (2 * s);
  const scale = (2 * s) ** (gamma / 2) * gammaFunction((d + gamma) / 2 + 1);
  return {
    friction: (scale / gammaFunction(d / 2 + 1)) * kummer(-gamma / 2, d / 2 + 1, y),
    heat: ((2 * scale) / gammaFunction(d / 2)) * kummer(-gamma / 2, d / 2, y),
  };
}

/**
 * Kummer's M(a; b; -y) for y >= 0, b > 0 and b > a - 1: to 5e-15, measured for y up to 1e6 against 60 digits. Up to
 * y = 100 by Kummer's transformation exp(-y) M(b-a; b; y), whose terms are positive for b > a; above by the asymptotic
 * series, whose terms fall below round-off long before they grow again. Written out because cephes.hyperg is wrong by
 * 1e-8 at y = 20 and by half at y = 200. Source: NIST DLMF 13.2.2, 13.2.39, 13.7.2.
 */
function kummer(a: number, b: number, y: number): number {
  if (a === b) return Math.exp(-y);
  const [ratio, factor] =
    y <= 100
      ? [(k: number) => ((b - a + k) * y) / ((b + k) * (k + 1)), Math.exp(-y)]
      : [
          (k: number) => ((a + k) * (a - b + 1 + k)) / ((k + 1) * y),
          y ** -a * (gammaFunction(b) / gammaFunction(b - a)),
        ];
  let term = 1;
  let sum = 1;
  for (let k = 0; Math.abs(term) > 1e-17 * Math.abs(sum); k++) {
    term *= ratio(k);
    sum += term;
  }
  return factor * sum;
}
