import type {
  ComparisonMember,
  ComparisonRecord,
  ComparisonReference,
  Mean,
  Measured,
  MemberSeries,
  Statement,
} from '../../output/comparison-record.ts';
import { figureMarkup } from '../figure.ts';
import { type Content, definitions, type Html, html, table } from '../html.ts';
import { formatCount, formatDuration, formatNumber } from '../number-format.ts';
import { page } from '../page.ts';
import { linkedReference } from '../sections/record.ts';
import { comparisonFigures } from './comparison-figures.ts';

/** Renders a comparison of methods as one self-contained HTML page. Pure: the same data give the same bytes. */
export function renderComparison(record: ComparisonRecord, series: readonly MemberSeries[]): string {
  const { title, software, version } = record;
  const figures = comparisonFigures(record, series);
  return page(
    `${title}: methods compared`,
    `${software} ${version}`,
    html`${heading(record)}${membersSection(record)}${equalSection(record)}<section id="figures" aria-labelledby="figures-title">
<h2 id="figures-title">Figures</h2>
${figures.length > 0 ? figures.map((figure, k) => figureMarkup(figure, `figure-${k + 1}`)) : html`<p>No run finished, so there is nothing to draw.</p>`}
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
    seeds > 1 ? html`, averaged over ${String(seeds)} seeds where they depend on the seed` : undefined
  }, one after the other on the same machine. ${referenceSentence(reference)}</p>
</header>
`;
}

function referenceSentence({ kind, name }: ComparisonReference): Html {
  switch (kind) {
    case 'exact':
      return html`Errors are measured against the exact solution, <b>${name}</b>.`;
    case 'external':
      return html`Errors are measured against the reference series <code>${name}</code>.`;
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

/** The results of every member in two tables: accuracy, and conservation and cost. */
function membersSection(record: ComparisonRecord): Html {
  const { members, quantities } = record;
  const remarked = members.filter(({ reason, warnings }) => reason !== undefined || warnings.length > 0);
  return html`<section id="members" aria-labelledby="members-title">
<h2 id="members-title">Methods</h2>
${quantities.length > 0 ? accuracy(record) : undefined}${costs(members)}
${
  remarked.length > 0
    ? html`<h3>Remarks</h3>
<ul>${remarked.flatMap((member) => remarks(member).map((text) => html`<li><b>${member.id}</b>: ${text}</li>`))}</ul>`
    : undefined
}
</section>
`;
}

function accuracy({ members, quantities, reference, errorAt }: ComparisonRecord): Html {
  return table(
    [
      { heading: 'Error' },
      { heading: 'Particles, nodes or coefficients', numeric: true },
      ...quantities.map(({ label }) => ({
        heading: label.replace(/^[a-z](?=[a-z])/, (first) => first.toUpperCase()),
        numeric: true,
      })),
    ],
    members.map(({ id, status, measured }): Content[] => [
      id,
      ...(measured === null
        ? [html`<span class="bad">${status}</span>`, ...quantities.map(() => '–')]
        : [
            formatCount(measured.particles),
            ...quantities.map(({ name }) =>
              reference.kind === 'member' && reference.name === id
                ? 'reference'
                : meanCell(measured.errors[name] ?? null),
            ),
          ]),
    ]),
    `${errorAt === 'end' ? 'Distance to the reference at the end' : 'Largest distance to the reference over the run'}, relative to the reference's largest magnitude; the worst of the species`,
  );
}

function costs(members: readonly ComparisonMember[]): Html {
  return table(
    [
      { heading: 'Structure and cost' },
      { heading: 'Momentum drift', numeric: true },
      { heading: 'Energy drift', numeric: true },
      { heading: html`Entropy <i>H</i>`, numeric: true },
      { heading: html`Fisher <i>I</i>`, numeric: true },
      { heading: 'Steps', numeric: true },
      { heading: 'Evaluations', numeric: true },
      { heading: 'Wall time', numeric: true },
      { heading: 'Memory', numeric: true },
    ],
    members.map(({ id, status, measured }): Content[] => [
      id,
      ...(measured === null
        ? [html`<span class="bad">${status}</span>`, ...new Array<Content>(7).fill('–')]
        : numbers(measured)),
    ]),
    'Largest relative drifts; best estimates of H and I: whether they increase beyond their error, and by how much of the first value; memory: the largest resident set of the process',
  );
}

function numbers({ drift, increase, steps, evaluations, seconds, memory }: Measured): Content[] {
  return [
    formatNumber(drift.momentum, 2),
    formatNumber(drift.energy, 2),
    monotonicity(increase.entropy),
    monotonicity(increase.fisher),
    formatCount(steps),
    formatCount(evaluations),
    formatDuration(seconds.mean),
    memory === null ? '–' : `${formatCount(Math.round(memory / 2 ** 20))} MiB`,
  ];
}

function monotonicity(increase: number | null): Content {
  if (increase === null) return 'undetermined';
  return increase === 0 ? html`<span class="good">no increase</span>` : html`+${formatNumber(increase, 2)}`;
}

function meanCell(mean: Mean | null): Content {
  if (mean === null) return '–';
  if (mean.standardError === null) return formatNumber(mean.mean, 3);
  return html`${formatNumber(mean.mean, 3)} ± ${formatNumber(mean.standardError, 1)}`;
}

function remarks({ status, reason, warnings }: ComparisonMember): readonly string[] {
  return [...(reason === undefined ? [] : [`${status}: ${reason}`]), ...warnings];
}

/** The errors at one cost or the costs at one error, read off the curves of error against cost. */
function equalSection({ equal, quantities }: ComparisonRecord): Html | undefined {
  if (equal === undefined) return undefined;
  const labels = equal.rows[0]?.values.map(({ label }) => label) ?? [];
  const [atEqual, compared] = equal.by === 'cost' ? ['cost', 'error'] : ['error', 'cost'];
  const format = (by: 'cost' | 'error', value: number | null) => {
    if (value === null) return '–';
    return by === 'cost' ? formatDuration(value) : formatNumber(value, 3);
  };
  return html`<section id="equal" aria-labelledby="equal-title">
<h2 id="equal-title">At equal ${atEqual}</h2>
<p>The ${compared} of every method at the ${
    equal.by === 'cost'
      ? 'largest cost that all curves of error against cost reach'
      : 'smallest error that all curves of error against cost reach'
  }, interpolated linearly in the logarithms between its runs. A method with a single run, or whose curve does not
contain this point, has no value.</p>
${table(
  [
    { heading: 'Quantity' },
    { heading: equal.by === 'cost' ? 'Wall time' : 'Error', numeric: true },
    ...labels.map((heading) => ({ heading, numeric: true })),
  ],
  equal.rows.map(({ quantity, target, values }) => [
    quantities.find(({ name }) => name === quantity)?.label ?? quantity,
    format(equal.by, target),
    ...values.map(({ value }) => format(equal.by === 'cost' ? 'error' : 'cost', value)),
  ]),
)}
</section>
`;
}

/** The errors at the end, true and stated, with the parts of the stated error; undefined without a reference. */
function statedErrorsSection({ members }: ComparisonRecord): Html | undefined {
  const stating = members.filter(({ measured }) => (measured?.statements.length ?? 0) > 0);
  if (stating.length === 0) return undefined;
  const all = stating.flatMap(({ measured }) => measured?.statements ?? []).filter(({ within }) => within !== null);
  const holding = all.filter(({ within }) => within);
  const parts = ['Scatter', 'Estimator', 'Resolution', 'Step', 'Reference'].map((heading) => ({
    heading,
    numeric: true,
  }));
  return html`<section id="stated" aria-labelledby="stated-title">
<h2 id="stated-title">Stated errors</h2>
<p>Does each run's own error estimate, made without the reference, cover its true error at the end? In ${String(holding.length)} of
${String(all.length)} cases; estimates larger than the change of the quantity are not counted, because they carry no information. The estimate is the sum of the 95 % interval of the mean over the seeds (scatter); the bound of the
bias of an estimate from a random sample (estimator); the error of the finite resolution, estimated from coarser runs (resolution); the error of the
time step, estimated from runs with twice the step (step); and the uncertainty of the reference.</p>
${table(
  [
    { heading: 'Run' },
    { heading: 'Column' },
    { heading: 'True', numeric: true },
    { heading: 'Stated', numeric: true },
    ...parts,
  ],
  stating.flatMap(({ id, measured }) => (measured?.statements ?? []).map((one, k) => row(k === 0 ? id : '', one))),
)}
</section>
`;
}

function row(
  id: string,
  { estimate, value, reference, uncertainty, parts, stated, within, change }: Statement,
): Content[] {
  const cell = (part: number | null) => (part === null ? '–' : formatNumber(part, 2));
  const verdict =
    stated === null
      ? '–'
      : within === null
        ? html`${formatNumber(stated + uncertainty, 2)}<br><small>larger than the change ${formatNumber(change, 2)}: not informative</small>`
        : html`<span class="${within ? 'good' : 'bad'}">${within ? '≤' : '>'}</span> ${formatNumber(stated + uncertainty, 2)}`;
  const { scatter, estimator, resolution, step } = parts;
  return [
    id,
    html`<code>${estimate}</code>`,
    formatNumber(Math.abs(value - reference), 2),
    verdict,
    ...[scatter, estimator, resolution, step, uncertainty].map(cell),
  ];
}
