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
 * Only the scalar alpha may be approximated, and only by a symmetric non-negative alpha_h. A stays exact, so momentum and
 * energy are conserved and the discrete entropy decreases for any approximation.
 *
 * A new summation is a file here and a line in summations.ts.
 */
export interface Summation<Options = unknown> {
  /** Its name in scenarios (`method.summation`). */
  readonly name: string;
  /** Its cost and its accuracy, as a phrase for the help text. */
  readonly summary?: string;
  readonly reference: string;
  /** Its own options, a key of the method's: their schema, and the behaviour without the key. */
  readonly options?: { readonly key: string; schema(): z.ZodType<Options>; readonly absent: string };
  /** Returns why it cannot sum this mixture's forces; null if it can. */
  refusal(mixture: Mixture, setting?: SummationSetting<Options>): string | null;
  /**
   * The cost of a sum over so many particles of each species, in pairs of the direct sum; `auto` takes the cheapest. Absent for
   * summations that `auto` never takes.
   */
  work?(mixture: Mixture, counts: readonly number[]): number;
  /** Whether its error is known to be small without a measurement, so that `auto` may take it. Absent for sums that are always exact. */
  isSafe?(mixture: Mixture): boolean;
  /** Its own memory in bytes per particle. Default: negligible. */
  readonly bytes?: Readonly<Record<Dimension, number>>;
  prepare(mixture: Mixture, setting?: SummationSetting<Options>): PairSum;
}

/** Inputs of a summation other than the mixture. */
export interface SummationSetting<Options = unknown> {
  /** The machine of sums that have compiled kernels. Default: the usual one. */
  readonly machine?: Machine | undefined;
  /** The seed of the random numbers of sums that draw any. */
  readonly stream?: RandomStream;
  /** The initial particles, for sums that derive lengths from them. Default: the particles of the first sum. */
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
  /** force_i += the force of species j on species i, and for i != j force_j += the reaction. */
  addPair(i: number, j: number, particles: readonly ForcedParticles[]): void;
  /** Measures an approximate sum against the direct one for the given particles. Absent for exact sums. */
  assess?(particles: readonly ScoredParticles[]): Assessment;
  /** Random sums: draws again the choices that stay fixed within a time step. */
  redraw?(): void;
  /** All state besides the particles that future sums depend on, if any. After `restore`, sums are identical to the bit. */
  save?(): Float64Array;
  restore?(state: Float64Array): void;
}

/** The settings and warnings of a sum, for the record of a run. */
export interface Assessment {
  readonly settings: Readonly<Record<string, number | string>>;
  readonly warnings: readonly string[];
}

/** Adds the forces of immobile partners, if there are any. Baths are excluded, see addBathForce. */
export function addBackgroundForces(background: readonly Background[], particles: readonly ForcedParticles[]): void {
  for (const { species, strength, exponent, velocity, bath } of background)
    if (bath === undefined) addBackgroundForce(strength, exponent, velocity, particles[species]);
}
