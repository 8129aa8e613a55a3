import type { Exchange, Integrals } from '../snapshot.ts';
import type { SpeciesFunctionals } from './functionals.ts';
import type { Frame } from './symmetry.ts';

/** Converts integrals along and across the axis to vectors and tensors of space. */
export function inSpace({ origin, axis }: Frame, own: SpeciesFunctionals): Integrals {
  return {
    density: own.density,
    velocity: origin.map((u, k) => u + own.drift * axis[k]),
    temperatureTensor: axis.flatMap((a, k) =>
      axis.map((b, l) => (k === l ? own.across : 0) + (own.along - own.across) * a * b),
    ),
    entropy: own.entropy,
    entropyError: own.entropyError,
    fisher: own.fisher,
    fisherError: own.fisherError,
    least: own.least / own.largest,
    negativeDensity: own.negativeDensity,
    negativePoints: own.negativePoints,
    smallestResolved: own.smallestResolved,
    unresolved: own.unresolved,
  };
}

/** Converts gains to the rest frame of space, where the energy gains include the momentum gains times the velocity of the origin. */
export function exchangeInSpace(
  d: number,
  { origin, axis }: Frame,
  S: number,
  gains: { readonly momentum: Float64Array; readonly energy: Float64Array },
): Exchange {
  const momentum = new Float64Array(S * S * d);
  const along = origin.reduce((sum, u, k) => sum + u * axis[k], 0);
  gains.momentum.forEach((gain, pair) => {
    for (let k = 0; k < d; k++) momentum[pair * d + k] = gain * axis[k];
  });
  return { momentum, energy: gains.energy.map((energy, pair) => energy + along * gains.momentum[pair]) };
}
