import type { Mixture } from '../physics/mixture.ts';

/**
 * The weights of particles where forcings take particles away whatever their velocity: of a species that is lost at the rate nu,
 *
 *     w_p(t) = w_p(t_0) exp(-nu (t - t_0)),      nu the sum over the losses of the species.
 *
 * No velocity changes and no particle goes, so that the loss has no noise. The arrays stay the same and follow the time.
 */
export interface ParticleWeights {
  /** By species, as they are at the time of the last `at`. */
  readonly weights: readonly Float64Array[];
  /** nu of every species. */
  readonly rates: readonly number[];
  /** Brings species i, or all, to time t. */
  at(t: number, i?: number): void;
}

/** The weights of the start; arrays of their own where they decay. */
export function particleWeights(mixture: Mixture, start: number, initial: readonly Float64Array[]): ParticleWeights {
  const rates = lossRates(mixture);
  const weights = initial.map((own, i) => (rates[i] === 0 ? own : own.slice()));
  const bring = (t: number, i: number) => {
    if (rates[i] === 0) return;
    const left = Math.exp(-rates[i] * (t - start));
    for (let p = 0; p < weights[i].length; p++) weights[i][p] = left * initial[i][p];
  };
  return {
    weights,
    rates,
    at(t, i) {
      if (i !== undefined) bring(t, i);
      else for (let all = 0; all < weights.length; all++) bring(t, all);
    },
  };
}

/** nu of every species: 0 where no forcing takes its particles. */
export function lossRates({ species, forcing }: Mixture): readonly number[] {
  return species.map((_, i) =>
    forcing.reduce((sum, { loss }) => sum + (loss !== undefined && loss.species === i ? loss.rate : 0), 0),
  );
}
