import { referenceColumn, referencedColumns, referenceSuffixes } from '../../analysis/reference.ts';
import type { RunRecord } from '../../output/run-record.ts';
import { ACCENT, distinctDashes, INK, speciesColour } from '../colour.ts';
import { curve, panelRow } from '../curves.ts';
import type { Panel } from '../figure.ts';
import { html } from '../html.ts';
import { type Curve, linePanel } from '../line-panel.ts';
import { formatNumber } from '../number-format.ts';
import { baseOf, column, headingOf, labelOf, largest, timeAxis, withUnit } from '../series-columns.ts';
import type { Chart } from './chart.ts';

/** The run beside the series of another code, and how far the two are apart. */
export const reference: Chart = {
  name: 'reference',
  part: 'accuracy',
  columns: Object.values(referenceSuffixes).map((suffix) => `*${suffix}`),
  draw(record) {
    const names = referencedColumns(record.series.quantities.map(({ name }) => name));
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
    const files = record.provenance.methods.filter(({ role }) => role === 'reference data');
    const worst = names.map((name) => {
      const values = column(record, referenceColumn(name, 'error'));
      return values && html` of the ${labelOf(record, name)} ${formatNumber(largest(values), 2)}`;
    });
    return {
      title: 'Against the reference',
      rows,
      caption: html`The run beside the series of another code${files.map(({ name }) => html`, <code>${name}</code>`)}, where that
has values; circles with bars are the reference and its uncertainty. Largest distance${worst
        .filter((text) => text !== undefined)
        .map((text, k) => [k === 0 ? '' : ';', text])}.`,
    };
  },
};

/** The run's columns of one base, those that the reference knows, with the reference. */
function beside(record: RunRecord, base: string, names: readonly string[]): Panel | undefined {
  return linePanel({
    heading: headingOf(base),
    description: `${headingOf(base)} of the run and of the reference against time`,
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

/** Distances as far as they exceed the uncertainty of the reference: what is below it says nothing of the run. */
function apart(record: RunRecord, names: readonly string[]): Panel | undefined {
  return linePanel({
    heading: 'Distance to the reference',
    description: 'Distance between the run and the reference against time, logarithmic',
    x: timeAxis(record),
    y: { label: 'distance, in units of each', scale: 'log' },
    curves: names.flatMap((name, k) => {
      const uncertainty = column(record, referenceColumn(name, 'uncertainty'));
      return curve(record, referenceColumn(name, 'error'), shortName(name), colourOf(record, name), 'measured').map(
        (one) => ({
          ...one,
          ...distinctDashes(k),
          y: one.y.map((value, row) => (value > (uncertainty?.[row] ?? 0) ? value : Number.NaN)),
        }),
      );
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

/** `T light`, `H`: what stands at the end of a curve. */
function shortName(name: string): string {
  const [base, ...species] = name.split('.');
  const symbol = base.startsWith('temperature')
    ? base.replace(/^temperature_?/, 'T ')
    : base.startsWith('entropy')
      ? 'H'
      : base.startsWith('fisher')
        ? 'I'
        : headingOf(base);
  return [symbol.trim(), ...species].join(' ');
}

function speciesOf(name: string): string {
  return name.split('.').slice(1).join(' – ') || 'simulation';
}

/** A species has its colour here too; what belongs to all has that of the whole. */
function colourOf({ summary }: RunRecord, name: string): string {
  const index = summary.species.findIndex((species) => species.name === name.split('.')[1]);
  return index < 0 ? ACCENT : speciesColour(index);
}
