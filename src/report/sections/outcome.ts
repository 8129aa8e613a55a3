import {
  isComplete,
  type RunRecord,
  type RunStatus,
  type RunSummary,
  type ValueWithError,
  type Verdict,
} from '../../output/run-record.ts';
import { type Content, definitions, formula, type Html, html, table } from '../html.ts';
import { formatCount, formatDuration, formatNumber, properSigns } from '../number-format.ts';
import { afterTime, column, ends, largest } from '../series-columns.ts';

/** How the run ended, and the verdict on each expectation. */
export function outcome(record: RunRecord): Html {
  const { summary } = record;
  return html`<p class="status">${statusSentence(summary, afterTime(record))}</p>
${
  summary.verdicts.length > 0
    ? verdictTable(summary.verdicts)
    : html`<p>${
        summary.status === 'finished' ? 'The scenario states no expectations.' : 'No expectation has been judged.'
      }</p>`
}
`;
}

/** Status and verdicts at a glance. */
export function statusMark(summary: RunSummary): Html {
  const passed = summary.verdicts.filter((verdict) => verdict.passed).length;
  const open = summary.verdicts.filter(({ pending }) => pending).length;
  const all = summary.verdicts.length - open;
  const colour = { running: '', finished: 'good', doubtful: 'bad', interrupted: 'bad', failed: 'bad' }[summary.status];
  return html`<span class="mark ${colour}">${statusWords[summary.status]}</span>${
    all > 0
      ? html` <span class="mark ${passed === all ? 'good' : 'bad'}">${String(passed)} of ${String(all)} expectations met</span>`
      : undefined
  }${open > 0 ? html` <span class="mark">${String(open)} pending</span>` : undefined}`;
}

const statusWords: Readonly<Record<RunStatus, string>> = {
  running: 'still running',
  finished: 'finished',
  doubtful: 'finished, but doubtful',
  interrupted: 'interrupted',
  failed: 'failed',
};

function statusSentence({ status, t, until, message }: RunSummary, unit: string): Html {
  const words = html`<b>${statusWords[status].replace(/^./, (first) => first.toUpperCase())}</b>`;
  if (status === 'running') return html`${words}; this page shows the results computed until it was written.`;
  const where = html`at <i>t</i> = ${formatNumber(t)}${unit}`;
  const reason = message ? html` <span class="message">${message}</span>` : undefined;
  if (isComplete(status)) return html`${words} ${where}.${reason}`;
  return html`${words} ${where} of ${formatNumber(until)}${unit}; this page shows the results computed until then.${reason}`;
}

function verdictTable(verdicts: readonly Verdict[]): Html {
  return html`<div class="verdicts">${table(
    [
      { heading: 'Verdict' },
      { heading: 'Quantity' },
      { heading: 'Expected' },
      { heading: 'Measured', numeric: true },
      { heading: html`at <i>t</i>`, numeric: true },
    ],
    verdicts.map(verdictCells),
  )}</div>`;
}

function verdictCells({ quantity, expected, measured, time, passed, pending, remark }: Verdict): Content[] {
  return [
    pending
      ? html`<span class="mark">pending</span>`
      : html`<span class="mark ${passed ? 'good' : 'bad'}">${passed ? '✓ passed' : '✗ failed'}</span>`,
    html`<code>${quantity}</code>${remark ? html`<br><small>${remark}</small>` : undefined}`,
    properSigns(expected),
    measured === null ? '–' : formatNumber(measured),
    time === null ? '–' : formatNumber(time),
  ];
}

/** The key numbers of the run: values at the start, at the end, exact and at equilibrium, and its cost. */
export function keyNumbers(record: RunRecord): Html {
  const rows = [...totals(record), ...temperatures(record)];
  return html`<h3>Key numbers</h3>
${
  rows.length > 0
    ? table(
        [
          { heading: 'Quantity' },
          { heading: 'Start', numeric: true },
          { heading: 'End', numeric: true },
          { heading: 'Exact at the end', numeric: true },
          { heading: 'Equilibrium', numeric: true },
        ],
        rows,
      )
    : undefined
}
${definitions([...drifts(record), ...cost(record)])}`;
}

