import type * as z from 'zod';
import type { ForcedParticles, Particles, ScoredParticles } from '../core/particles.ts';
import type { RandomStream } from '../core/random.ts';
import type { Dimension } from '../core/vector-field.ts';
import type { Machine } from '../kernels/machine.ts';
import { addBackgroundForce } from '../kernels/pair-forces.ts';
import type { Background, Mixture } from '../physics/mixture.ts';

/**
 * A way to sum the Landau forces between all particles,
 *
 *     m_i dv_p/dt = - sum_j sum_q w_q c_ij alpha_ij(|v_p - v_q|) A(v_p - v_q) (s_p/m_i - s_q/m_j).
 *
 * Only the scalar alpha may be approximated, and only by a symmetric non-negative alpha_h: A stays exact, so momentum and
 * energy are conserved and the discrete entropy decreases whatever the approximation.
 *
 * A new one is a file here and a line in summations.ts.
 */
export interface Summation<Options = unknown> {
  /** Its name in scenarios (`method.summation`). */
  readonly name: string;
  /** What it costs and when it is right, as a phrase for the help text. */
  readonly summary?: string;
  readonly reference: string;
  /** Its own options, a key of the method's: their schema, and what holds when the key is absent. */
  readonly options?: { readonly key: string; schema(): z.ZodType<Options>; readonly absent: string };
  /** Why it cannot sum this mixture's forces; null when it can. */
  refusal(mixture: Mixture, setting?: SummationSetting<Options>): string | null;
  /**
   * What a sum over so many particles of each species costs, in pairs of the direct sum: `auto` takes the cheapest. Absent for
   * sums that are never taken unasked.
   */
  work?(mixture: Mixture, counts: readonly number[]): number;
  /** Whether its error is known to be small without looking, so that `auto` may take it. Absent for those that always are exact. */
  isSafe?(mixture: Mixture): boolean;
  /** Memory of its own, in bytes a particle. Default: nothing worth mentioning. */
  readonly bytes?: Readonly<Record<Dimension, number>>;
  prepare(mixture: Mixture, setting?: SummationSetting<Options>): PairSum;
}

/** What a summation may need of a run beside the mixture. */
export interface SummationSetting<Options = unknown> {
  /** What sums that have compiled kernels compute with. Default: the usual one. */
  readonly machine?: Machine | undefined;
  /** The seed of the random numbers of sums that draw any. */
  readonly stream?: RandomStream;
  /** The particles at the start, for sums that choose lengths by them. Default: those of the first sum. */
  readonly sample?: readonly SampledSpecies[];
  /** The summation's own options; its defaults when absent. */
  readonly options?: Options;
}

/** The particles of one species, and the spacing of their natural lattice. */
export interface SampledSpecies {
  readonly particles: Particles;
  readonly spacing: number;
}

export interface PairSum {
  /** force := the forces of all collisions; an entry of `particles` is a species. */
  sum(particles: readonly ForcedParticles[]): void;
  /** force_i += what species j exerts on species i, and for i != j force_j += the reaction. */
  addPair(i: number, j: number, particles: readonly ForcedParticles[]): void;
  /** Measures an approximate sum against the direct one for the given particles. Absent for exact sums. */
  assess?(particles: readonly ScoredParticles[]): Assessment;
  /** Random sums: draws afresh what stays fixed within a time step. */
  redraw?(): void;
  /** All that future sums depend on besides the particles; nothing when absent. `restore` of it gives the same bits. */
  save?(): Float64Array;
  restore?(state: Float64Array): void;
}

/** What an approximate sum has to say of itself, for the record of a run. */
export interface Assessment {
  readonly settings: Readonly<Record<string, number | string>>;
  readonly warnings: readonly string[];
}

/** Adds the forces of immobile partners; without any it does nothing. Those of baths are not among them, see addBathForce. */
export function addBackgroundForces(background: readonly Background[], particles: readonly ForcedParticles[]): void {
  for (const { species, strength, exponent, velocity, bath } of background)
    if (bath === undefined) addBackgroundForce(strength, exponent, velocity, particles[species]);
}
