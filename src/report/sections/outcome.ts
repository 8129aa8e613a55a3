import type { RunStatus, RunSummary, Verdict } from '../../output/run-record.ts';
import { type Content, type Html, html } from '../html.ts';
import { formatNumber, properSigns } from '../number-format.ts';
import { table } from '../table.ts';

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
