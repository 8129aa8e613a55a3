import type { RunRecord } from '../../output/run-record.ts';
import { distinctDashes, INK } from '../colour.ts';
import { curve, panelRow } from '../curves.ts';
import type { Panel } from '../figure.ts';
import { html } from '../html.ts';
import { linePanel } from '../line-panel.ts';
import { baseOf, column, columnsOf, headingOf, timeAxis, withUnit } from '../series-columns.ts';
import type { Chart } from './chart.ts';

/** Whatever no other chart shows and does change in time, so that a new analyzer is seen without a chart of its own. */
export function furtherQuantities(shown: readonly string[]): Chart {
  const elsewhere = (base: string) => base === 't' || shown.some((name) => matches(base, name));
  return {
    name: 'further-quantities',
    part: 'diagnostics',
    columns: [],
    draw(record) {
      const bases = [...new Set(record.series.quantities.map(({ name }) => baseOf(name)))];
      const rows = panelRow(bases.filter((base) => !elsewhere(base)).map((base) => panel(record, base)));
      if (rows.length === 0) return undefined;
      return { title: 'Further quantities', rows, caption: html`Other columns of the series that change in time.` };
    },
  };
}

function matches(base: string, name: string): boolean {
  if (name.startsWith('*')) return base.endsWith(name.slice(1));
  return name.endsWith('*') ? base.startsWith(name.slice(0, -1)) : base === name;
}

function panel(record: RunRecord, base: string): Panel | undefined {
  const names = columnsOf(record, new Set([base]));
  if (names.every((name) => constant(column(record, name)!))) return undefined;
  return linePanel({
    heading: headingOf(base),
    description: `${headingOf(base)} against time`,
    x: timeAxis(record),
    y: { label: withUnit(record, 'value', names[0]), scale: 'linear' },
    curves: names.flatMap((name, k) =>
      curve(record, name, ownersOf(name), INK, 'measured').map((one) => ({ ...one, ...distinctDashes(k) })),
    ),
  });
}

/** What belongs to whom: `light`, `light – heavy`, `total`. */
function ownersOf(name: string): string {
  return name.split('.').slice(1).join(' – ') || 'total';
}

/** Changes below this part of the magnitude are those of the last digits. */
const UNCHANGED = 1e-10;

function constant(values: Float64Array): boolean {
  const finite = values.filter(Number.isFinite);
  const lower = finite.reduce((least, value) => Math.min(least, value), Infinity);
  const upper = finite.reduce((most, value) => Math.max(most, value), -Infinity);
  return upper - lower <= UNCHANGED * Math.max(Math.abs(lower), Math.abs(upper));
}
