import type { Quantity } from '../analysis/analyzer.ts';
import type { Lattice } from '../core/lattice.ts';
import type { Particles } from '../core/particles.ts';
import type { ProfileStep } from '../core/profile.ts';
import type { ReconstructionName } from '../reconstruction/density.ts';
import type { InputFile } from './run-identity.ts';

/** Who made a run, from what and how: enough to repeat it bit for bit. Saved as `provenance.json`. */
export interface Provenance {
  readonly software: string;
  readonly version: string;
  /** Commit of the source tree when it is known, with `+` appended when the tree had changes. */
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
  /** What was different when the run went on, and was accepted: see `landau run --resume --accept-changes`. */
  readonly changes?: readonly string[];
  /** What 1 stands for, where the scenario says so. */
  readonly units?: UnitsRecord;
  /** The methods used and where they come from. */
  readonly methods: readonly { readonly role: string; readonly name: string; readonly reference: string }[];
  /** Numbers worth knowing later: smoothing temperature, lattice spacings, truncation error, lost density ... */
  readonly settings: Readonly<Record<string, number | string>>;
}

/** What 1 stands for: each unit as UDUNITS reads it, and its size in SI units. */
export type UnitsRecord = Readonly<
  Record<
    'mass' | 'density' | 'temperature' | 'time' | 'velocity' | 'charge',
    { readonly unit: string; readonly si: number }
  >
>;

/** One expectation of the scenario and what was measured. */
export interface Verdict {
  readonly quantity: string;
  /** In words: `<= 1e-12 always`, `1.333 +- 0.01 at t = 5`, `never increases`. */
  readonly expected: string;
  readonly measured: number | null;
  /** When the measured value was taken. */
  readonly time: number | null;
  readonly passed: boolean;
  /** It could not be decided yet: the run has not come to its end. Then `passed` is false. */
  readonly pending?: true;
  readonly remark?: string;
}

/** Theorem 1.1 of Zhu (2025) for one unordered pair of species. */
export interface LedgerRow {
  readonly between: readonly [string, string];
  readonly strength: number;
  /** gamma; of a kernel that is not a power, the exponent that it has at r = 0. */
  readonly exponent: number;
  /** A kernel alpha(r) that is not a power: infimum and supremum of r alpha'/alpha (null: none), and the r at which the bound holds. */
  readonly kernel?: {
    readonly formula: string;
    readonly slopes: readonly [least: number | null, largest: number | null];
    readonly within: readonly (readonly [from: number, to: number | null])[];
  };
  /** The theorem covers the pair when |r alpha'/alpha| <= bound at every r, where |exponent| <= bound for a power. */
  readonly bound: number;
  readonly covered: boolean;
  /** Why it does not, where that is not the exponent. */
  readonly outside?: string;
}

export interface Equilibrium {
  /** Of the first species, and of all that it collides with, directly or through others. */
  readonly temperature: number;
  readonly velocity: readonly number[];
  /** Of every species, where they do not all reach one. */
  readonly species?: readonly { readonly temperature: number; readonly velocity: readonly number[] }[];
  /** Present where it is not reached, as fields or heating act, or baths that differ: then it is that of the densities, momentum and energy at the start. */
  readonly reached?: false;
  readonly entropy: number;
  readonly fisher: number;
}

/** `doubtful`: it came to its end, and a watchdog that makes its numbers doubtful was violated. */
export type RunStatus = (typeof runStatuses)[number];
export const runStatuses = ['running', 'finished', 'doubtful', 'interrupted', 'failed'] as const;

/** Whether a run came to its end. */
export function isComplete(status: RunStatus): boolean {
  return status === 'finished' || status === 'doubtful';
}

/** An estimate of the functional of the computed f, and the error that stands beside it. */
export interface BestEstimate {
  /** What the estimate is, in words. */
  readonly source: string;
  readonly start: ValueWithError | null;
  readonly end: ValueWithError | null;
}

