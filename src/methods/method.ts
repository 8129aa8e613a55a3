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
 * A way to evolve a mixture, with all that the program knows of it: the schema of scenario files, error messages, `landau list`,
 * `landau compare`, the check before a run and the documentation read it from here. A new one is a file here, with a folder for
 * its parts, and a line in methods.ts.
 */
export interface Method<Name extends string = string, Shape extends OptionShape = OptionShape> {
  /** Its name in scenarios (`method.name`). */
  readonly name: Name;
  /** What it does, in one sentence; the help text of its options. */
  readonly summary: string;
  /** Citation, printed with the results of every run that used it. */
  readonly reference: string;
  /** What it solves; the Landau system where absent. */
  equation?(options: OptionsOf<Shape>): Equation;
  /** What it asks of `time.integrator`: none is used, any will do, or one that is explicit (with a known stability). */
  readonly integrator: 'none' | 'any' | 'explicit';
  /** Whether it chooses its steps, so that `time.step` may be absent. Options as they are written, without defaults. */
  choosesSteps?(options: Readonly<Record<string, unknown>>): boolean;
  /** What sets its resolution, as in `landau compare`: particles of each species, its option `nodes`, or nothing. */
  readonly resolution: 'particles' | 'nodes' | 'none';
  /** How particles are sampled where the scenario does not say: on a lattice where it is absent. */
  readonly sampling?: SamplingRule;
  /** What f_i is held by, as it is counted in `landau check`, comparisons and reports. */
  readonly representation: 'particles' | 'nodes' | 'coefficients' | 'moments';
  /** What it can apply from outside beside immobile points; nothing where it is absent. */
  readonly drives?: { readonly baths: boolean; readonly forcing: readonly ForcingPart[] };
  /** Whether its strengths can follow the Coulomb logarithms, see liveMixture; not where it is absent. */
  readonly follows?: true;
  /** The shapes of collision kernels that it can do beside a power, see kernelShapes; none where it is absent. */
  readonly kernels?: readonly (keyof typeof kernelShapes)[];
  /** What every step keeps, beside what baths and forcings give: momentum (linear), energy (quadratic), decreasing discrete entropy (potential). A test measures it. */
  conserves(integrator: Integrator): readonly Invariant[];
  /** The fields of its options in a scenario, beside `name`. Called when a scenario is read. */
  options(): Shape;
  /** What is wrong with valid options taken together; paths begin at the options. */
  problems?(options: Readonly<Record<string, unknown>>): readonly Problem[];
  /** What brings its results closer to the equation's, as a phrase: `more method.nodes`. Absent where nothing does. */
  refinement?(options: Readonly<Record<string, unknown>>): string;
  /**
   * Whether one smoothing temperature serves all species, so that their default boxes go with m_i^(-1/2); where it is absent or false every
   * species has the box that its own f asks for.
   */
  sharesSmoothing?(options: OptionsOf<Shape>): boolean;
  /** What it takes, from counts alone: nothing that grows with the run is allocated. */
  size(plan: RunPlan, options: OptionsOf<Shape>): MethodSize;
  /** Throws InputError when the problem or the options do not suit it. */
  prepare(problem: InitialValueProblem, options: OptionsOf<Shape>): Evolution;
}

export type OptionShape = Readonly<Record<string, z.ZodType>>;

type Immutable<T> = { readonly [K in keyof T]: Immutable<T[K]> };

/** The options of a method as it gets them: valid, defaults filled in. */
export type OptionsOf<Shape extends OptionShape> = Immutable<
  z.output<z.ZodObject<{ -readonly [K in keyof Shape]: Shape[K] }>>
>;

/** The method itself; ties the options that `size` and `prepare` get to the fields of `options`. */
export function defineMethod<const Name extends string, Shape extends OptionShape>(
  method: Method<Name, Shape>,
): Method<Name, Shape> {
  return method;
}

/** A run as it is known before its first particle is made. */
export interface RunPlan {
  readonly mixture: Mixture;
  readonly distributions: readonly Distribution[];
  /** How many particles each species is to have, and the width of their box on every axis. */
  readonly particles: readonly { readonly count: number; readonly width: number }[];
  readonly integrator: Integrator;
  readonly advance: Pick<AdvanceOptions, 'step' | 'stepper' | 'adaptive'>;
  /** From the start to the end. */
  readonly duration: number;
}

