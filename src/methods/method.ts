import type { Distribution } from '../ensemble/distribution.ts';
import type { Ensemble } from '../ensemble/ensemble.ts';
import type { AdvanceOptions, StepCounts } from '../integration/advance.ts';
import type { Integrator, Invariant } from '../integration/integrator.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { Equation } from '../theory/exact.ts';
import type { Snapshot } from './snapshot.ts';

/** Where a run starts: the mixture and the state of every species. */
export interface Problem {
  readonly mixture: Mixture;
  /** f_i itself at the start, for methods that need no particles. */
  readonly distributions: readonly Distribution[];
  /** The particles that stand for it; drawn when they are asked for. */
  readonly species: readonly InitialSpecies[];
  /** Time of the initial state. */
  readonly start: number;
  readonly integrator: Integrator;
  readonly advance: Omit<AdvanceOptions, 'describe'>;
}

export interface InitialSpecies {
  readonly ensemble: Ensemble;
  /** Natural lattice of the sample: its spacing, and one of its points. */
  readonly spacing: number;
  readonly anchor: readonly number[];
}

/** A way to evolve a mixture. What it claims to conserve is measured by one test over all methods. */
export interface Method<Options> {
  readonly name: string;
  readonly reference: string;
  /** What it solves; the Landau system where absent. */
  readonly equation?: Equation;
  prepare(problem: Problem, options: Options): Evolution;
}

export interface Evolution {
  readonly t: number;
  /** What every step keeps: momentum (linear), energy (quadratic), decreasing discrete entropy (potential). */
  readonly conserves: readonly Invariant[];
  /**
   * Order p of the results' error in `time.step`, dt^p, where that is the step; undefined where steps are adaptive, shortened at the
   * start to what a grid can bear, or none are taken.
   */
  readonly order?: number;
  /**
   * Steps to time t, or to where `pause`, asked between steps, wants to stop: `t` of the evolution tells. Another call with the same
   * time goes on to the same bits. Throws RunError, with the state as it was after the last good step.
   */
  advance(t: number, pause?: () => boolean): void;
  /**
   * The longest step that the integrator takes stably in the present state: its interval of stability over the spectral radius of
   * the rate's Jacobian, found by power iteration and taken a fifth larger. Costs up to 50 evaluations, which `counts` leaves out,
   * and changes nothing. Absent where every step is stable: implicit and stabilised integrators, methods that choose their steps.
   */
  stableStep?(): number;
  /** The present state; its arrays are overwritten by the next `advance` or `snapshot`. */
  snapshot(): Snapshot;
  readonly counts: StepCounts;
  /**
   * The longest step so far over the longest with which the explicit integrator damps the stiffest mode, by an estimate of the
   * spectral radius; more than 1 is beyond stability. Undefined where it is not known.
   */
  readonly stepOverStability?: number;
  /** Unknowns of every species, where the lattice of a snapshot is made for pictures only. */
  readonly unknowns?: readonly number[];
  /** Numbers worth recording with a run: smoothing temperature, spacings, truncation. */
  readonly settings: Readonly<Record<string, number | string>>;
  /** What makes its results doubtful from the start, in words, with the numbers and the way out. */
  readonly warnings?: readonly string[];
  /** The parts it was assembled from, with their references. */
  readonly parts: readonly { readonly role: string; readonly name: string; readonly reference: string }[];
  /** All that the future depends on; `restore` of it gives the same bits as never having stopped. */
  save(): Readonly<Record<string, Float64Array>>;
  restore(state: Readonly<Record<string, Float64Array>>): void;
}
