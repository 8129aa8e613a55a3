import type * as z from 'zod';
import type { Particles } from '../core/particles.ts';
import type { Distribution } from '../ensemble/distribution.ts';
import type { SamplingRule } from '../ensemble/sampling/sampling-rule.ts';
import type { AdvanceOptions, StepCounts } from '../integration/advance.ts';
import type { Integrator, Invariant } from '../integration/integrator.ts';
import type { Machine } from '../kernels/machine.ts';
import type { ForcingPart } from '../physics/forcing.ts';
import type { kernelShapes } from '../physics/kernel-shapes.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { Problem } from '../schema/problem.ts';
import type { Equation } from '../theory/exact.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * A way to evolve a mixture: everything that the schema of scenario files, error messages, `landau list`, `landau compare`,
 * the check before a run and the documentation need to know about it. A new method is one file here, with a folder for
 * its parts, and one line in methods.ts.
 */
export interface Method<Name extends string = string, Shape extends OptionShape = OptionShape> {
  /** The name in scenarios (`method.name`). */
  readonly name: Name;
  /** One sentence on what the method does; the help text of its options. */
  readonly summary: string;
  /** Citation, printed with the results of every run that used the method. */
  readonly reference: string;
  /** The equation that it solves; the Landau system if absent. */
  equation?(options: OptionsOf<Shape>): Equation;
  /** What it requires of `time.integrator`: nothing (none is used), any integrator, or an explicit one with a known stability limit. */
  readonly integrator: 'none' | 'any' | 'explicit';
  /** Whether it chooses its steps, so that `time.step` may be absent. `options` are as written, without defaults. */
  choosesSteps?(options: Readonly<Record<string, unknown>>): boolean;
  /** What sets its resolution, as in `landau compare`: the particles of each species, its option `nodes`, or nothing. */
  readonly resolution: 'particles' | 'nodes' | 'none';
  /** How particles are sampled if the scenario does not say; on a lattice if absent. */
  readonly sampling?: SamplingRule;
  /** How f_i is represented, as counted in `landau check`, comparisons and reports. */
  readonly representation: 'particles' | 'nodes' | 'coefficients' | 'moments';
  /** External action that it can apply besides immobile partners; none if absent. */
  readonly drives?: { readonly baths: boolean; readonly forcing: readonly ForcingPart[] };
  /** Whether its strengths can follow the Coulomb logarithms (see liveMixture); false if absent. */
  readonly follows?: true;
  /** The shapes of collision kernels that it supports besides a power, see kernelShapes; none if absent. */
  readonly kernels?: readonly (keyof typeof kernelShapes)[];
  /**
   * What every step conserves, apart from what baths and forcings give: momentum (linear), energy (quadratic), a decreasing discrete
   * entropy (potential). A test measures it.
   */
  conserves(integrator: Integrator): readonly Invariant[];
  /** The fields of its options in a scenario, besides `name`. Called when a scenario is read. */
  options(): Shape;
  /** Conflicts between options that are valid separately; paths begin at the options. */
  problems?(options: Readonly<Record<string, unknown>>): readonly Problem[];
  /** What reduces its error, as a phrase: `more method.nodes`. Absent if nothing does. */
  refinement?(options: Readonly<Record<string, unknown>>): string;
  /**
   * Whether one smoothing temperature serves all species, so that their default boxes scale as m_i^(-1/2). If absent or false, every
   * species has the box that its own f needs.
   */
  sharesSmoothing?(options: OptionsOf<Shape>): boolean;
  /** The size of a run, computed from counts only: allocates nothing that grows with the run. */
  size(plan: RunPlan, options: OptionsOf<Shape>): MethodSize;
  /** Prepares a run. Throws InputError if the problem or the options do not suit the method. */
  prepare(problem: InitialValueProblem, options: OptionsOf<Shape>): Evolution;
}

export type OptionShape = Readonly<Record<string, z.ZodType>>;

type Immutable<T> = { readonly [K in keyof T]: Immutable<T[K]> };

/** The options that a method receives: valid, with defaults filled in. */
export type OptionsOf<Shape extends OptionShape> = Immutable<
  z.output<z.ZodObject<{ -readonly [K in keyof Shape]: Shape[K] }>>
>;

/** Returns the method itself; ties the options that `size` and `prepare` receive to the fields of `options`. */
export function defineMethod<const Name extends string, Shape extends OptionShape>(
  method: Method<Name, Shape>,
): Method<Name, Shape> {
  return method;
}

/** What is known of a run before its first particle is made. */
export interface RunPlan {
  readonly mixture: Mixture;
  readonly distributions: readonly Distribution[];
  /** The number of particles of each species, and the width of their box on every axis. */
  readonly particles: readonly { readonly count: number; readonly width: number }[];
  readonly integrator: Integrator;
  readonly advance: Pick<AdvanceOptions, 'step' | 'stepper' | 'adaptive'>;
  /** Time from the start to the end. */
  readonly duration: number;
}

