import type { ComparisonRecord, ComparisonReference, MemberSeries } from '../../output/comparison-record.ts';
import { figureMarkup } from '../figure.ts';
import { definitions, type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { linkedReference } from '../sections/record.ts';
import { comparisonFigures } from './comparison-figures.ts';
import { equalSection, membersSection, statedErrorsSection } from './comparison-tables.ts';

/** A comparison of methods on one page of HTML that needs nothing but itself. Pure: the same data give the same bytes. */
export function renderComparison(record: ComparisonRecord, series: readonly MemberSeries[]): string {
  const { title, software, version } = record;
  const figures = comparisonFigures(record, series);
  return page(
    `${title}: methods compared`,
    `${software} ${version}`,
    html`${heading(record)}${membersSection(record)}${equalSection(record)}<section id="figures" aria-labelledby="figures-title">
<h2 id="figures-title">Figures</h2>
${figures.length > 0 ? figures.map((figure, k) => figureMarkup(figure, `figure-${k + 1}`)) : html`<p>No run was finished: there is nothing to draw.</p>`}
</section>
${statedErrorsSection(record)}${provenance(record)}`,
  );
}

function heading({ title, description, dimension, members, seeds, reference }: ComparisonRecord): Html {
  const labels = new Set(members.map(({ label }) => label));
  return html`<header>
<p class="kicker">Methods compared · Multi-species Landau system · ${String(dimension)}-dimensional velocity space</p>
<h1>${title}</h1>
${description ? html`<p class="description">${description}</p>` : undefined}
<p>${String(members.length)} runs of ${String(labels.size)} methods${
    seeds > 1 ? html`, those that depend on the seed as means over ${String(seeds)} seeds` : undefined
  }, one after the other on the same machine. ${referenceSentence(reference)}</p>
</header>
`;
}

function referenceSentence({ kind, name }: ComparisonReference): Html {
  switch (kind) {
    case 'exact':
      return html`Errors are against the exact solution, <b>${name}</b>.`;
    case 'external':
      return html`Errors are against the reference series <code>${name}</code>.`;
    case 'member':
      return html`Errors are distances to <b>${name}</b>, which serves as the reference.`;
    case 'none':
      return html`No exact or reference solution is known, so this page shows differences, not errors.`;
  }
}

function provenance({ software, version, platform, threads, scenarioFile, reference }: ComparisonRecord): Html {
  return html`<section id="provenance" aria-labelledby="provenance-title">
<h2 id="provenance-title">Provenance</h2>
${definitions([
  ['software', `${software} ${version}`],
  ['scenario', html`<code>${scenarioFile}</code>`],
  ['platform', platform],
  ['threads of each run', String(threads)],
  ['measured against', reference.citation === '' ? reference.name : linkedReference(reference.citation)],
])}
<p>Each run has its own directory below <code>members</code>, with its scenario, provenance and data.</p>
</section>
`;
}
