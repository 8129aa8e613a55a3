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
  /** What it is, in words, for plots and file metadata. */
  readonly label: string;
  /** Unit in the scenario's own units, e.g. `m v^2`; `1` for pure numbers. */
  readonly unit: string;
}

/** What an analyzer knows when it is prepared. */
export interface AnalysisContext {
  readonly initial: Snapshot;
  /** What further densities are computed with. Default: the usual one. */
  readonly machine?: Machine | undefined;
  /** The Maxwellians with the initial density, momentum and energy. */
  readonly equilibrium: MixtureEquilibrium;
  readonly exact?: ExactSolution;
  /** H and I of the initial f_i with a bound of their error, species after species, NaN where they are not known: asked for at most once. */
  readonly startingFunctionals?: () => Readonly<
    Record<'entropy' | 'fisher', readonly { readonly value: number; readonly error: number }[]>
  >;
  /** Where the particles of each species started, and f there, for those that started on a lattice. */
  readonly labels?: readonly (Labels | undefined)[];
  /** The series of another code, against which the columns of all analyzers are held. */
  readonly reference?: ReferenceSeries;
  /** Asks for the budget of the Fisher information: how many velocities of each species it draws, and the run's seed. */
  readonly budget?: { readonly draws: number; readonly seed: string | number };
}

/** Numbers from snapshots. Facts are data; an analyzer with nothing to say in a context declares no quantities. */
export interface Analyzer {
  readonly name: string;
  readonly reference?: string;
  prepare(context: AnalysisContext): PreparedAnalyzer;
}

export interface PreparedAnalyzer {
  readonly quantities: readonly Quantity[];
  /** Fills `row`, one entry per quantity, in order; NaN where a quantity is not defined. */
  measure(now: Snapshot, row: Float64Array): void;
}
