import type { RunRecord, RunStatus, RunSummary, Verdict } from '../../output/run-record.ts';
import { type Content, definitions, formula, type Html, html, table } from '../html.ts';
import { formatCount, formatDuration, formatNumber, properSigns } from '../number-format.ts';
import { column, ends, largest } from '../series-columns.ts';

/** How the run ended and what became of each expectation. */
export function outcome(summary: RunSummary): Html {
  return html`<section id="outcome" aria-labelledby="outcome-title">
<h2 id="outcome-title">Outcome</h2>
<p class="status">${statusSentence(summary)}</p>
${summary.verdicts.length > 0 ? verdictTable(summary.verdicts) : html`<p>The scenario states no expectations.</p>`}
</section>
`;
}

/** Status and verdicts at a glance. */
export function statusMark(summary: RunSummary): Html {
  const passed = summary.verdicts.filter((verdict) => verdict.passed).length;
  const all = summary.verdicts.length;
  const colour = { running: '', finished: 'good', interrupted: 'bad', failed: 'bad' }[summary.status];
  return html`<span class="mark ${colour}">${statusWords[summary.status]}</span>${
    all > 0
      ? html` <span class="mark ${passed === all ? 'good' : 'bad'}">${String(passed)} of ${String(all)} expectations met</span>`
      : undefined
  }`;
}

const statusWords: Readonly<Record<RunStatus, string>> = {
  running: 'still running',
  finished: 'finished',
  interrupted: 'interrupted',
  failed: 'failed',
};

function statusSentence({ status, t, until, message }: RunSummary): Html {
  const words = html`<b>${statusWords[status].replace(/^./, (first) => first.toUpperCase())}</b>`;
  const where = html`at <i>t</i> = ${formatNumber(t)}`;
  const reason = message ? html` <span class="message">${message}</span>` : undefined;
  if (status === 'finished') return html`${words} ${where}.${reason}`;
  return html`${words} ${where} of ${formatNumber(until)}; what follows is what was computed until then.${reason}`;
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

function verdictCells({ quantity, expected, measured, time, passed, remark }: Verdict): Content[] {
  return [
    html`<span class="mark ${passed ? 'good' : 'bad'}">${passed ? '✓ passed' : '✗ failed'}</span>`,
    html`<code>${quantity}</code>${remark ? html`<br><small>${remark}</small>` : undefined}`,
    properSigns(expected),
    measured === null ? '–' : formatNumber(measured),
    time === null ? '–' : formatNumber(time),
  ];
}

/** The run in a dozen numbers: where it started and ended, where it should have ended, and what it cost. */
export function keyNumbers(record: RunRecord): Html {
  const rows = [...totals(record), ...temperatures(record)];
  return html`<section id="numbers" aria-labelledby="numbers-title">
<h2 id="numbers-title">Key numbers</h2>
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
${definitions([...drifts(record), ...cost(record)])}
</section>
`;
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
    ...row(record, html`Entropy ${formula('H')}`, 'entropy', 'entropy_exact', equilibrium.entropy),
    ...row(
      record,
      html`${formula('H')}, corrected for smoothing`,
      'entropy_corrected',
      'entropy_exact',
      equilibrium.entropy,
    ),
    ...row(record, 'Relative entropy', 'relative_entropy', undefined, 0),
    ...row(record, html`Fisher information ${formula('I')}`, 'fisher', 'fisher_exact', equilibrium.fisher),
    ...row(
      record,
      html`${formula('I')}, corrected for smoothing`,
      'fisher_corrected',
      'fisher_exact',
      equilibrium.fisher,
    ),
  ];
}

function temperatures(record: RunRecord): Content[][] {
  const { species, equilibrium } = record.summary;
  return species.flatMap(({ name }) =>
    row(
      record,
      html`Temperature of ${name}`,
      `temperature.${name}`,
      `temperature_exact.${name}`,
      equilibrium.temperature,
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
