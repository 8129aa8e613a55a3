import { InputError } from '../../core/errors.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { createMixture, type Mixture } from '../../physics/mixture.ts';
import { linearisedBracket } from '../../theory/linearised/bracket.ts';
import { largestGrowth } from '../../theory/linearised/eigenvalues.ts';
import { exponentBound, theoremLedger } from '../../theory/theorem.ts';
import { type Effort, together } from '../effort.ts';
import { growthRate, growthRateEffort } from './growth-rate.ts';

/** The two-species mixtures of a map: all combinations of a mass ratio, an exponent and a charge. */
export interface GrowthMapOptions {
  readonly dimension: Dimension;
  /** m_1 / m_2 of the light species over the heavy one, with m_2 = 1. */
  readonly massRatios: readonly number[];
  /** gamma, the same for all collisions. */
  readonly exponents: readonly number[];
  /** Charge Z of the heavy species, with densities 1 and 1/Z (neutral) and c_ij = Z_i^2 Z_j^2; default 1. */
  readonly charges?: readonly number[];
  /** Whether species collide with themselves; default false: cross collisions only. */
  readonly selfCollisions?: boolean;
  /** Harmonic degree l of the perturbations; default 1. */
  readonly degree?: number;
  /** Perturbations are Sonine polynomials up to this order K; default: splines, which converge. */
  readonly orders?: number;
}

/** One point of the map, in a form for JSON or CSV. */
export interface GrowthMapRow {
  readonly massRatio: number;
  readonly exponent: number;
  readonly charge: number;
  /** Largest (dI_2/dt)/I_2 in the space, a lower bound of the supremum; 0 if no rate is above round-off. */
  readonly growthRate: number;
  /** Difference from a coarser space of splines; null for Sonine polynomials, whose error is unknown. */
  readonly error: number | null;
  /** The theorem's bound on |exponent| of cross collisions, 2 sqrt(d-1). */
  readonly bound: number;
  /** Whether the theorem rules growth out. */
  readonly covered: boolean;
}

/**
 * The largest growth rate of I_2 over a grid of two-species mixtures at theta = 1; the charge varies fastest.
 * Throws InputError if a charge, mass ratio or exponent is out of range.
 */
export function growthMap(options: GrowthMapOptions): readonly GrowthMapRow[] {
  const { dimension, massRatios, exponents, charges = [1], selfCollisions = false, degree = 1, orders } = options;
  const rateOf = (mixture: Mixture, densities: readonly number[]) => {
    if (orders === undefined) return growthRate(mixture, densities, degree);
    return { rate: largestGrowth(linearisedBracket(mixture, densities, { degree, orders })).growthRate, error: null };
  };
  for (const charge of charges)
    if (!(charge > 0 && charge < Infinity))
      throw new InputError(`growth map: expected positive charges of the heavy species, got ${charge}`);
  const row = (massRatio: number, exponent: number, charge: number): GrowthMapRow => {
    const mixture = mixtureAt(dimension, selfCollisions, massRatio, exponent, charge);
    const { rate, error } = rateOf(mixture, [1, 1 / charge]);
    return {
      massRatio,
      exponent,
      charge,
      growthRate: rate,
      error,
      bound: exponentBound(dimension, false),
      covered: theoremLedger(mixture).covered,
    };
  };
  return massRatios.flatMap((massRatio) =>
    exponents.flatMap((exponent) => charges.map((charge) => row(massRatio, exponent, charge))),
  );
}

function mixtureAt(
  d: Dimension,
  selfCollisions: boolean,
  massRatio: number,
  exponent: number,
  charge: number,
): Mixture {
  const Z2 = charge ** 2;
  const own = selfCollisions ? 1 : 0;
  return createMixture(
    d,
    [
      { name: 'light', mass: massRatio, charge: -1 },
      { name: 'heavy', mass: 1, charge },
    ],
    [
      [own, Z2],
      [Z2, own * Z2 ** 2],
    ],
    [
      [exponent, exponent],
      [exponent, exponent],
    ],
  );
}

/** Requirements of a map with splines. Throws InputError if a mass ratio or exponent is out of range. */
export function growthMapEffort(options: GrowthMapOptions): Effort {
  const { dimension, massRatios, exponents, charges = [1], selfCollisions = false, degree = 1 } = options;
  return together(
    massRatios.flatMap((massRatio) =>
      exponents.map((exponent) => {
        const one = growthRateEffort(mixtureAt(dimension, selfCollisions, massRatio, exponent, 1), degree);
        return { ...one, seconds: charges.length * one.seconds };
      }),
    ),
  );
}
