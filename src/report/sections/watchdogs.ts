import type { InitialRate, RunSummary, Violation } from '../../output/run-record.ts';
import { type Content, type Html, html, table } from '../html.ts';
import { formatNumber } from '../number-format.ts';

/** The reasons why the numbers of a run are doubtful, for the head of its page; undefined without any. */
export function doubts({ watchdogs }: RunSummary): Html | undefined {
  const doubtful = watchdogs.filter(({ kind }) => kind === 'doubtful');
  if (doubtful.length === 0) return undefined;
  return html`<div class="doubts" role="note"><p><b>The numbers of this run are doubtful.</b></p>
<ul>${doubtful.map(({ watchdog, t, message }) => html`<li><b>${watchdog}</b>, from <i>t</i> = ${formatNumber(t)}: ${message}.</li>`)}</ul></div>`;
}

/** All violations that watchdogs found, and the rates at the start beside the reference rates. */
export function watchdogs({ watchdogs: found, initialRates }: RunSummary): Html | undefined {
  if (found.length === 0 && initialRates.length === 0) return undefined;
  return html`${found.length === 0 ? html`<p>No watchdog reported a violation.</p>` : violations(found)}
${initialRates.length === 0 ? undefined : rates(initialRates)}
`;
}

function violations(found: readonly Violation[]): Html {
  return table(
    [
      { heading: 'Kind' },
      { heading: 'Watchdog' },
      { heading: html`from\u00a0<i>t</i>`, numeric: true },
      { heading: 'Worst', numeric: true },
      { heading: 'Limit', numeric: true },
      { heading: 'First violation' },
    ],
    found.map(({ kind, watchdog, statement, t, value, limit, message }): Content[] => [
      html`<span class="mark ${kind === 'doubtful' ? 'bad' : ''}">${kind}</span>`,
      html`${watchdog}<br><small>${statement}</small>`,
      formatNumber(t),
      formatNumber(value, 3),
      formatNumber(limit, 3),
      message,
    ]),
  );
}

/** Rates below this fraction of their terms are round-off or the tolerance of a step's equations. */
const NEGLIGIBLE = 1e-9;

function rate(value: number, scale: number): Content {
  return Math.abs(value) <= NEGLIGIBLE * scale ? '0 to round-off' : formatNumber(value, 4);
}

/** A value with its standard error, if known. */
function withBar(value: number, error: number | undefined): string {
  return formatNumber(value, 4) + (error === undefined ? '' : ` ± ${formatNumber(error, 2)}`);
}

function rates(all: readonly InitialRate[]): Html {
  return html`<h3>Rates at the start</h3>
${table(
  [
    { heading: 'Quantity' },
    { heading: 'Reference', numeric: true },
    { heading: 'Source' },
    { heading: 'This discretisation', numeric: true },
    { heading: 'Ratio', numeric: true },
  ],
  all.map(({ quantity, right, source, measured, error, ratio, scale }): Content[] => [
    quantity,
    rate(right, scale),
    source,
    measured === null ? 'not known' : error === undefined ? rate(measured, scale) : withBar(measured, error),
    ratio === null ? '–' : withBar(ratio, error && error / Math.abs(right)),
  ]),
)}`;
}
