import type { IntervalRecord, StudyRecord, StudyVerdict, TargetRecord } from '../output/study-record.ts';
import { groupBy } from '../output/study-record.ts';
import { type Figure, figureMarkup } from './figure.ts';
import { type Content, definitions, type Html, html, table } from './html.ts';
import { formatNumber, properSigns } from './number-format.ts';
import { page } from './page.ts';
import { axisOf, studyPanel } from './study-figure.ts';
import { axisWords, type GridNumber, groupWords, lastWord, leftWords, studyGrid } from './study-grid.ts';
import { memberWords, targetWords } from './study-texts.ts';

/** Renders a study as one self-contained HTML page. Pure: the same record gives the same bytes. */
export function studyPage(record: StudyRecord): string {
  const { title, description, verdicts, targets } = record;
  return page(
    title,
    `${record.software} ${record.version}`,
    html`<header>
<p class="kicker">Study</p>
<h1>${title}</h1>
${description === undefined ? undefined : html`<p class="description">${description}</p>`}
<p>${memberWords(record)} ${claimMark(verdicts)}</p>
</header>
${verdicts.length > 0 ? claims(verdicts) : undefined}${targets.map((target, k) => targetSection(record, target, k + 1))}${members(record)}${provenance(record)}`,
  );
}

function claimMark(verdicts: readonly StudyVerdict[]): Html | undefined {
  if (verdicts.length === 0) return undefined;
  const passed = verdicts.filter((verdict) => verdict.passed).length;
  const open = verdicts.filter(({ pending }) => pending).length;
  const decided = verdicts.length - open;
  const mark =
    decided === 0
      ? undefined
      : html`<span class="mark ${passed === decided ? 'good' : 'bad'}">${String(passed)} of ${String(decided)} claims hold</span>`;
  return html`${mark}${open > 0 ? html` <span class="mark">${String(open)} pending</span>` : undefined}`;
}

/** Limit of the rows of a table. */
const mostRows = 1000;

function claims(verdicts: readonly StudyVerdict[]): Html {
  // Failing claims must not be left out.
  const ordered =
    verdicts.length > mostRows ? verdicts.toSorted((a, b) => Number(a.passed) - Number(b.passed)) : verdicts;
  const rows = ordered
    .slice(0, mostRows)
    .map(({ target, subject, group, expected, measured, interval, passed, pending, remark }): Content[] => [
      pending
        ? html`<span class="mark">pending</span>`
        : html`<span class="mark ${passed ? 'good' : 'bad'}">${passed ? '✓ holds' : '✗ fails'}</span>`,
      html`${subject} of <code>${target}</code>${remark ? html`<br><small>${remark}</small>` : undefined}`,
      groupWords(group),
      properSigns(expected).replace(/(?<!\S)-(?=\d)/g, '−'),
      withInterval({ value: measured, interval }),
    ]);
  const head = ['Verdict', 'Claim', 'Where', 'Expected'].map((heading) => ({ heading }));
  return html`<section id="claims" aria-labelledby="claims-title">
<h2 id="claims-title">Claims</h2>
<div class="verdicts">${table([...head, { heading: 'Measured', numeric: true }], rows)}</div>
${leftOut(verdicts.length, 'claims, failing ones first', 'verdicts.csv')}</section>
`;
}

function leftOut(count: number, of: string, file: string): Html | undefined {
  if (count <= mostRows) return undefined;
  return html`<p>${String(mostRows)} of ${String(count)} ${of}; <a href="${file}">${file}</a> has all of them.</p>
`;
}

function targetSection(record: StudyRecord, target: TargetRecord, number: number): Html {
  const panel = studyPanel(record, target);
  const remarks = [...new Set([...target.fits, ...target.limits].flatMap(({ remark }) => remark ?? []))];
  const figure: Figure | undefined = panel && {
    title: `Against ${axisWords(axisOf(record, target)!)}`,
    rows: [{ columns: 1, panels: [panel] }],
    caption: [...captionWords(target), ...remarks.map((remark) => ` No line: ${remark}.`)],
  };
  return html`<section id="target-${target.name}" aria-labelledby="title-${target.name}">
<h2 id="title-${target.name}"><code>${target.name}</code></h2>
<p>${targetWords(record, target)}.${target.points.length > mostRows ? '' : ' Numbers link to their members.'}</p>
${figure && figureMarkup(figure, `figure-${number}`)}${gridTable(record, target)}</section>
`;
}

