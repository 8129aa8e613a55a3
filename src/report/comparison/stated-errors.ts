import type { ComparisonRecord, Statement } from '../../output/comparison-record.ts';
import { type Content, type Html, html } from '../html.ts';
import { formatNumber } from '../number-format.ts';
import { table } from '../table.ts';

/** The errors at the end, found and stated, with the parts of what is stated; nothing where there is no truth. */
export function statedErrorsSection({ members }: ComparisonRecord): Html | undefined {
  const told = members.filter(({ measured }) => (measured?.statements.length ?? 0) > 0);
  if (told.length === 0) return undefined;
  const all = told.flatMap(({ measured }) => measured?.statements ?? []).filter(({ within }) => within !== null);
  const holding = all.filter(({ within }) => within);
  const parts = ['Scatter', 'Estimator', 'Resolution', 'Step', 'Truth'].map((heading) => ({ heading, numeric: true }));
  return html`<section id="stated" aria-labelledby="stated-title">
<h2 id="stated-title">Stated errors</h2>
<p>What every run can say of its error at the end without knowing the truth, beside the distance to it: ${String(holding.length)} of
${String(all.length)} are within what is stated. That is the sum of the 95 % interval of the mean over the seeds (scatter); the bound of the
bias that an estimate from a random sample has (estimator); what is left to a finer run, from the coarser ones (resolution); what the
time step does, from runs with twice the step; and the uncertainty of the truth.</p>
${table(
  [
    { heading: 'Run' },
    { heading: 'Column' },
    { heading: 'Found', numeric: true },
    { heading: 'Stated', numeric: true },
    ...parts,
  ],
  told.flatMap(({ id, measured }) => (measured?.statements ?? []).map((one, k) => row(k === 0 ? id : '', one))),
)}
</section>
`;
}

function row(id: string, { estimate, value, truth, uncertainty, parts, stated, within }: Statement): Content[] {
  const cell = (part: number | null) => (part === null ? '–' : formatNumber(part, 2));
  const verdict =
    stated === null
      ? '–'
      : html`<span class="${within ? 'good' : 'bad'}">${within ? '≤' : '>'}</span> ${formatNumber(stated + uncertainty, 2)}`;
  const { scatter, estimator, resolution, step } = parts;
  return [
    id,
    html`<code>${estimate}</code>`,
    formatNumber(Math.abs(value - truth), 2),
    verdict,
    ...[scatter, estimator, resolution, step, uncertainty].map(cell),
  ];
}
