import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import type { ProfileStep } from '../core/profile.ts';
import { shellWord } from '../core/quoting.ts';
import type { BestEstimate, InitialRate, RunSummary, Series, ValueWithError, Verdict } from '../output/run-record.ts';
import { isScenarioUnit } from '../scenario/column-units.ts';
import { formatTable } from './table.ts';
import {
  fileAddress,
  formatDuration,
  formatFacts,
  formatNumber,
  observedWords,
  rateWords,
  shortUnit,
  theoremWords,
  withError,
} from './texts.ts';

/** Formats the outcome of a run as text: its verdicts, if there are any, and its key numbers. */
export function runText(outcome: RunOutcome, stream: Writable): string {
  const { summary, drift, entropy, fisher, report, units } = outcome;
  const facts: (readonly [string, string])[] = [
    ['status', statusWords(outcome)],
    ['drift', `energy ${formatNumber(drift.energy)}, momentum ${formatNumber(drift.momentum)} (relative, largest)`],
    ['entropy H', bestWords(entropy, units.entropy)],
    ['Fisher I', bestWords(fisher, units.fisher)],
    ['I along the run', observedWords(summary.fisher)],
    ['Theorem 1.1', theoremWords(summary.ledger, summary.covered)],
    ...summary.initialRates.filter(isShown).map((rate) => ['rate at the start', rateWords(rate)] as const),
    ...summary.watchdogs.map(
      ({ kind, watchdog, t, message }) => [kind, `${watchdog}, t = ${formatNumber(t)}: ${message}`] as const,
    ),
    ...(report === null ? [] : [['page', fileAddress(report)] as const]),
    ['next', nextWords(outcome)],
  ];
  return verdictTable(summary, units, stream) + formatFacts(facts);
}

function nextWords({ directory, report, summary: { status } }: RunOutcome): string {
  if (status === 'interrupted') return `landau run --resume ${shellWord(directory)}`;
  return report === null ? `landau report ${shellWord(directory)}` : `landau open ${shellWord(directory)}`;
}

/** Whether a rate deviates by more than a hundredth, or was measured with an error. */
function isShown({ ratio, error }: InitialRate): boolean {
  return ratio !== null && (error !== undefined || Math.abs(ratio - 1) > 0.01);
}

/** The table of verdicts; empty for a failed run. Verdicts of an unfinished run may be pending. */
function verdictTable({ status, verdicts }: RunSummary, units: Units, stream: Writable): string {
  if (status === 'failed' || verdicts.length === 0) return '';
  const rows = verdicts.map((verdict) => {
    const { quantity, expected, measured, time, passed, remark } = verdict;
    const note = passed || remark === undefined ? '' : ` (${remark})`;
    const unit = units[quantity] === undefined ? '' : ` [${shortUnit(units[quantity])}]`;
    return [quantity + unit, expected, formatNumber(measured), formatNumber(time), verdictWord(verdict, stream) + note];
  });
  const columns = [
    { head: 'quantity' },
    { head: 'expected' },
    { head: 'measured', align: 'right' },
    { head: units.t === undefined ? 'at t' : `at t [${shortUnit(units.t)}]`, align: 'right' },
    { head: 'verdict' },
  ] as const;
  return `${formatTable(columns, rows, stream)}\n`;
}

function verdictWord({ passed, pending }: Verdict, stream: Writable): string {
  if (pending) return 'pending';
  return passed ? styleText('green', 'pass', { stream }) : styleText('red', 'fail', { stream });
}

function statusWords({ summary, units }: RunOutcome): string {
  const { status, t, until, steps, evaluations, wallSeconds, verdicts } = summary;
  const work = `${steps} steps, ${evaluations} evaluations, ${formatDuration(wallSeconds)}`;
  const open = verdicts.filter(({ pending }) => pending).length;
  const passed = verdicts.filter((verdict) => verdict.passed).length;
  const kept =
    verdicts.length === 0
      ? ''
      : `; ${passed} of ${verdicts.length - open} expectations hold${open === 0 ? '' : `, ${open} pending`}`;
  const time = formatNumber(t) + after(units.t);
  if (status === 'finished') return `finished at t = ${time}: ${work}${kept}`;
  if (status === 'doubtful') return `doubtful, ended at t = ${time}: ${work}${kept}`;
  return `${status} at t = ${formatNumber(t)} of ${formatNumber(until)}${after(units.t)}: ${work}${status === 'interrupted' ? kept : ''}`;
}

function after(unit: string | undefined): string {
  if (unit === undefined) return '';
  // 100 x 1e-6 s
  return `${/^\d/.test(unit) ? ' x' : ''} ${shortUnit(unit)}`;
}

function bestWords({ source, start, end, raw }: RunOutcome['fisher'], unit: string | undefined): string {
  const words = (one: ValueWithError | null) => (one === null ? '-' : withError(one));
  const smoothed = raw.start === start?.value && raw.end === end?.value;
  const rawWords = smoothed ? '' : `; as reconstructed ${formatNumber(raw.start)} to ${formatNumber(raw.end)}`;
  const measured = unit === undefined ? '' : ` [${shortUnit(unit)}]`;
  return `${words(start)} to ${words(end)}${measured} (of the computed f, ${source || 'no estimate'}${rawWords})`;
}

/**
 * The outcome of a run. `--json` prints this object; its keys are stable:
 *
 *     directory, report   paths of the run and its report; report is null when none was rendered
 *     drift               { energy, momentum }: the largest relative drift over the rows
 *     entropy, fisher     the best estimates of H and I: source (the kind of estimate), start and end, each { value, error }, where error
 *                         is null if it is not known; raw: { start, end }, the values of the reconstructed f, which are smoothed
 *     units               of every column of the series, including t, if the scenario defines units
 *     summary             summary.json of the run: status, t, steps, verdicts, ledger, ...
 *
 * A number that is not available is null.
 */
export interface RunOutcome {
  readonly directory: string;
  readonly report: string | null;
  readonly drift: { readonly energy: number | null; readonly momentum: number | null };
  readonly entropy: BestEstimate & { readonly raw: Ends };
  readonly fisher: BestEstimate & { readonly raw: Ends };
  readonly units: Units;
  readonly summary: RunSummary;
}

type Units = Readonly<Record<string, string>>;

interface Ends {
  readonly start: number | null;
  readonly end: number | null;
}

export function runOutcome(
  directory: string,
  report: string | null,
  summary: RunSummary,
  { columns, quantities }: Series,
): RunOutcome {
  return {
    directory,
    report,
    drift: { energy: largest(columns.energy_drift), momentum: largest(columns.momentum_drift) },
    entropy: { ...summary.best.entropy, raw: ends(columns.entropy) },
    fisher: { ...summary.best.fisher, raw: ends(columns.fisher) },
    units: Object.fromEntries(
      quantities.flatMap(({ name, unit }) => (unit === '1' || isScenarioUnit(unit) ? [] : [[name, unit]])),
    ),
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

/** Formats the profile of a run: a row for every step, indented below the step that contains it. */
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
