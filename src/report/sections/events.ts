import { layout } from '../../output/layout.ts';
import type { RunEvent, RunRecord } from '../../output/run-record.ts';
import { type Html, html } from '../html.ts';
import { formatCount, formatNumber } from '../number-format.ts';
import { table } from '../table.ts';

/** More events than this are counted, not listed: they are all in events.jsonl. */
const LISTED = 40;

/** What happened on the way: halved steps, warnings, checkpoints. */
export function events({ events: all }: RunRecord): Html | undefined {
  if (all.length === 0) return undefined;
  return html`<section id="events" aria-labelledby="events-title">
<h2 id="events-title">Events</h2>
<p>${counts(all)}</p>
${table(
  [{ heading: 'Kind' }, { heading: html`<i>t</i>`, numeric: true }, { heading: 'Message' }, { heading: 'Clock' }],
  all
    .slice(0, LISTED)
    .map(({ kind, t, message, time }) => [kind, typeof t === 'number' ? formatNumber(t) : '–', message, time]),
)}
${
  all.length > LISTED
    ? html`<p>The first ${String(LISTED)} of ${formatCount(all.length)}; all are in <code>${layout.events}</code>.</p>`
    : undefined
}
</section>
`;
}

function counts(all: readonly RunEvent[]): string {
  const number = new Map<string, number>();
  for (const { kind } of all) number.set(kind, (number.get(kind) ?? 0) + 1);
  return `${Array.from(number, ([kind, count]) => `${formatCount(count)} × ${kind}`).join(', ')}.`;
}
