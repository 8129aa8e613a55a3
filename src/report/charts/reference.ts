import { referenceColumn, referencedColumns, referenceSuffixes } from '../../analysis/reference.ts';
import type { RunRecord } from '../../output/run-record.ts';
import { ACCENT, distinctDashes, INK, speciesColour } from '../colour.ts';
import { curve, panelRow } from '../curves.ts';
import type { Panel } from '../figure.ts';
import { html } from '../html.ts';
import { type Curve, linePanel } from '../line-panel.ts';
import { plainNumber } from '../number-format.ts';
import { baseOf, column, headingOf, labelOf, largest, speciesIndexOf, timeAxis, withUnit } from '../series-columns.ts';
import type { Chart } from './chart.ts';

/** The run beside its reference, and the distance between them. */
export const reference: Chart = {
  name: 'reference',
  part: 'accuracy',
  columns: Object.values(referenceSuffixes).map((suffix) => `*${suffix}`),
  draw(record) {
    const names = different(record);
    const bases = [...new Set(names.map(baseOf))];
    const rows = panelRow([
      ...bases.map((base) =>
        beside(
          record,
          base,
          names.filter((name) => baseOf(name) === base),
        ),
      ),
      apart(record, names),
    ]);
    if (rows.length === 0) return undefined;
    const sources = record.provenance.methods.filter(({ role }) => role === 'reference data');
    return {
      title: 'Comparison with the reference',
      rows,
      caption: html`The run beside its reference${sources.map(({ name }) => html`, <code>${name}</code>`)}, where the reference has values.
${distances(record, names)}`,
    };
  },
};

/** The columns with a reference; H and I only once if the best estimate equals the column itself. */
function different(record: RunRecord): string[] {
  const names = referencedColumns(record.series.quantities.map(({ name }) => name));
  return names.filter((name) => {
    const plain = name.replace(/_best(?=\.|$)/, '');
    const own = column(record, name);
    return plain === name || !names.includes(plain) || !column(record, plain)?.every((value, k) => value === own?.[k]);
  });
}

/** A sentence on the largest distances beyond the uncertainty of the reference. */
function distances(record: RunRecord, names: readonly string[]): string {
  const compared = names.flatMap((name) => {
    const excess = column(record, referenceColumn(name, 'excess')) ?? column(record, referenceColumn(name, 'error'));
    if (excess === undefined) return [];
    const words = labelOf(record, name).replace(/, total\b/, '');
    return [{ words, most: largest(excess) }];
  });
  const beyond = compared.filter(({ most }) => most > 0);
  const within = compared.filter(({ most }) => most === 0);
  return [
    ...(beyond.length === 0
      ? []
      : [
          `Largest distance beyond the uncertainty of the reference: ${beyond.map(({ words, most }) => `${words} ${plainNumber(most, 2)}`).join('; ')}.`,
        ]),
    ...(within.length === 0
      ? []
      : [`Within that uncertainty at all times: ${within.map(({ words }) => words).join('; ')}.`]),
  ].join(' ');
}

/** The run's columns of one base that the reference has, with the reference. */
function beside(record: RunRecord, base: string, names: readonly string[]): Panel | undefined {
  return linePanel({
    heading: headingOf(record, base),
    description: `${headingOf(record, base)} of the run and of the reference against time`,
    x: timeAxis(record),
    y: { label: withUnit(record, 'value', names[0]), scale: 'linear' },
    curves: [
      ...names.flatMap((name) => curve(record, name, speciesOf(name), colourOf(record, name), 'measured')),
      ...names.flatMap((name) =>
        curve(record, referenceColumn(name, 'value'), 'reference', INK, 'exact').map((one) => ({
          ...one,
          ...interval(one.y, column(record, referenceColumn(name, 'uncertainty'))),
        })),
      ),
    ],
  });
}

/** Distances that exceed the uncertainty of the reference; smaller ones give no information about the run. */
function apart(record: RunRecord, names: readonly string[]): Panel | undefined {
  return linePanel({
    heading: 'Distance to the reference',
    description: 'Distance between the run and the reference against time, logarithmic',
    x: timeAxis(record),
    y: { label: 'distance, in units of each', scale: 'log' },
    curves: names.flatMap((name, k) => {
      const uncertainty = column(record, referenceColumn(name, 'uncertainty'));
      return curve(record, referenceColumn(name, 'error'), shortName(record, name), colourOf(record, name), 'measured')
        .map((one) => ({
          ...one,
          ...distinctDashes(k),
          y: one.y.map((value, row) => (value > (uncertainty?.[row] ?? 0) ? value : Number.NaN)),
        }))
        .filter(({ y }) => y.filter(Number.isFinite).length > 1);
    }),
  });
}

function interval(y: Float64Array, uncertainty: Float64Array | undefined): Pick<Curve, 'lower' | 'upper'> {
  if (uncertainty === undefined) return {};
  return {
    lower: y.map((value, k) => value - uncertainty[k]),
    upper: y.map((value, k) => value + uncertainty[k]),
  };
}

/** The label at the end of a curve: `T light`, `H`. */
function shortName(record: RunRecord, name: string): string {
  const [base, ...species] = name.split('.');
  const symbol = base.startsWith('temperature')
    ? base.replace(/^temperature_?/, 'T ')
    : base.startsWith('entropy')
      ? 'H'
      : base.startsWith('fisher')
        ? 'I'
        : headingOf(record, base);
  return [symbol.trim(), ...species].join(' ');
}

function speciesOf(name: string): string {
  return name.split('.').slice(1).join(' – ') || 'simulation';
}

/** The colour of the species; the accent colour for totals. */
function colourOf(record: RunRecord, name: string): string {
  const index = speciesIndexOf(record, name);
  return index < 0 ? ACCENT : speciesColour(index);
}
