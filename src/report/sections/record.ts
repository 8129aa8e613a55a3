import type { ProfileStep } from '../../core/profile.ts';
import { layout, snapshotFolder } from '../../output/layout.ts';
import type { RunEvent, RunRecord, RunSummary } from '../../output/run-record.ts';
import { type Content, definitions, type Html, html, join, table } from '../html.ts';
import { formatCount, formatNumber, plainUnit } from '../number-format.ts';
import { ends, isRoundOff } from '../series-columns.ts';

/** The files next to this page, and the columns of the series. */
export function files(record: RunRecord): Html {
  const { series, snapshots } = record;
  return html`${definitions([...links, ...(snapshots.length > 0 ? [[html`<a href="${snapshotFolder}/">${snapshotFolder}/</a>`, `${String(snapshots.length)} openPMD 1.1 files: particles and reconstructed distributions`] as const] : [])], 'long')}
<details class="lookup"><summary>The ${String(series.quantities.length)} columns of ${code(layout.series)}</summary>
${table(
  [
    { heading: 'Column' },
    { heading: 'Meaning' },
    { heading: 'Unit' },
    { heading: 'First', numeric: true },
    { heading: 'Last', numeric: true },
  ],
  series.quantities.map(({ name, label, unit }) => {
    if (isRoundOff(record, name))
      return [html`<code>${name}</code>`, label, plainUnit(unit) || '1', 'round-off', 'round-off'];
    const { first, last } = ends(series.columns[name] ?? new Float64Array(0));
    return [html`<code>${name}</code>`, label, plainUnit(unit) || '1', formatNumber(first), formatNumber(last)];
  }),
)}
</details>
`;
}

const code = (name: string): Html => html`<code>${name}</code>`;

const link = (name: string): Html => html`<a href="${name}">${name}</a>`;

/** The files beside the page. */
const links: readonly (readonly [Content, Content])[] = [
  [link(layout.scenario), 'the scenario with all defaults filled in; it can be run again unchanged'],
  [html`${link(layout.series)}, ${link(layout.netcdf)}`, 'all quantities against time, as text and as netCDF-4'],
  [link(layout.summary), 'outcome, verdicts, equilibrium and theorem ledger'],
  [link(layout.provenance), 'software, machine and seed'],
  [link(layout.events), 'events during the run, one per line'],
];

/** At most this many events are listed; all are in events.jsonl. */
const LISTED = 40;

/** Events during the run: halved steps, warnings, checkpoints. */
export function events({ events: all }: RunRecord): Html | undefined {
  if (all.length === 0) return undefined;
  return html`<p>${counts(all)}</p>
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
`;
}

function counts(all: readonly RunEvent[]): string {
  const number = new Map<string, number>();
  for (const { kind } of all) number.set(kind, (number.get(kind) ?? 0) + 1);
  return `${Array.from(number, ([kind, count]) => `${formatCount(count)} × ${kind}`).join(', ')}.`;
}

/** Steps below this share of the total time are left out, with all steps within them. */
const leastShare = 0.005;

/** The time that the run spent in each step of the method. */
export function profile({ profile: steps = [] }: RunSummary): Html | undefined {
  const whole = steps.reduce((sum, { seconds }) => sum + seconds, 0);
  if (whole === 0) return undefined;
  const rows = (some: readonly ProfileStep[], depth: number): Content[][] =>
    some
      .filter(({ seconds }) => seconds >= leastShare * whole)
      .flatMap(({ step, calls, seconds, steps: within }) => [
        [
          `${'\u2003'.repeat(depth)}${step}`,
          String(calls),
          formatNumber(seconds),
          `${((100 * seconds) / whole).toFixed(1)} %`,
        ],
        ...rows(within, depth + 1),
      ]);
  return table(
    [
      { heading: 'Step' },
      { heading: 'Times', numeric: true },
      { heading: 'Seconds', numeric: true },
      { heading: 'Share', numeric: true },
    ],
    rows(steps, 0),
  );
}

const THEOREM = 'Y. Zhu, Fisher information for the multi-species Landau system, December 2025';

/** The software, scenario, seed and machine of the run, and the references to cite. */
export function provenance({ provenance: made, summary }: RunRecord): Html {
  const exact = made.methods.some(({ role }) => role === 'exact solution') ? null : summary.exact;
  const references: [Content, Content][] = [
    ...made.methods.map(({ role, name, reference }): [Content, Content] => [
      html`${role}: ${name}`,
      linkedReference(reference),
    ]),
    ...(exact ? [[html`exact solution: ${exact.name}`, linkedReference(exact.reference)] as [Content, Content]] : []),
    ['equations and Theorem 1.1', THEOREM],
  ];
  return html`${definitions([
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
${definitions(references, 'long')}`;
}

/** Parts of a citation that can be links: an address, a DOI, an arXiv number. */
const places = /(https?:\/\/[^\s<>"]*[^\s<>".,;)]|doi:\s*10\.\d{4,}\/[^\s<>"]*[^\s<>".,;)]|arXiv:\s*\d{4}\.\d{4,5})/gi;

/** A citation whose addresses, DOIs and arXiv numbers are links. */
export function linkedReference(reference: string): Html {
  const parts = reference.split(places);
  return join(
    parts.map((part, k) => (k % 2 === 0 ? part : html`<a href="${address(part)}">${part}</a>`)),
    html``,
  );
}

function address(place: string): string {
  if (/^doi:/i.test(place)) return `https://doi.org/${place.replace(/^doi:\s*/i, '')}`;
  if (/^arxiv:/i.test(place)) return `https://arxiv.org/abs/${place.replace(/^arxiv:\s*/i, '')}`;
  return place;
}
