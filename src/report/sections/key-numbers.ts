import type { RunRecord } from '../../output/run-record.ts';
import { formula } from '../formula.ts';
import { type Content, type Html, html } from '../html.ts';
import { formatCount, formatDuration, formatNumber } from '../number-format.ts';
import { column, ends, largest } from '../series-columns.ts';
import { definitions, table } from '../table.ts';

/** The run in a dozen numbers: where it started and ended, where it should have ended, and what it cost. */
export function keyNumbers(record: RunRecord): Html {
  const rows = [...totals(record), ...temperatures(record)];
  return html`<section id="numbers" aria-labelledby="numbers-title">
<h2 id="numbers-title">Key numbers</h2>
${
  rows.length > 0
    ? table(
        [
          { heading: 'Quantity' },
          { heading: 'Start', numeric: true },
          { heading: 'End', numeric: true },
          { heading: 'Exact at the end', numeric: true },
          { heading: 'Equilibrium', numeric: true },
        ],
        rows,
      )
    : undefined
}
${definitions([...drifts(record), ...cost(record)])}
</section>
`;
}

function row(record: RunRecord, label: Content, name: string, exact?: string, equilibrium?: number): Content[][] {
  const values = column(record, name);
  if (values === undefined) return [];
  const { first, last } = ends(values);
  const reference = exact === undefined ? undefined : column(record, exact);
  return [
    [
      label,
      formatNumber(first),
      formatNumber(last),
      reference ? formatNumber(ends(reference).last) : '–',
      equilibrium === undefined ? '–' : formatNumber(equilibrium),
    ],
  ];
}

function totals(record: RunRecord): Content[][] {
  const { equilibrium } = record.summary;
  return [
    ...row(record, html`Entropy ${formula('H')}`, 'entropy', 'entropy_exact', equilibrium.entropy),
    ...row(
      record,
      html`${formula('H')}, corrected for smoothing`,
      'entropy_corrected',
      'entropy_exact',
      equilibrium.entropy,
    ),
    ...row(record, 'Relative entropy', 'relative_entropy', undefined, 0),
    ...row(record, html`Fisher information ${formula('I')}`, 'fisher', 'fisher_exact', equilibrium.fisher),
    ...row(
      record,
      html`${formula('I')}, corrected for smoothing`,
      'fisher_corrected',
      'fisher_exact',
      equilibrium.fisher,
    ),
  ];
}

function temperatures(record: RunRecord): Content[][] {
  const { species, equilibrium } = record.summary;
  return species.flatMap(({ name }) =>
    row(
      record,
      html`Temperature of ${name}`,
      `temperature.${name}`,
      `temperature_exact.${name}`,
      equilibrium.temperature,
    ),
  );
}

function drifts(record: RunRecord): [Content, Content][] {
  return ['momentum', 'energy'].flatMap((name): [Content, Content][] => {
    const values = column(record, `${name}_drift`);
    return values ? [[`largest drift of ${name}`, formatNumber(largest(values), 3)]] : [];
  });
}

function cost({ summary }: RunRecord): [Content, Content][] {
  return [
    ['steps', formatCount(summary.steps)],
    ['evaluations of the rate', formatCount(summary.evaluations)],
    ['wall time', formatDuration(summary.wallSeconds)],
  ];
}