function captionWords({ points, fits, limits }: TargetRecord): string[] {
  return [
    ...(points.some(({ interval }) => interval !== null) ? ['Bars are intervals. '] : []),
    ...(fits.some(({ slope }) => slope !== null) ? ['Dashed lines are fits.'] : []),
    ...(fits.length === 0 && limits.some(({ limit }) => limit !== null)
      ? ['The points are distances from the limits below; the slope of a dashed line is its order.']
      : []),
  ];
}

function gridTable(record: StudyRecord, target: TargetRecord): Html {
  const grid = studyGrid(record, target);
  const columns = [
    { heading: grid.along === undefined ? '' : axisWords(grid.along) },
    ...grid.columns.map((group) => ({ heading: groupWords(group) || target.name, numeric: true })),
  ];
  const anchor = (at: unknown, column: Readonly<Record<string, unknown>>) => {
    const place = record.axes.map(({ name, values }) =>
      values.findIndex((value) => value === (name === grid.along?.name ? at : column[name])),
    );
    return pointAnchor(place);
  };
  const linked = (cell: GridNumber, at: unknown, column: Readonly<Record<string, unknown>>) =>
    target.points.length > mostRows
      ? withInterval(cell)
      : html`<a href="#${anchor(at, column)}">${withInterval(cell)}</a>`;
  const rows = grid.rows.map(({ at, cells }): Content[] => [
    at === undefined ? '' : String(at),
    ...cells.map(
      (cell, c) =>
        html`${linked(cell, at, grid.columns[c])}${cell.localSlope === null ? undefined : html` <small>(${cell.localSlope.toFixed(2)})</small>`}`,
    ),
  ]);
  const found = grid.findings.map(({ label, cells }): Content[] => [html`<b>${label}</b>`, ...cells.map(withInterval)]);
  const left = leftWords(grid);
  return html`${table(columns, [...rows, ...found])}${left === '' ? undefined : html`<p>${left}</p>`}`;
}

/** All members by point, with the anchors that the numbers above link to. */
function members(record: StudyRecord): Html {
  const points = groupBy(record.members, ({ place }) => pointAnchor(place));
  const rows = points
    .slice(0, mostRows)
    .map((there): Content[] => [
      html`<span id="${pointAnchor(there[0].place)}">${there[0].place.map((k, a) => `${lastWord(record.axes[a].name)} = ${record.axes[a].values[k]}`).join(', ') || 'single point'}</span>`,
      there
        .slice(0, mostRows)
        .map(
          ({ id, status, message }, k) =>
            html`${k > 0 ? ' ' : ''}<a href="members/${id}/result.json"><code>${id}</code></a>${status === 'finished' ? undefined : html` <span class="bad">${status}</span>${message ? html` <small>${message}</small>` : undefined}`}`,
        ),
    ]);
  return html`<section id="members" aria-labelledby="members-title">
<h2 id="members-title">Members</h2>
<details open><summary>${String(record.members.length)} runs, named by the hash of their scenario</summary>
${table([{ heading: 'Point' }, { heading: 'Members' }], rows)}${leftOut(points.length, 'points', 'members.csv')}</details>
</section>
`;
}

function pointAnchor(place: readonly number[]): string {
  return ['point', ...place].join('-');
}

function provenance({ software, version, axes }: StudyRecord): Html {
  return html`<section id="provenance" aria-labelledby="provenance-title">
<h2 id="provenance-title">Provenance</h2>
${definitions([
  ['software', `${software} ${version}`],
  ...axes.map(({ name, values }): [Content, Content] => [html`axis <code>${name}</code>`, values.join(', ')]),
  [
    'tables',
    html`<a href="table.csv">table.csv</a>, <a href="members.csv">members.csv</a>, <a href="lines.csv">lines.csv</a>, <a href="verdicts.csv">verdicts.csv</a>, <a href="costs.csv">costs.csv</a>, <a href="table.tex">table.tex</a>, <a href="study.nc">study.nc</a>`,
  ],
])}
</section>
`;
}

function withInterval({ value, interval }: GridNumber): Html {
  if (value === null) return html`–`;
  return interval === null ? formatNumber(value, 5) : html`${formatNumber(value, 5)} ${brackets(interval)}`;
}

function brackets({ lower, upper }: IntervalRecord): Html {
  return html`<small>[${formatNumber(lower, 4)}, ${formatNumber(upper, 4)}]</small>`;
}
