import type { SpeciesState } from './equilibrium.ts';
import type { Background, Mixture } from './mixture.ts';

/** Coulomb logarithms that are updated during the run, for pairs of species and for species with baths. */
export interface Following {
  readonly pairs: readonly FollowedPair[];
  /** lnLambda of every pair for the current states of the species, see leastLogarithm. */
  logarithms(states: readonly SpeciesState[]): readonly number[];
  /** The formulas that logarithmRule chooses for these states; the pairs keep the formulas of the start. */
  formulas(states: readonly SpeciesState[]): readonly string[];
}

export interface FollowedPair {
  readonly between: readonly [string, string];
  /** The index of a species, and the index of a second species or the name of a bath. */
  readonly species: number;
  readonly partner: number | string;
  /** lnLambda at the start, which is contained in the strength of the mixture. */
  readonly start: number;
  readonly formula: string;
}

/** Lower bound of a followed logarithm, which keeps strengths positive. Far below 2 a logarithm has no meaning. */
export const leastLogarithm = 1;

/** The ratio of lnLambda to its value at the start, for every pair. */
export function followedFactors({ pairs, logarithms }: Following, states: readonly SpeciesState[]): readonly number[] {
  const now = logarithms(states);
  return pairs.map(({ start }, k) => now[k] / start);
}

/** A mixture whose strengths change with the states of its species, held by one method. */
export interface LiveMixture {
  /** The strengths of pairs and partners have their current values whenever they are read. */
  readonly mixture: Mixture;
  /** Updates the logarithms to these states; absent if none is followed. */
  readonly follow?: (states: readonly SpeciesState[]) => void;
  /** Sets the ratios of the current logarithms to those at the start, in the order of the followed pairs. */
  setFactors(factors: ArrayLike<number>): void;
  /** The ratio of the current strength of a pair to its value at the start. */
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
