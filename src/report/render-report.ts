import type { RunRecord } from '../output/run-record.ts';
import type { Part } from './charts/chart.ts';
import { charts } from './charts/charts.ts';
import { figureMarkup } from './figure.ts';
import { type Content, type Html, html } from './html.ts';
import { page } from './page.ts';
import { lead } from './sections/lead.ts';
import { keyNumbers, outcome } from './sections/outcome.ts';
import { collisionLaw, description, parameters } from './sections/overview.ts';
import { events, files, profile, provenance } from './sections/record.ts';
import { theorem } from './sections/theorem.ts';
import { watchdogs } from './sections/watchdogs.ts';

/** How a page is to be used: a live one follows the run, whose news come from `events` on the same server. */
export interface ReportUse {
  readonly live?: { readonly events: string };
}

/**
 * A whole run on one page of HTML that needs nothing but itself. Pure: the same record gives the same bytes.
 */
export function renderReport(record: RunRecord, { live }: ReportUse = {}): string {
  const evolution = drawn(record, 'evolution');
  const accuracy = drawn(record, 'accuracy');
  const distributions = drawn(record, 'distributions');
  const diagnostics = drawn(record, 'diagnostics');
  const nothing = [evolution, accuracy, distributions, diagnostics].every((figures) => figures.length === 0);
  return page(
    record.scenario.title,
    `${record.provenance.software} ${record.provenance.version}`,
    html`${lead(record)}
${nothing ? html`<p>The run ended before its first output: there is nothing to draw.</p>` : undefined}
${section('outcome', 'Outcome', html`${outcome(record)}${keyNumbers(record)}`)}
${section('evolution', 'Evolution', grid(evolution))}
${section('accuracy', 'Accuracy', grid(accuracy))}
${section('watchdogs', 'What the run says of itself', watchdogs(record.summary))}
${section('theorem', 'Theorem 1.1', theorem(record.summary))}
${section('distributions', 'Snapshots', folded('Distributions side by side', distributions), 'still')}
${section(
  'method',
  'Method',
  html`${description(record)}${collisionLaw(record)}${folded('All parameters', parameters(record))}`,
)}
${section(
  'diagnostics',
  'Diagnostics',
  html`${folded('Estimates, conservation and residuals', grid(diagnostics))}${folded('Where the time went', profile(record.summary))}${folded('Events', events(record))}`,
)}
${section('data', 'Data', html`${files(record)}${folded('Provenance and citations', provenance(record))}`)}`,
    { live, contents: true },
  );
}

/** The figures of a part; those without a picture come last. */
function drawn(record: RunRecord, part: Part): Html[] {
  const figures = charts.flatMap((chart) => {
    const figure = chart.part === part ? chart.draw(record) : undefined;
    return figure === undefined ? [] : [{ figure, name: chart.name }];
  });
  return figures
    .sort((a, b) => Number(a.figure.rows.length === 0) - Number(b.figure.rows.length === 0))
    .map(({ figure, name }) => figureMarkup(figure, name));
}

/** Figures in two columns; those of several panels are as wide as the page. */
function grid(figures: readonly Html[]): Content {
  return figures.length === 0 ? undefined : html`<div class="figures">${figures}</div>`;
}

/** A section of the page; none without contents. */
function section(id: string, title: string, content: Content, style?: string): Content {
  if (isEmpty(content)) return undefined;
  return html`<section id="${id}" aria-labelledby="${id}-heading"${style === undefined ? undefined : html` class="${style}"`}>
<h2 id="${id}-heading">${title}</h2>
${content}</section>
`;
}

/** What only some readers look up. It is open where no script runs, and in print. */
function folded(title: string, content: Content): Content {
  if (isEmpty(content)) return undefined;
  return html`<details open><summary>${title}</summary>
${content}</details>
`;
}

function isEmpty(content: Content): boolean {
  if (content === undefined || content === '') return true;
  if (typeof content === 'string') return false;
  return 'markup' in content ? content.markup.trim() === '' : content.every(isEmpty);
}
