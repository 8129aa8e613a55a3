import type { RunRecord } from '../../output/run-record.ts';
import { type Html, html } from '../html.ts';
import { formatCount, formatNumber } from '../number-format.ts';
import { at, words } from '../plain-data.ts';
import { statusMark } from './outcome.ts';

/** Title, description and, in one sentence, what was run. */
export function heading(record: RunRecord): Html {
  const { scenario } = record;
  return html`<header>
<p class="kicker">Multi-species Landau system · ${String(scenario.dimension)}-dimensional velocity space</p>
<h1>${scenario.title}</h1>
${scenario.description ? html`<p class="description">${scenario.description}</p>` : undefined}
<p>${sentence(record)}</p>
<p>${statusMark(record.summary)}</p>
</header>
`;
}

function sentence({ scenario, summary }: RunRecord): Html {
  const { species, t, until } = summary;
  const particles = species.reduce((sum, one) => sum + one.particles, 0);
  const method = words(at(scenario, 'method', 'name'));
  const integrator = words(at(scenario, 'time', 'integrator'));
  return html`${counted(species.length)} in
${String(scenario.dimension)} velocity dimensions${particles > 0 ? ` with ${formatCount(particles)} particles` : ''}${
    method ? html`, evolved by the <b>${method}</b> method` : undefined
  }${integrator ? html` and <b>${integrator}</b> steps` : undefined} to <i>t</i> = ${formatNumber(t)}${
    t < until ? html` of ${formatNumber(until)}` : undefined
  }.`;
}

function counted(species: number): string {
  return `${['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six'][species] ?? String(species)} species`;
}
