import { layout, snapshotFolder } from '../../output/layout.ts';
import type { RunRecord } from '../../output/run-record.ts';
import { type Content, type Html, html } from '../html.ts';
import { formatNumber, plainUnit } from '../number-format.ts';
import { ends } from '../series-columns.ts';
import { definitions, table } from '../table.ts';

/** The files next to this page, and the columns of the series. */
export function data({ series }: RunRecord): Html {
  return html`<section id="data" aria-labelledby="data-title">
<h2 id="data-title">Data</h2>
${definitions(files)}
<details><summary>The ${String(series.quantities.length)} columns of ${code(layout.series)}</summary>
${table(
  [
    { heading: 'Column' },
    { heading: 'What it is' },
    { heading: 'Unit' },
    { heading: 'First', numeric: true },
    { heading: 'Last', numeric: true },
  ],
  series.quantities.map(({ name, label, unit }) => {
    const { first, last } = ends(series.columns[name] ?? new Float64Array(0));
    return [html`<code>${name}</code>`, label, plainUnit(unit) || '1', formatNumber(first), formatNumber(last)];
  }),
)}
</details>
</section>
`;
}

const code = (name: string): Html => html`<code>${name}</code>`;

const files: readonly (readonly [Content, Content])[] = [
  [code(layout.scenario), 'the scenario with all defaults filled in: runs again as it is'],
  [html`${code(layout.series)}, ${code(layout.netcdf)}`, 'everything measured against time, as text and as netCDF-4'],
  [code(`${snapshotFolder}/*.h5`), 'particles and reconstructed distributions, openPMD 1.1'],
  [code(layout.summary), 'outcome, verdicts, equilibrium and theorem ledger'],
  [code(layout.provenance), 'software, machine and seed'],
  [code(layout.events), 'what happened on the way, one line each'],
];
