import type { Mixture } from '../physics/mixture.ts';

/**
 * The weights of particles where forcings take particles away whatever their velocity, or bring some in: of a species that is lost at the rate nu,
 * and of a particle that stands for r_p of what comes in per time,
 *
 *     w_p(t) = w_p(t_0) exp(-nu (t - t_0)) + r_p (1 - exp(-nu (t - t_0))) / nu,      nu the sum over the losses of the species.
 *
 * The arrays stay the same and follow the time.
 */
export interface ParticleWeights {
  /** By species, as they are at the time of the last `at`. */
  readonly weights: readonly Float64Array[];
  /** nu of every species. */
  readonly rates: readonly number[];
  /** Whether those of species i depend on time. */
  changes(i: number): boolean;
  /** Brings species i, or all, to time t. */
  at(t: number, i?: number): void;
}

/** The weights from the time t_0 on; arrays of their own where they change. `growth` are the r_p of species that grow. */
export function particleWeights(
  mixture: Mixture,
  start: number,
  initial: readonly Float64Array[],
  growth: readonly (Float64Array | undefined)[] = [],
): ParticleWeights {
  const rates = lossRates(mixture);
  const changes = (i: number) => rates[i] > 0 || growth[i] !== undefined;
  const weights = initial.map((own, i) => (changes(i) ? own.slice() : own));
  const bring = (t: number, i: number) => {
    if (!changes(i)) return;
    const [own, first, grows] = [weights[i], initial[i], growth[i]];
    const left = leftAfter(rates[i], t - start);
    for (let p = 0; p < own.length; p++) own[p] = left * first[p];
    if (grows === undefined) return;
    const grown = stayed(rates[i], t - start);
    for (let p = 0; p < own.length; p++) own[p] += grown * grows[p];
  };
  return {
    weights,
    rates,
    changes,
    at(t, i) {
      if (i !== undefined) bring(t, i);
      else for (let all = 0; all < weights.length; all++) bring(t, all);
    },
  };
}

/** The part of the particles that a loss at the rate nu leaves after a time. */
export function leftAfter(nu: number, duration: number): number {
  return Math.exp(-nu * duration);
}

/** What is left of particles that have come in at the rate 1 for a time. */
export function stayed(nu: number, duration: number): number {
  return nu === 0 ? duration : -Math.expm1(-nu * duration) / nu;
}

/** nu of every species: 0 where no forcing takes its particles. */
export function lossRates({ species, forcing }: Mixture): readonly number[] {
  return species.map((_, i) =>
    forcing.reduce((sum, { loss }) => sum + (loss !== undefined && loss.species === i ? loss.rate : 0), 0),
  );
}
