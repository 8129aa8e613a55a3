/**
 * dI/dt of the ordered pair (1, 2) alone, c = 1, m = (1, 2), f = exp(psi) not normalised, psi = -k |v|^2/2 +
 * a exp(-s |v|^2/2) (v_l + v_0 v_l) with l the last axis and (k, a, s) = (1, 0.7, 1) and (2, -0.3, 0.5).
 */
export interface VectorRow {
  readonly exponent: number;
  readonly lemma: number;
  /** Proposition 3.1 without the contact term; undefined where it does not hold. */
  readonly volume?: number;
  readonly contact?: number;
}

/**
 * Computed by scripts/dissipation-vector.ts, `2 40 40 32`: 4 million pairs an exponent. Lemma and volume plus
 * contact agree to all digits here; three quarters of the nodes change them by 5e-12, at gamma = -3.5 by 8e-11.
 */
export const vector2d: readonly VectorRow[] = [
  { exponent: 0, lemma: -20.0292130836, volume: -20.0292130836, contact: 0 },
  { exponent: -1, lemma: -13.5671666048, volume: -13.5671666048, contact: 0 },
  { exponent: -1.5, lemma: -12.1044157272, volume: -12.1044157272, contact: 0 },
  { exponent: -1.9, lemma: -11.6395484667, volume: -11.6395484667, contact: 0 },
  { exponent: -2, lemma: -11.6280094215, volume: -6.83856205242, contact: -4.78944736904 },
  { exponent: -2.5, lemma: -12.3809531596 },
  { exponent: -3, lemma: -15.522536614 },
  { exponent: -3.5, lemma: -27.447190046 },
];

/**
 * Computed by scripts/dissipation-vector.ts, `3 18 14 11`: 20 million pairs an exponent. Lemma and volume plus contact
 * agree to 4e-9, three quarters of the nodes change them by at most 2e-7 (5e-7 at gamma = -4); the contact term is exact to
 * 12 digits by a lattice sum.
 */
export const vector3d: readonly VectorRow[] = [
  { exponent: 0, lemma: -111.489018, volume: -111.489018, contact: 0 },
  { exponent: -1, lemma: -65.38503, volume: -65.38503, contact: 0 },
  { exponent: -2, lemma: -45.100611, volume: -45.100611, contact: 0 },
  { exponent: -2.5, lemma: -40.651549, volume: -40.651549, contact: 0 },
  { exponent: -2.9, lemma: -39.436862, volume: -39.436862, contact: 0 },
  { exponent: -3, lemma: -39.488643, volume: -24.313474, contact: -15.1751688357 },
  { exponent: -3.5, lemma: -42.559897 },
  { exponent: -4, lemma: -54.07487 },
];

/** The same in d = 3 by an independent quadrature: about five digits. */
export const independent3d: readonly VectorRow[] = [
  { exponent: 0, lemma: -111.4891, volume: -111.489, contact: 0 },
  { exponent: -1, lemma: -65.38506, volume: -65.38503, contact: 0 },
  { exponent: -2, lemma: -45.10066, volume: -45.10064, contact: 0 },
  { exponent: -2.5, lemma: -40.65167, volume: -40.65162, contact: 0 },
  { exponent: -2.9, lemma: -39.4371, volume: -39.43701, contact: 0 },
  { exponent: -3, lemma: -39.48893, volume: -24.31331, contact: -15.17551 },
];