/** The requirements of a method. */
export interface MethodSize {
  /** Particles of all species, before any are cut; 0 for methods without particles. */
  readonly particles: number;
  /** Unordered pairs of particles that meet in one evaluation. */
  readonly pairs: number;
  /** Nodes of all lattices at the start. */
  readonly nodes: number;
  /** Peak memory of the run in bytes, apart from the program, the schedule and the series. */
  readonly bytes: number;
  /** Nanoseconds per evaluation of the rate, within a factor of three. Decides how much of a run is timed, and scales what was timed. */
  readonly work: number;
  /**
   * For runs that grow, for example by sources: the work per evaluation at the start and at the end, in units of `work`, which is the mean.
   * It grows linearly.
   */
  readonly growth?: { readonly start: number; readonly end: number };
  /** Evaluations per `time.step`, within a factor of three, if stability ties them to the resolution. */
  readonly evaluations?: number;
  /** Nanoseconds of work before the first step, if that exceeds some evaluations. */
  readonly preparation?: number;
  /** The products of `Evolution.products` contained in `work`: the number per evaluation, and the nanoseconds of each. */
  readonly products?: { readonly count: number; readonly work: number };
  /**
   * For methods that choose their steps: the number of steps of the whole run and the evaluations of each, within a factor of two; and the
   * options with which a far smaller run takes the same steps, so that it can count them.
   */
  readonly ownSteps?: {
    readonly steps: number;
    readonly evaluations: number;
    readonly counting?: Readonly<Record<string, unknown>>;
  };
  /** Options that were left to the method and depend on the resolution, with the chosen values. */
  readonly chosen?: Readonly<Record<string, unknown>>;
  /** Changes that would make it faster, as phrases: `method.summation: moments`. */
  readonly waysOut?: readonly string[];
}

/** The start of a run: the mixture and the state of every species. */
export interface InitialValueProblem {
  readonly mixture: Mixture;
  /** The initial f_i, for methods that need no particles. */
  readonly distributions: readonly Distribution[];
  /** The particles that represent f_i; drawn at the first access. */
  readonly species: readonly InitialSpecies[];
  /**
   * Returns one of `groups` independent samples. Each has the full density and 1/groups of the particles, rounded down. Throws InputError
   * if the particles are no random sample.
   */
  sampleOf(group: number, groups: number): readonly InitialSpecies[];
  /** Time of the initial state, and the end of the run. */
  readonly start: number;
  readonly until: number;
  /** The machine that the run uses. Default: the usual one. */
  readonly machine?: Machine | undefined;
  readonly integrator: Integrator;
  readonly advance: Omit<AdvanceOptions, 'describe'>;
  /** The seed of all random numbers, see createStream. */
  readonly seed: string | number;
}

export interface InitialSpecies {
  readonly particles: Particles;
  /** Natural lattice of the sample: its spacing and one of its points. */
  readonly spacing: number;
  readonly anchor: readonly number[];
}

/** The change of the moments over one step, divided by the step. */
export interface StepReplica {
  /** d u_k/dt and d T_kl/dt, d x d in row order. */
  readonly species: readonly { readonly velocity: readonly number[]; readonly tensor: readonly number[] }[];
  /** The energy that i gains from j per time: entry i S + j. */
  readonly energy: Float64Array;
}

export interface Evolution {
  readonly t: number;
  /**
   * Order p of the error dt^p of the results if dt is `time.step`; undefined if steps are adaptive, are shortened at the
   * start to the stability limit of a grid, or do not exist.
   */
  readonly order?: number;
  /**
   * Steps to time t, or until `pause`, which is called between steps, returns true; the property `t` shows how far. Another call with the
   * same time continues with identical bits. Throws RunError and keeps the state after the last good step.
   */
  advance(t: number, pause?: () => boolean): void;
  /**
   * The longest stable step of the integrator in the present state: its stability interval divided by the spectral radius of
   * the rate's Jacobian, which is found by power iteration and increased by a fifth. Costs up to 50 evaluations, which `counts` omits,
   * and changes nothing. Absent if every step is stable: implicit and stabilised integrators, methods that choose their steps.
   */
  stableStep?(): number;
  /** The present state; its arrays are overwritten by the next `advance` or `snapshot`. */
  snapshot(): Snapshot;
  /**
   * Several collision steps dt from the present state, with independent random numbers; changes nothing. Absent if collisions are
   * not random, undefined if so many steps would be expensive.
   */
  replicas?(dt: number): readonly StepReplica[] | undefined;
  readonly counts: StepCounts;
  /** Jacobian-vector products in linear solves since preparation, if they are much of the work. */
  readonly products?: number;
  /**
   * The longest step so far divided by the longest step with which the explicit integrator damps the stiffest mode, by an estimate of the
   * spectral radius; a value above 1 is unstable. Undefined if unknown.
   */
  readonly stepOverStability?: number;
  /** Unknowns of every species, if the lattice of a snapshot is made for pictures only. */
  readonly unknowns?: readonly number[];
  /** Numbers worth recording with a run: smoothing temperature, spacings, truncation. */
  readonly settings: Readonly<Record<string, number | string>>;
  /** Reasons to doubt the results from the start, with the numbers and a remedy. */
  readonly warnings?: readonly string[];
  /** The parts that it was assembled from, besides the method itself, with their references. */
  readonly parts: readonly { readonly role: string; readonly name: string; readonly reference: string }[];
  /**
   * Whether the result of `save` grows with time, for example because sources add particles; `restore` then throws InputError if the
   * state does not fit.
   */
  readonly grows?: true;
  /** Everything that the future depends on; after `restore` the bits are those of an uninterrupted run. */
  save(): Readonly<Record<string, Float64Array>>;
  restore(state: Readonly<Record<string, Float64Array>>): void;
}
