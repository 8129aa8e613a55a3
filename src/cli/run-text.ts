import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import type { ProfileStep } from '../core/profile.ts';
import type { RunSummary, Series } from '../output/run-record.ts';
import { formatDuration, formatFacts, formatNumber, formatTable, theoremWords } from './texts.ts';

/** The outcome of a run for people: its verdicts, when it came to that, and its key numbers. */
export function runText(outcome: RunOutcome, stream: Writable): string {
  const { summary, drift, entropy, fisher, report } = outcome;
  const facts: (readonly [string, string])[] = [
    ['status', statusWords(outcome)],
    ['drift', `energy ${formatNumber(drift.energy)}, momentum ${formatNumber(drift.momentum)} (relative, largest)`],
    ['entropy H', `${formatNumber(entropy.start)} to ${formatNumber(entropy.end)}`],
    ['Fisher I', `${formatNumber(fisher.start)} to ${formatNumber(fisher.end)}; ${monotonyWords(summary)}`],
    ['Theorem 1.1', theoremWords(summary.ledger, summary.covered)],
    ...(report === null ? [] : [['report', report] as const]),
  ];
  return verdictTable(summary, stream) + formatFacts(facts);
}

/** What was expected at the end cannot be judged before the end. */
function verdictTable({ status, verdicts }: RunSummary, stream: Writable): string {
  if (status !== 'finished' || verdicts.length === 0) return '';
  const rows = verdicts.map(({ quantity, expected, measured, time, passed, remark }) => [
    quantity,
    expected,
    formatNumber(measured),
    formatNumber(time),
    (passed ? styleText('green', 'pass', { stream }) : styleText('red', 'fail', { stream })) +
      (passed || remark === undefined ? '' : ` (${remark})`),
  ]);
  const columns = [
    { head: 'quantity' },
    { head: 'expected' },
    { head: 'measured', align: 'right' },
    { head: 'at t', align: 'right' },
    { head: 'verdict' },
  ] as const;
  return `${formatTable(columns, rows, stream)}\n`;
}

function statusWords({ directory, summary }: RunOutcome): string {
  const { status, t, until, steps, evaluations, wallSeconds, verdicts } = summary;
  const work = `${steps} steps, ${evaluations} evaluations, ${formatDuration(wallSeconds)}`;
  if (status === 'finished') {
    const passed = verdicts.filter((verdict) => verdict.passed).length;
    const kept = verdicts.length === 0 ? '' : `; ${passed} of ${verdicts.length} expectations hold`;
    return `finished at t = ${formatNumber(t)}: ${work}${kept}`;
  }
  const wayOut = status === 'interrupted' ? `; go on with: landau run --resume ${directory}` : '';
  return `${status} at t = ${formatNumber(t)} of ${formatNumber(until)}: ${work}${wayOut}`;
}

function monotonyWords({ fisher: { monotone, increase, time, errorBar } }: RunSummary): string {
  if (monotone) return 'no increase between two rows';
  const beyond = errorBar !== undefined && increase > errorBar ? 'beyond' : 'within';
  const bar = errorBar === undefined ? '' : `, ${beyond} its error bar ${formatNumber(errorBar)}`;
  return `increase by ${formatNumber(increase)} of the start between two rows, up to t = ${formatNumber(time)}${bar}`;
}

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

/** Where the time of a run went: a row for every step, indented below the step it belongs to. */
export function profileText(steps: readonly ProfileStep[], stream: Writable): string {
  const whole = steps.reduce((sum, { seconds }) => sum + seconds, 0);
  const rows = (some: readonly ProfileStep[], depth: number): string[][] =>
    some.flatMap(({ step, calls, seconds, steps: within }) => [
      ['  '.repeat(depth) + step, String(calls), formatNumber(seconds), `${((100 * seconds) / whole).toFixed(1)} %`],
      ...rows(within, depth + 1),
    ]);
  const columns = [
    { head: 'step' },
    { head: 'times', align: 'right' },
    { head: 'seconds', align: 'right' },
    { head: 'share', align: 'right' },
  ] as const;
  return formatTable(columns, rows(steps, 0), stream);
}
