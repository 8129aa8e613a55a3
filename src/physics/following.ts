import type { SpeciesState } from './equilibrium.ts';
import type { Background, Mixture } from './mixture.ts';

/** Coulomb logarithms that are taken along the run, of some pairs of species and of species with baths. */
export interface Following {
  readonly pairs: readonly FollowedPair[];
  /** lnLambda of every pair for the present states of the species, see leastLogarithm. */
  logarithms(states: readonly SpeciesState[]): readonly number[];
  /** The formulas that would be chosen for these states, as the pairs' own ones were for the start. */
  formulas(states: readonly SpeciesState[]): readonly string[];
}

export interface FollowedPair {
  readonly between: readonly [string, string];
  /** The number of a species, and that of another one or the name of a bath. */
  readonly species: number;
  readonly partner: number | string;
  /** lnLambda at the start, which the strength of the mixture contains. */
  readonly start: number;
  readonly formula: string;
}

/** A followed logarithm is no less than this, so that strengths stay positive; far below 2 it means nothing anyway. */
export const leastLogarithm = 1;

/** lnLambda over that at the start, of every pair. */
export function followedFactors({ pairs, logarithms }: Following, states: readonly SpeciesState[]): readonly number[] {
  const now = logarithms(states);
  return pairs.map(({ start }, k) => now[k] / start);
}

/** A mixture whose strengths change with the states of its species, for one method to hold. */
export interface LiveMixture {
  /** Strengths of pairs and partners are the present ones whenever they are read. */
  readonly mixture: Mixture;
  /** Takes the logarithms of these states; absent where none is followed. */
  readonly follow?: (states: readonly SpeciesState[]) => void;
  /** Sets the present logarithms over those at the start, by the pairs that are followed. */
  setFactors(factors: ArrayLike<number>): void;
  /** The present strength of a pair over that at the start. */
  factor(i: number, j: number): number;
  bathFactor(partner: Pick<Background, 'species' | 'bath'>): number;
}

export function liveMixture(mixture: Mixture): LiveMixture {
  const { following } = mixture;
  if (following === undefined) return { mixture, setFactors() {}, factor: () => 1, bathFactor: () => 1 };
  const S = mixture.species.length;
  const factors = new Float64Array(S * S).fill(1);
  const ofBaths = new Map<string, number>();
  const key = (i: number, bath: string) => `${i} ${bath}`;
  const bathFactor: LiveMixture['bathFactor'] = ({ species, bath }) =>
    bath === undefined ? 1 : (ofBaths.get(key(species, bath.name)) ?? 1);
  function setFactors(now: ArrayLike<number>) {
    following!.pairs.forEach(({ species: i, partner }, k) => {
      if (typeof partner === 'string') ofBaths.set(key(i, partner), now[k]);
      else {
        factors[i * S + partner] = now[k];
        factors[partner * S + i] = now[k];
      }
    });
  }
  return {
    mixture: {
      ...mixture,
      strength: (i, j) => factors[i * S + j] * mixture.strength(i, j),
      background: mixture.background.map((partner) => ({
        ...partner,
        get strength() {
          return bathFactor(partner) * partner.strength;
        },
      })),
    },
    follow(states) {
      setFactors(followedFactors(following, states));
    },
    setFactors,
    factor: (i, j) => factors[i * S + j],
    bathFactor,
  };
}
