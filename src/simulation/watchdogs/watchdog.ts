import type { Quantity } from '../../analysis/analyzer.ts';
import type { Integrator, Invariant } from '../../integration/integrator.ts';
import type { Evolution } from '../../methods/method.ts';
import type { Snapshot } from '../../methods/snapshot.ts';
import type { InitialRate } from '../../output/run-record.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { Moments } from '../../physics/moments.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** The data available to a watchdog before the run. */
export interface WatchContext {
  readonly scenario: Scenario;
  readonly mixture: Mixture;
  readonly integrator: Integrator;
  readonly evolution: Pick<Evolution, 'counts' | 'order' | 'stepOverStability'>;
  /** The invariants that the method claims to conserve with this integrator. */
  readonly conserves: readonly Invariant[];
  /** The columns of the series, and their names. */
  readonly quantities: readonly Quantity[];
  readonly columns: readonly string[];
  /** The initial state. Read it only in `prepare`: its arrays are overwritten later. */
  readonly initial: Snapshot;
  /** The moments of every species at the start. */
  readonly start: readonly Moments[];
  readonly initialRates: readonly InitialRate[];
  /** Species whose initial f has no finite or no resolved Fisher information. */
  readonly edges: readonly string[];
}

/** The data available to a watchdog at an output. */
export interface Observation {
  readonly t: number;
  /** The value of a column in the row; NaN if there is no such column. */
  value(column: string): number;
  /** The state; absent when a resumed run repeats the checks of earlier rows. */
  readonly snapshot?: Snapshot;
  /** Whether it is the last output of the run. */
  readonly last: boolean;
}

/** A violation: a value above its limit, and a message with the way out. */
export interface Finding {
  readonly value: number;
  readonly limit: number;
  readonly message: string;
  /** Present if the finding is too small to make the run doubtful. */
  readonly kind?: 'note';
  /** The affected columns. */
  readonly columns?: readonly string[];
}

/** The check at every output, which costs almost nothing. */
export type Check = (observation: Observation) => Finding | undefined;

/**
 * A condition that holds in every correct run and can be checked during the run. The memory of a check depends only on the rows, so
 * that a resumed run can restore it by repeating the checks of earlier rows.
 */
export interface Watchdog {
  readonly name: string;
  /** The condition. */
  readonly statement: string;
  /** The consequence of a violation: `doubtful` results, or only a `note`. */
  readonly kind: 'doubtful' | 'note';
  /** Returns the check; undefined if there is nothing to check. */
  prepare(context: WatchContext): Check | undefined;
}

/** Three significant digits, for messages. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
