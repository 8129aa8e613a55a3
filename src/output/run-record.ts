import type { Quantity } from '../analysis/analyzer.ts';
import type { Lattice } from '../core/lattice.ts';
import type { ProfileStep } from '../core/profile.ts';

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
  /** The methods used and where they come from. */
  readonly methods: readonly { readonly role: string; readonly name: string; readonly reference: string }[];
  /** Numbers worth knowing later: smoothing temperature, lattice spacings, truncation error, lost density ... */
  readonly settings: Readonly<Record<string, number | string>>;
}

/** One expectation of the scenario and what was measured. */
export interface Verdict {
  readonly quantity: string;
  /** In words: `<= 1e-12 always`, `1.333 +- 0.01 at t = 5`, `never increases`. */
  readonly expected: string;
  readonly measured: number | null;
  /** When the measured value was taken. */
  readonly time: number | null;
  readonly passed: boolean;
  readonly remark?: string;
}

/** Theorem 1.1 of Zhu (2025) for one unordered pair of species. */
export interface LedgerRow {
  readonly between: readonly [string, string];
  readonly strength: number;
  readonly exponent: number;
  /** The theorem covers the pair when |exponent| <= bound. */
  readonly bound: number;
  readonly covered: boolean;
}

export interface Equilibrium {
  readonly temperature: number;
  readonly velocity: readonly number[];
  readonly entropy: number;
  readonly fisher: number;
}

export type RunStatus = 'running' | 'finished' | 'interrupted' | 'failed';

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
  /** The Fisher information as observed at the outputs: largest increase between two of them, relative to the first value. */
  readonly fisher: {
    readonly monotone: boolean;
    readonly increase: number;
    readonly time: number | null;
    /** By how much the correction for smoothing changes that increase: growth within it is no evidence. */
    readonly errorBar?: number;
  };
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
    /** Variance eps of the Gaussian mollifier in `values`; 0 where nothing was smoothed. */
    readonly smoothing?: number;
    /** Reconstructed f on the lattice nodes, row order, last axis fastest. */
    readonly values: Float64Array;
    /** The exact solution on the same nodes, where there is one. */
    readonly exact?: Float64Array;
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
