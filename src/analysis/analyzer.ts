import type { Snapshot } from '../methods/snapshot.ts';
import type { ExactSolution } from '../theory/exact-solution.ts';

/** One column of the series. */
export interface Quantity {
  /** Column name: `energy`, `temperature.light`, ... */
  readonly name: string;
  /** What it is, in words, for plots and file metadata. */
  readonly label: string;
  /** Unit in the scenario's own units, e.g. `m v^2`; `1` for pure numbers. */
  readonly unit: string;
}

/** What an analyzer knows when it is prepared. */
export interface AnalysisContext {
  readonly initial: Snapshot;
  readonly exact?: ExactSolution;
}

/**
 * An analyzer turns a snapshot into numbers. `prepare` does all allocation once; the function it returns fills
 * `row` (one entry per quantity, in order) and allocates nothing.
 */
export interface Analyzer {
  readonly name: string;
  readonly reference?: string;
  prepare(context: AnalysisContext): {
    readonly quantities: readonly Quantity[];
    readonly measure: (now: Snapshot, row: Float64Array) => void;
  };
}
