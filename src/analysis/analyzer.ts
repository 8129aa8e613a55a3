import type { Machine } from '../kernels/machine.ts';
import type { Snapshot } from '../methods/snapshot.ts';
import type { MixtureEquilibrium } from '../physics/equilibrium.ts';
import type { Labels } from '../reconstruction/label-space.ts';
import type { ExactSolution } from '../theory/exact-solution.ts';
import type { ReferenceSeries } from './reference.ts';

/** One column of the series. */
export interface Quantity {
  /** Column name: `energy`, `temperature.light`, ... */
  readonly name: string;
  /** Description for plots and file metadata. */
  readonly label: string;
  /** Unit in the scenario's own units, e.g. `m v^2`; `1` for pure numbers. */
  readonly unit: string;
}

/** The inputs of an analyzer when it is prepared. */
export interface AnalysisContext {
  readonly initial: Snapshot;
  /** The machine that computes further densities. Default: the usual one. */
  readonly machine?: Machine | undefined;
  /** The Maxwellians with the initial densities, momentum and energy. */
  readonly equilibrium: MixtureEquilibrium;
  readonly exact?: ExactSolution;
  /** H and I of the initial f_i with a bound of their error, by species; NaN if they are not known. Called at most once. */
  readonly startingFunctionals?: () => Readonly<
    Record<'entropy' | 'fisher', readonly { readonly value: number; readonly error: number }[]>
  >;
  /** The initial positions of the particles of each species, and f there, for species that started on a lattice. */
  readonly labels?: readonly (Labels | undefined)[];
  /** The series of another code, which the columns of all analyzers are compared with. */
  readonly reference?: ReferenceSeries;
  /** Requests the budget of the Fisher information: the number of velocities drawn from each species, and the run's seed. */
  readonly budget?: { readonly draws: number; readonly seed: string | number };
}

/** Turns snapshots into numbers. An analyzer that does not apply in a context declares no quantities. */
export interface Analyzer {
  readonly name: string;
  readonly reference?: string;
  prepare(context: AnalysisContext): PreparedAnalyzer;
}

export interface PreparedAnalyzer {
  readonly quantities: readonly Quantity[];
  /** Fills `row`, one entry per quantity, in order; NaN for a quantity that is not defined. */
  measure(now: Snapshot, row: Float64Array): void;
}
