import type { Quantity } from '../analysis/analyzer.ts';
import type { Lattice } from '../core/lattice.ts';
import type { Particles } from '../core/particles.ts';
import type { ProfileStep } from '../core/profile.ts';
import type { ReconstructionName } from '../reconstruction/density.ts';
import type { InputFile } from './run-identity.ts';

/** The origin of a run, which suffices to repeat it bit for bit. Saved as `provenance.json`. */
export interface Provenance {
  readonly software: string;
  readonly version: string;
  /** Commit of the source tree, if known, followed by `+` if the tree had changes. */
  readonly commit: string | null;
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
  readonly threads: number;
  readonly seed: string;
  readonly scenarioFile: string | null;
  readonly startedAt: string;
  /** The compiled or plain kernels. */
  readonly kernels?: string;
  /** SHA-256 of the resolved scenario. */
  readonly scenarioHash?: string;
  /** The files that the scenario names. */
  readonly inputs?: readonly InputFile[];
  /** Changes accepted when the run was resumed: see `landau run --resume --accept-changes`. */
  readonly changes?: readonly string[];
  /** The meaning of 1, if the scenario defines units. */
  readonly units?: UnitsRecord;
  /** The methods used, with references. */
  readonly methods: readonly { readonly role: string; readonly name: string; readonly reference: string }[];
  /** Derived settings: smoothing temperature, lattice spacings, truncation error, lost density ... */
  readonly settings: Readonly<Record<string, number | string>>;
}

/** The meaning of 1: each unit in the syntax of UDUNITS, and its size in SI units. */
export type UnitsRecord = Readonly<
  Record<
    'mass' | 'density' | 'temperature' | 'time' | 'velocity' | 'charge',
    { readonly unit: string; readonly si: number }
  >
>;

/** One expectation of the scenario and the measured value. */
export interface Verdict {
  readonly quantity: string;
  /** The expectation as text: `<= 1e-12 always`, `1.333 +- 0.01 at t = 5`, `never increases`. */
  readonly expected: string;
  readonly measured: number | null;
  /** The time of the measured value. */
  readonly time: number | null;
  readonly passed: boolean;
  /** Present if the unfinished run does not decide it yet; `passed` is then false. */
  readonly pending?: true;
  readonly remark?: string;
}

/** Theorem 1.1 of Zhu (2025) for one unordered pair of species. */
export interface LedgerRow {
  readonly between: readonly [string, string];
  readonly strength: number;
  /** gamma; for a kernel that is not a power, its exponent at r = 0. */
  readonly exponent: number;
  /** A kernel alpha(r) that is not a power: infimum and supremum of r alpha'/alpha (null: none), and the r at which the bound holds. */
  readonly kernel?: {
    readonly formula: string;
    readonly slopes: readonly [least: number | null, largest: number | null];
    readonly within: readonly (readonly [from: number, to: number | null])[];
  };
  /** The theorem covers the pair if |r alpha'/alpha| <= bound at every r; for a power, if |exponent| <= bound. */
  readonly bound: number;
  readonly covered: boolean;
  /** Why the pair is not covered, if the exponent is not the reason. */
  readonly outside?: string;
}

export interface Equilibrium {
  /** Temperature of the first species, and of all species that it collides with, directly or indirectly. */
  readonly temperature: number;
  readonly velocity: readonly number[];
  /** Values of every species, if they do not all reach a common equilibrium. */
  readonly species?: readonly { readonly temperature: number; readonly velocity: readonly number[] }[];
  /**
   * Present if it is not reached, because of fields, heating or different baths: it then belongs to the initial densities, momentum and
   * energy.
   */
  readonly reached?: false;
  readonly entropy: number;
  readonly fisher: number;
}

/** `doubtful`: the run finished, but a watchdog makes its results doubtful. */
export type RunStatus = (typeof runStatuses)[number];
export const runStatuses = ['running', 'finished', 'doubtful', 'interrupted', 'failed'] as const;

/** Whether a run reached its end. */
export function isComplete(status: RunStatus): boolean {
  return status === 'finished' || status === 'doubtful';
}

/** An estimate of a functional of the computed f, with its error. */
export interface BestEstimate {
  /** The kind of estimate, as text. */
  readonly source: string;
  readonly start: ValueWithError | null;
  readonly end: ValueWithError | null;
}

/** A value and its error; the error is null if it is not known. */
export interface ValueWithError {
  readonly value: number;
  readonly error: number | null;
}

/** Whether a quantity increases over the rows. Changes are those of the best estimate, null if there is none. */
export interface ObservedMonotonicity {
  readonly answer: 'increases' | 'does not increase' | 'undetermined';
  /** Why it is undetermined. */
  readonly reason?: string;
  /** Change from the first row to the last. */
  readonly change: number | null;
  readonly changeError: number | null;
  /** The largest rise from one row to a later one, or the rise that exceeds its error most; its error and times. */
  readonly rise: number | null;
  readonly riseError: number | null;
  readonly from: number | null;
  readonly to: number | null;
  /** The largest rise between two rows that the errors do not exclude. */
  readonly hidden?: number;
}

