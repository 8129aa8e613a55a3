import type { ErrorAt, Measured } from '../output/comparison-record.ts';
import { readEvents } from '../output/event-log.ts';
import { type RunDescription, readDescription } from '../output/read-run.ts';
import type { Series } from '../output/run-record.ts';
import { readSeries } from '../output/series.ts';
import { errorOf, increaseOf, largest, type MeasuredQuantity, memoryOf, warningsOf } from './measure.ts';
import { type Evidence, statementsOf } from './statements.ts';
import { meanOf } from './statistics.ts';

/** What a comparison needs of a run that is finished. */
export interface FinishedRun {
  readonly description: RunDescription;
  readonly series: Series;
  /** Bytes; null when it was not recorded. */
  readonly memory: number | null;
  readonly warnings: readonly string[];
}

export function readFinished(directory: string): FinishedRun {
  const events = readEvents(directory);
  return {
    description: readDescription(directory),
    series: readSeries(directory),
    memory: memoryOf(events),
    warnings: warningsOf(events),
  };
}

/**
 * The numbers of a member from its runs, one per seed. `truth` is the series of the member that is taken for the truth; without
 * it the truth is in every run's own series. The member that is the truth itself has no errors.
 */
export function measureMember(
  runs: readonly FinishedRun[],
  quantities: readonly MeasuredQuantity[],
  errorAt: ErrorAt,
  truth: Series | undefined,
  isTruth: boolean,
  others: Omit<Evidence, 'runs'>,
): Measured {
  const summaries = runs.map(({ description }) => description.summary);
  const memories = runs.flatMap(({ memory }) => memory ?? []);
  const worst = (value: (series: Series) => number) => largest(runs.map(({ series }) => value(series)));
  const errorIn = (quantity: MeasuredQuantity) => {
    const errors = runs.map(({ series }) => errorOf(quantity, errorAt, series, truth ?? series));
    return isTruth || errors.some(Number.isNaN) ? null : meanOf(errors);
  };
  return {
    particles: summaries[0].species.reduce((sum, { particles }) => sum + particles, 0),
    steps: summaries[0].steps,
    evaluations: summaries[0].evaluations,
    seconds: meanOf(summaries.map(({ wallSeconds }) => wallSeconds)),
    memory: memories.length === 0 ? null : Math.max(...memories),
    errors: Object.fromEntries(quantities.map((quantity) => [quantity.name, errorIn(quantity)])),
    drift: {
      momentum: worst(({ columns }) => largest(columns.momentum_drift)),
      energy: worst(({ columns }) => largest(columns.energy_drift)),
    },
    increase: {
      entropy: worst(({ columns }) => increaseOf(columns.entropy)),
      fisher: worst(({ columns }) => increaseOf(columns.fisher)),
    },
    statements: isTruth ? [] : statementsOf({ runs: runs.map(({ series }) => series), ...others }, quantities, truth),
  };
}