/** The error is null where it is not known. */
export interface ValueWithError {
  readonly value: number;
  readonly error: number | null;
}

/** What the rows show of a quantity that may be monotone. Changes are those of the best estimate, null where there is none. */
export interface ObservedMonotonicity {
  readonly answer: 'increases' | 'does not increase' | 'undetermined';
  /** Why it is undetermined. */
  readonly reason?: string;
  /** From the first row to the last. */
  readonly change: number | null;
  readonly changeError: number | null;
  /** The largest rise from one row to any later one, or the one most beyond its error; its error and times. */
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
  /** What should hold, in words. */
  readonly statement: string;
  /** `doubtful` makes the run's numbers doubtful; a `note` is worth knowing. */
  readonly kind: 'doubtful' | 'note';
  /** When it was seen first. */
  readonly t: number;
  /** The worst value so far, and the limit that it exceeds. */
  readonly value: number;
  readonly limit: number;
  /** What was found, with its numbers and the way out, as it was first. */
  readonly message: string;
  /** The columns of the series that it is about, where it is about some. */
  readonly columns?: readonly string[];
}

/** The rate of a moment at the start: the right one, and that of the discretisation. */
export interface InitialRate {
  /** `dT/dt of light`, `energy that light gains from heavy`. */
  readonly quantity: string;
  readonly right: number;
  /** Where the right one comes from. */
  readonly source: 'closed formula' | 'weak form of the particles';
  /** Of collisions at random the mean of several steps; null where these would be dear, and where a method has no rate of this. */
  readonly measured: number | null;
  /** The standard error of that mean, for the particles of the start; absent where nothing is random. */
  readonly error?: number;
  /** measured / right; null where the right one vanishes against `scale` or nothing is measured. */
  readonly ratio: number | null;
  /** The terms of the right rate with all signs made positive. */
  readonly scale: number;
}

/** Saved as `summary.json`, rewritten at every checkpoint. */
export interface RunSummary {
  readonly status: RunStatus;
  /** Why it failed or where it was interrupted. */
  readonly message?: string;
  readonly t: number;
  readonly until: number;
  readonly steps: number;
  readonly evaluations: number;
  readonly wallSeconds: number;
  /** Where the time of this sitting went. */
  readonly profile?: readonly ProfileStep[];
  /** What f is held by and `particles` of a species counts: particles, nodes, coefficients or moments; absent in older runs. */
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
  /** True when the theorem covers every pair that collides. */
  readonly covered: boolean;
  /** The best estimates of H and I at the first and the last row. */
  readonly best: Readonly<Record<'entropy' | 'fisher', BestEstimate>>;
  /** What the rows show of I. */
  readonly fisher: ObservedMonotonicity;
  /** What the run itself found to be wrong or worth knowing, the violated watchdogs. */
  readonly watchdogs: readonly Violation[];
  /** The rates of the moments at the start: right ones, and those of the discretisation. */
  readonly initialRates: readonly InitialRate[];
  readonly verdicts: readonly Verdict[];
}

/** The columns of `series.csv`; the first is `t`. NaN stands for a value that is not available. */
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
    /** By how much the variance of `values` exceeds that of f in every direction; 0 where its moments are those of f. */
    readonly smoothing?: number;
    /** How `values` were made of the particles, where they were: the reconstruction and the variance of its mollifier. */
    readonly mollifier?: { readonly reconstruction: ReconstructionName; readonly variance: number };
    /** Reconstructed f on the lattice nodes, row order, last axis fastest. */
    readonly values: Float64Array;
    /** The exact solution on the same nodes, where there is one. */
    readonly exact?: Float64Array;
    /** The particles, where the method has any. */
    readonly particles?: Particles;
  }[];
}

/** A whole run directory, read back. */
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

/** The part of the resolved scenario that readers of a run rely on; everything else is there as plain data too. */
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
