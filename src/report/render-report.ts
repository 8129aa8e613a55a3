import type { RunRecord } from '../output/run-record.ts';
import { charts } from './charts/charts.ts';
import { figureMarkup } from './figure.ts';
import { type Html, html, trusted } from './html.ts';
import { data } from './sections/data.ts';
import { events } from './sections/events.ts';
import { heading } from './sections/heading.ts';
import { keyNumbers } from './sections/key-numbers.ts';
import { outcome } from './sections/outcome.ts';
import { overview } from './sections/overview.ts';
import { provenance } from './sections/provenance.ts';
import { theorem } from './sections/theorem.ts';
import { style } from './style.ts';

/**
 * A whole run on one page of HTML that needs nothing but itself. Pure: the same record gives the same bytes.
 */
export function renderReport(record: RunRecord): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${record.provenance.software} ${record.provenance.version}">
<title>${record.scenario.title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<main>
${heading(record)}${overview(record)}${outcome(record.summary)}${keyNumbers(record)}${figures(record)}${theorem(record.summary)}${events(record)}${provenance(record)}${data(record)}</main>
</body>
</html>
`;
  return page.markup;
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