/** A watchdog that was violated. */
export interface Violation {
  readonly watchdog: string;
  /** The violated condition, as text. */
  readonly statement: string;
  /** `doubtful`: the results are doubtful; `note`: only a remark. */
  readonly kind: 'doubtful' | 'note';
  /** The time of the first violation. */
  readonly t: number;
  /** The worst value so far, and the limit that it exceeds. */
  readonly value: number;
  readonly limit: number;
  /** The finding, with numbers and the way out: the first one, or for a note the worst one. */
  readonly message: string;
  /** The affected columns of the series, if any. */
  readonly columns?: readonly string[];
}

/** The initial rate of a moment: the exact rate, and the rate of the discretisation. */
export interface InitialRate {
  /** `dT/dt of light`, `energy that light gains from heavy`. */
  readonly quantity: string;
  readonly right: number;
  /** The source of the exact rate. */
  readonly source: 'closed formula' | 'weak form of the particles';
  /** The mean of several steps if collisions are random; null if these would be expensive, or if the method has no such rate. */
  readonly measured: number | null;
  /** The standard error of that mean, for the initial particles; absent if nothing is random. */
  readonly error?: number;
  /** measured / right; null if `right` is negligible compared with `scale`, or nothing is measured. */
  readonly ratio: number | null;
  /** The sum of the absolute values of the terms of the exact rate. */
  readonly scale: number;
}

/** Saved as `summary.json`, rewritten at every checkpoint. */
export interface RunSummary {
  readonly status: RunStatus;
  /** Why it failed, or when it was interrupted. */
  readonly message?: string;
  readonly t: number;
  readonly until: number;
  readonly steps: number;
  readonly evaluations: number;
  readonly wallSeconds: number;
  /** The profile of the time since the run was started or resumed. */
  readonly profile?: readonly ProfileStep[];
  /** The representation of f, counted in `particles` of a species: particles, nodes, coefficients or moments; absent in older runs. */
  readonly representation?: string;
  readonly species: readonly {
    readonly name: string;
    readonly mass: number;
    readonly density: number;
    readonly particles: number;
  }[];
  readonly equilibrium: Equilibrium;
  readonly exact: { readonly name: string; readonly reference: string } | null;
  readonly ledger: readonly LedgerRow[];
  /** Whether the theorem covers every pair that collides. */
  readonly covered: boolean;
  /** The best estimates of H and I at the first and the last row. */
  readonly best: Readonly<Record<'entropy' | 'fisher', BestEstimate>>;
  /** Whether I increases over the rows. */
  readonly fisher: ObservedMonotonicity;
  /** The violated watchdogs. */
  readonly watchdogs: readonly Violation[];
  /** The initial rates of the moments. */
  readonly initialRates: readonly InitialRate[];
  readonly verdicts: readonly Verdict[];
}

/** The columns of `series.csv`; the first is `t`. NaN means that a value is not available. */
export interface Series {
  readonly quantities: readonly Quantity[];
  readonly columns: Readonly<Record<string, Float64Array>>;
}

/** f of every species at one time, as saved in an openPMD snapshot. */
export interface FieldSnapshot {
  readonly t: number;
  readonly species: readonly {
    readonly name: string;
    readonly lattice: Lattice;
    /** Excess of the variance of `values` over that of f in every direction; 0 if the moments are preserved. */
    readonly smoothing?: number;
    /** The reconstruction of `values` from particles, if they are reconstructed, and the variance of its mollifier. */
    readonly mollifier?: { readonly reconstruction: ReconstructionName; readonly variance: number };
    /** Reconstructed f on the lattice nodes, row order, last axis fastest. */
    readonly values: Float64Array;
    /** The exact solution at the same nodes, if there is one. */
    readonly exact?: Float64Array;
    /** The particles, if the method has any. */
    readonly particles?: Particles;
  }[];
}

/** The contents of a run directory. */
export interface RunRecord {
  readonly directory: string;
  /** The resolved scenario as plain data. */
  readonly scenario: ResolvedScenario;
  readonly provenance: Provenance;
  readonly summary: RunSummary;
  readonly series: Series;
  readonly snapshots: readonly FieldSnapshot[];
  readonly events: readonly RunEvent[];
}

/** The keys of the resolved scenario that readers of a run rely on; the other keys are present as plain data. */
export interface ResolvedScenario {
  readonly title: string;
  readonly description?: string;
  readonly dimension: 2 | 3;
  readonly seed: string | number;
  readonly [key: string]: unknown;
}

/** One line of `events.jsonl`. */
export interface RunEvent {
  readonly time: string;
  readonly kind: string;
  readonly t?: number;
  readonly message: string;
  readonly [key: string]: unknown;
}
