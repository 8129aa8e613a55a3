import type { RunRecord } from '../output/run-record.ts';
import { charts } from './charts/charts.ts';
import { figureMarkup } from './figure.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';
import { keyNumbers, outcome } from './sections/outcome.ts';
import { heading, overview } from './sections/overview.ts';
import { data, events, profile, provenance } from './sections/record.ts';
import { theorem } from './sections/theorem.ts';
import { watchdogs } from './sections/watchdogs.ts';

/**
 * A whole run on one page of HTML that needs nothing but itself. Pure: the same record gives the same bytes.
 */
export function renderReport(record: RunRecord): string {
  return page(
    record.scenario.title,
    `${record.provenance.software} ${record.provenance.version}`,
    html`${heading(record)}${overview(record)}${outcome(record.summary)}${watchdogs(record.summary)}${keyNumbers(record)}${figures(record)}${theorem(record.summary)}${events(record)}${profile(record.summary)}${provenance(record)}${data(record)}`,
  );
}

function figures(record: RunRecord): Html {
  const drawn = charts.map((chart) => chart.draw(record)).filter((figure) => figure !== undefined);
  return html`<section id="figures" aria-labelledby="figures-title">
<h2 id="figures-title">Figures</h2>
${
  drawn.length > 0
    ? drawn.map((figure, k) => figureMarkup(figure, k + 1))
    : html`<p>The run ended before its first output: there is nothing to draw.</p>`
}
</section>
`;
}
