import type { Quantity } from '../../analysis/analyzer.ts';
import type { Integrator, Invariant } from '../../integration/integrator.ts';
import type { Evolution } from '../../methods/method.ts';
import type { Snapshot } from '../../methods/snapshot.ts';
import type { InitialRate } from '../../output/run-record.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { Moments } from '../../physics/moments.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** What a watchdog knows before the run. */
export interface WatchContext {
  readonly scenario: Scenario;
  readonly mixture: Mixture;
  readonly integrator: Integrator;
  readonly evolution: Pick<Evolution, 'counts' | 'order' | 'stepOverStability'>;
  /** What the method claims to keep with this integrator. */
  readonly conserves: readonly Invariant[];
  /** The columns of the series, and their names. */
  readonly quantities: readonly Quantity[];
  readonly columns: readonly string[];
  /** The state at the start: to be read while the watchdog is prepared, its arrays are overwritten later. */
  readonly initial: Snapshot;
  /** The moments of every species at the start. */
  readonly start: readonly Moments[];
  readonly initialRates: readonly InitialRate[];
  /** Species whose initial f has no finite or no resolved Fisher information. */
  readonly edges: readonly string[];
}

/** What a watchdog sees at an output. */
export interface Observation {
  readonly t: number;
  /** A column of the row; NaN where it has none. */
  value(column: string): number;
  /** The state; absent when the rows of an earlier sitting are gone through again. */
  readonly snapshot?: Snapshot;
  /** Whether it is the last output of the run. */
  readonly last: boolean;
}

/** What is wrong: a value beyond its limit, and in words with the way out. */
export interface Finding {
  readonly value: number;
  readonly limit: number;
  readonly message: string;
  /** A watchdog may find less than what would make a run doubtful. */
  readonly kind?: 'note';
  /** The columns that it is about. */
  readonly columns?: readonly string[];
}

/** What a watchdog does at every output; costs next to nothing. */
export type Check = (observation: Observation) => Finding | undefined;

/**
 * Something that has to hold in a run whose numbers are right, and can be seen while it goes on. All that a check remembers follows
 * from the rows, so that a resumed run that goes through them again knows what it would know without the stop.
 */
export interface Watchdog {
  readonly name: string;
  /** What has to hold. */
  readonly statement: string;
  /** What a violation means: `doubtful` results, or a `note` that is worth knowing. */
  readonly kind: 'doubtful' | 'note';
  /** Its check; undefined where there is nothing to check. */
  prepare(context: WatchContext): Check | undefined;
}

/** Three significant digits, for messages. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
