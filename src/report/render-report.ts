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

/** The use of a page: a live page follows the run through `events`, an address on the same server. */
export interface ReportUse {
  readonly live?: { readonly events: string };
}

/**
 * Renders a run as one self-contained HTML page. Pure: the same record gives the same bytes.
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
${nothing ? html`<p>The run ended before its first output, so there is nothing to draw.</p>` : undefined}
${section('outcome', 'Outcome', html`${outcome(record)}${keyNumbers(record)}`)}
${section('evolution', 'Evolution', grid(evolution))}
${section('accuracy', 'Accuracy', grid(accuracy))}
${section('watchdogs', 'Watchdogs and initial rates', watchdogs(record.summary))}
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

/** The figures of a part; figures without a picture come last. */
function drawn(record: RunRecord, part: Part): Html[] {
  const figures = charts.flatMap((chart) => {
    const figure = chart.part === part ? chart.draw(record) : undefined;
    return figure === undefined ? [] : [{ figure, name: chart.name }];
  });
  return figures
    .sort((a, b) => Number(a.figure.rows.length === 0) - Number(b.figure.rows.length === 0))
    .map(({ figure, name }) => figureMarkup(figure, name));
}

/** Figures in two columns; figures with several panels are as wide as the page. */
function grid(figures: readonly Html[]): Content {
  return figures.length === 0 ? undefined : html`<div class="figures">${figures}</div>`;
}

/** A section of the page; undefined without contents. */
function section(id: string, title: string, content: Content, style?: string): Content {
  if (isEmpty(content)) return undefined;
  return html`<section id="${id}" aria-labelledby="${id}-heading"${style === undefined ? undefined : html` class="${style}"`}>
<h2 id="${id}-heading">${title}</h2>
${content}</section>
`;
}

/** A collapsible part for reference. It is open without a script and in print. */
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
