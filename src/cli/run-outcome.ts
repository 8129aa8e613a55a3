import type { RunSummary, Series } from '../output/run-record.ts';

/**
 * What a run leaves on the screen; with `--json` this is the object that is printed, and its keys are stable:
 *
 *     directory, report   where the run and its report are; report is null when there was none to render
 *     drift               { energy, momentum }: the largest relative drift over the rows
 *     entropy, fisher     { start, end }: the first and the last row of H and I
 *     summary             summary.json of the run: status, t, steps, verdicts, ledger, ...
 *
 * A number that is not available is null.
 */
export interface RunOutcome {
  readonly directory: string;
  readonly report: string | null;
  readonly drift: { readonly energy: number | null; readonly momentum: number | null };
  readonly entropy: Ends;
  readonly fisher: Ends;
  readonly summary: RunSummary;
}

interface Ends {
  readonly start: number | null;
  readonly end: number | null;
}

export function runOutcome(
  directory: string,
  report: string | null,
  summary: RunSummary,
  { columns }: Series,
): RunOutcome {
  return {
    directory,
    report,
    drift: { energy: largest(columns.energy_drift), momentum: largest(columns.momentum_drift) },
    entropy: ends(columns.entropy),
    fisher: ends(columns.fisher),
    summary,
  };
}

function largest(column: Float64Array = new Float64Array()): number | null {
  return available(column.reduce((size, value) => Math.max(size, value), Number.NEGATIVE_INFINITY));
}

function ends(column: Float64Array = new Float64Array()): Ends {
  return { start: available(column.at(0)), end: available(column.at(-1)) };
}

function available(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