/** What a method takes. */
export interface MethodSize {
  /** Particles of all species, before any are cut; 0 for methods without. */
  readonly particles: number;
  /** Unordered pairs of particles that meet in an evaluation. */
  readonly pairs: number;
  /** Nodes of all lattices at the start. */
  readonly nodes: number;
  /** Bytes that the run holds at its peak, beside those of the program, the schedule and the series. */
  readonly bytes: number;
  /** Nanoseconds of an evaluation of the rate, to a factor of three: they decide how much of a run is timed, and scale what was timed. */
  readonly work: number;
  /** Runs that grow, as by sources: the work of an evaluation at the start and at the end, in units of `work`, its mean. In between it is a straight line. */
  readonly growth?: { readonly start: number; readonly end: number };
  /** Evaluations of a step of `time.step`, to a factor of three, where stability ties them to the resolution. */
  readonly evaluations?: number;
  /** Nanoseconds of work before the first step, where that is more than some evaluations. */
  readonly preparation?: number;
  /** The products of `Evolution.products` that `work` contains: how many to an evaluation, and the nanoseconds of each. */
  readonly products?: { readonly count: number; readonly work: number };
  /**
   * Methods that choose their steps: how many the whole run takes, and the evaluations of each, to a factor of two; and the options with which
   * a far smaller run goes the same steps, so that it counts them.
   */
  readonly ownSteps?: {
    readonly steps: number;
    readonly evaluations: number;
    readonly counting?: Readonly<Record<string, unknown>>;
  };
  /** Options that were left to the method and depend on the resolution, as it chose them. */
  readonly chosen?: Readonly<Record<string, unknown>>;
  /** What would make it faster, as phrases: `method.summation: moments`. */
  readonly waysOut?: readonly string[];
}

/** Where a run starts: the mixture and the state of every species. */
export interface InitialValueProblem {
  readonly mixture: Mixture;
  /** f_i itself at the start, for methods that need no particles. */
  readonly distributions: readonly Distribution[];
  /** The particles that stand for it; drawn when they are asked for. */
  readonly species: readonly InitialSpecies[];
  /**
   * One of `groups` independent samples, each with all of the density and that part of the particles, rounded down. Throws InputError where the
   * particles are no random sample.
   */
  sampleOf(group: number, groups: number): readonly InitialSpecies[];
  /** Time of the initial state, and the end of the run. */
  readonly start: number;
  readonly until: number;
  /** What the run computes with. Default: the usual one. */
  readonly machine?: Machine | undefined;
  readonly integrator: Integrator;
  readonly advance: Omit<AdvanceOptions, 'describe'>;
  /** The seed of all random numbers, see createStream. */
  readonly seed: string | number;
}

export interface InitialSpecies {
  readonly particles: Particles;
  /** Natural lattice of the sample: its spacing, and one of its points. */
  readonly spacing: number;
  readonly anchor: readonly number[];
}

/** The change of the moments over one step, divided by the step. */
export interface StepReplica {
  /** d u_k/dt and d T_kl/dt, d x d in row order. */
  readonly species: readonly { readonly velocity: readonly number[]; readonly tensor: readonly number[] }[];
  /** What i gains from j per time: entry i S + j. */
  readonly energy: Float64Array;
}

export interface Evolution {
  readonly t: number;
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
  /**
   * Several steps dt of the collisions alone from the present state, with independent random numbers; changes nothing. Absent where collisions are
   * not random, undefined where so many steps would be dear.
   */
  replicas?(dt: number): readonly StepReplica[] | undefined;
  readonly counts: StepCounts;
  /** Products of a Jacobian with a vector in linear equations since it was prepared, where they are much of the work. */
  readonly products?: number;
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
  /** The parts it was assembled from beside the method itself, with their references. */
  readonly parts: readonly { readonly role: string; readonly name: string; readonly reference: string }[];
  /** Whether what `save` returns grows with time, as where sources add particles; then `restore` throws InputError for what it cannot take. */
  readonly grows?: true;
  /** All that the future depends on; `restore` of it gives the same bits as never having stopped. */
  save(): Readonly<Record<string, Float64Array>>;
  restore(state: Readonly<Record<string, Float64Array>>): void;
}
