import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import type { RunSummary } from '../output/run-record.ts';
import { formatDuration, formatNumber } from './amounts.ts';
import type { RunOutcome } from './run-outcome.ts';
import { formatFacts, formatTable } from './table.ts';
import { theoremWords } from './theorem-words.ts';

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
