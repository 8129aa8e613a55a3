import { referenceColumn, referencedColumns, referenceSuffixes } from '../../analysis/reference.ts';
import type { RunRecord } from '../../output/run-record.ts';
import { ACCENT, INK, MUTED, speciesColour } from '../colour.ts';
import { curve, panelRow } from '../curves.ts';
import type { Panel } from '../figure.ts';
import { html } from '../html.ts';
import { linePanel } from '../line-panel.ts';
import { formatNumber } from '../number-format.ts';
import { baseOf, column, headingOf, labelOf, largest, withUnit } from '../series-columns.ts';
import type { Chart } from './chart.ts';

/** The run beside the series of another code, and how far the two are apart. */
export const reference: Chart = {
  name: 'reference',
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
has values. Its uncertainty is its own error bar, where it has one, and that of its interpolation in time. Largest distance${worst
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
    x: { label: 't' },
    y: { label: withUnit(record, 'value', names[0]), scale: 'linear' },
    curves: [
      ...names.flatMap((name) => curve(record, name, speciesOf(name), colourOf(record, name), 'measured')),
      ...names.flatMap((name) => curve(record, referenceColumn(name, 'value'), 'reference', INK, 'reference')),
    ],
  });
}

function apart(record: RunRecord, names: readonly string[]): Panel | undefined {
  return linePanel({
    heading: 'Distance to the reference',
    description:
      'Distance between the run and the reference against time, with the uncertainty of the reference, logarithmic',
    x: { label: 't' },
    y: { label: 'distance, in units of each', scale: 'log' },
    curves: [
      ...names.flatMap((name, k) =>
        curve(record, referenceColumn(name, 'error'), labelOf(record, name), speciesColour(k), 'measured'),
      ),
      ...names.flatMap((name) =>
        curve(record, referenceColumn(name, 'uncertainty'), 'uncertainty of the reference', MUTED, 'floor'),
      ),
    ],
  });
}

function speciesOf(name: string): string {
  return name.split('.').slice(1).join(' – ') || 'simulation';
}

/** A species has its colour here too; what belongs to all has that of the whole. */
function colourOf({ summary }: RunRecord, name: string): string {
  const index = summary.species.findIndex((species) => species.name === name.split('.')[1]);
  return index < 0 ? ACCENT : speciesColour(index);
}
