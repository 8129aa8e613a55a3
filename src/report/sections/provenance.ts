import type { RunRecord } from '../../output/run-record.ts';
import { type Content, type Html, html } from '../html.ts';
import { linkedReference } from '../linked-reference.ts';
import { definitions } from '../table.ts';

const THEOREM = 'Y. Zhu, Fisher information for the multi-species Landau system, December 2025';

/** Who made this, from what, with whose methods. */
export function provenance({ provenance: made, summary }: RunRecord): Html {
  const references: [Content, Content][] = [
    ...made.methods.map(({ role, name, reference }): [Content, Content] => [
      html`${role}: ${name}`,
      linkedReference(reference),
    ]),
    ...(summary.exact
      ? [[html`exact solution: ${summary.exact.name}`, linkedReference(summary.exact.reference)] as [Content, Content]]
      : []),
    ['equations and Theorem 1.1', THEOREM],
  ];
  return html`<section id="provenance" aria-labelledby="provenance-title">
<h2 id="provenance-title">Provenance</h2>
${definitions([
  ['software', `${made.software} ${made.version}`],
  ['commit', made.commit === null ? 'unknown' : html`<code>${made.commit}</code>`],
  ['scenario', made.scenarioFile === null ? undefined : html`<code>${made.scenarioFile}</code>`],
  ['seed', made.seed],
  ['started', made.startedAt],
  ['Node.js', made.node],
  ['platform', made.platform],
  ['cores, threads', `${String(made.cores)}, ${String(made.threads)}`],
])}
<h3>Please cite</h3>
${definitions(references)}
</section>
`;
}
