import type { Scenario } from '../scenario/scenario.ts';

/** How long a run is, in steps, rows of the series and stored snapshots. */
export interface RunLength {
  /** With adaptive steps those that the first step's length would make. */
  readonly steps: number;
  readonly rows: number;
  readonly snapshots: number;
}

/** Room for rounding, as in the schedule. */
const slack = 1e-6;

/**
 * The length of a run from its numbers alone, however long: `schedule` would list every stop. Exact for fixed steps unless
 * snapshots fall between rows; each of those can cut one step into two and is counted as if it did.
 */
export function runLength({ time, output }: Pick<Scenario, 'time' | 'output'>): RunLength {
  const { start, until, step } = time;
  const { every, snapshots } = output;
  const span = until - start;
  const parts = (length: number, part: number) => Math.max(1, Math.ceil(length / part - slack));
  const intervals = parts(span, every);
  const last = span - (intervals - 1) * every;
  const stored = snapshots === undefined ? 1 : parts(span, snapshots);
  const between = snapshots === undefined || isMultiple(snapshots, every) ? 0 : stored - 1;
  return {
    steps: (intervals - 1) * parts(every, step) + parts(last, step) + between,
    rows: intervals + 1,
    snapshots: stored + 1,
  };
}

function isMultiple(length: number, unit: number): boolean {
  const ratio = length / unit;
  return Math.abs(ratio - Math.round(ratio)) <= slack * ratio && ratio > 1 - slack;
}