function row(record: RunRecord, label: Content, name: string, exact?: string, equilibrium?: number): Content[][] {
  const values = column(record, name);
  if (values === undefined) return [];
  const { first, last } = ends(values);
  const reference = exact === undefined ? undefined : column(record, exact);
  return [
    [
      label,
      formatNumber(first),
      formatNumber(last),
      reference ? formatNumber(ends(reference).last) : '–',
      equilibrium === undefined ? '–' : formatNumber(equilibrium),
    ],
  ];
}

function totals(record: RunRecord): Content[][] {
  const { equilibrium } = record.summary;
  return [
    ...best(record, html`Entropy ${formula('H')}`, 'entropy', reached(equilibrium, equilibrium.entropy)),
    ...row(record, 'Relative entropy', 'relative_entropy', undefined, 0),
    ...best(record, html`Fisher information ${formula('I')}`, 'fisher', reached(equilibrium, equilibrium.fisher)),
    ...diagnostics(record, 'entropy', formula('H')),
    ...diagnostics(record, 'fisher', formula('I')),
  ];
}

/** The best estimate with its error and its source. */
function best(record: RunRecord, label: Content, name: 'entropy' | 'fisher', equilibrium?: number): Content[][] {
  const { source, start, end } = record.summary.best[name];
  if (start === null && end === null) return [];
  const words = (one: ValueWithError | null): Content =>
    one === null
      ? '–'
      : html`${formatNumber(one.value)}${one.error === null ? html`<br><small>error not known</small>` : html`<br><small>± ${formatNumber(one.error, 2)}</small>`}`;
  const exact = column(record, `${name}_exact`);
  return [
    [
      html`${label}<br><small>best estimate: ${source}</small>`,
      words(start),
      words(end),
      exact ? formatNumber(ends(exact).last) : '–',
      equilibrium === undefined ? '–' : formatNumber(equilibrium),
    ],
  ];
}

/** A value of the equilibrium; undefined if the run approaches none. */
function reached(equilibrium: RunRecord['summary']['equilibrium'], value: number): number | undefined {
  return equilibrium.reached === false ? undefined : value;
}

/** The values of the reconstructed f, smoothed and with noise, if they are not the best estimate. */
function diagnostics(record: RunRecord, name: 'entropy' | 'fisher', symbol: Html): Content[][] {
  const [raw, estimate] = [column(record, name), column(record, `${name}_best`)];
  if (raw === undefined || estimate?.every((value, k) => value === raw[k])) return [];
  return row(
    record,
    html`${symbol} of the reconstructed f<br><small>diagnostic: smoothed, with the noise of the particles</small>`,
    name,
  );
}

function temperatures(record: RunRecord): Content[][] {
  const { species, equilibrium } = record.summary;
  return species.flatMap(({ name }, i) =>
    row(
      record,
      html`Temperature of ${name}`,
      `temperature.${name}`,
      `temperature_exact.${name}`,
      reached(equilibrium, (equilibrium.species?.[i] ?? equilibrium).temperature),
    ),
  );
}

function drifts(record: RunRecord): [Content, Content][] {
  return ['momentum', 'energy'].flatMap((name): [Content, Content][] => {
    const values = column(record, `${name}_drift`);
    return values ? [[`largest drift of ${name}`, formatNumber(largest(values), 3)]] : [];
  });
}

function cost({ summary }: RunRecord): [Content, Content][] {
  return [
    ['steps', formatCount(summary.steps)],
    ['evaluations of the rate', formatCount(summary.evaluations)],
    ['wall time', formatDuration(summary.wallSeconds)],
  ];
}
