import type { RunRecord } from '../../output/run-record.ts';
import { ACCENT, distinctDashes, INK, speciesColour } from '../colour.ts';
import { curve, panelRow } from '../curves.ts';
import type { Panel } from '../figure.ts';
import { html } from '../html.ts';
import { type Curve, linePanel } from '../line-panel.ts';
import {
  baseOf,
  column,
  columnsOf,
  headingOf,
  largest,
  relativeRound,
  speciesIndexOf,
  timeAxis,
  withUnit,
} from '../series-columns.ts';
import type { Chart } from './chart.ts';

/** Endings of columns that accompany another column: `distance_w2_error.light`, `distance_w2_bound.light`. */
const companions = ['_error', '_bound'] as const;

/** Columns that change in time and that no other chart shows, so that the results of a new analyzer appear without a new chart. */
export function furtherQuantities(shown: readonly string[]): Chart {
  const elsewhere = (base: string) => base === 't' || shown.some((name) => matches(base, name));
  return {
    name: 'further-quantities',
    part: 'diagnostics',
    columns: [],
    draw(record) {
      const all = new Set(record.series.quantities.map(({ name }) => baseOf(name)));
      const companion = (base: string) =>
        companions.some((ending) => base.endsWith(ending) && all.has(base.slice(0, -ending.length)));
      const bases = [...all].filter((base) => !elsewhere(base) && !companion(base));
      const zero = bases.filter((base) => isZero(record, base));
      const rows = panelRow(bases.filter((base) => !zero.includes(base)).map((base) => panel(record, base)));
      if (rows.length === 0) return undefined;
      const flat =
        zero.length === 0
          ? ''
          : ` Zero to round-off: ${zero.map((base) => lower(headingOf(record, base))).join('; ')}.`;
      return {
        title: 'Further quantities',
        rows,
        caption: html`Other columns of the series that change in time. Bands are their errors, if known.${flat}`,
      };
    },
  };
}

function matches(base: string, name: string): boolean {
  if (name.startsWith('*')) return base.endsWith(name.slice(1));
  return name.endsWith('*') ? base.startsWith(name.slice(0, -1)) : base === name;
}

/** Whether all columns of a dimensionless quantity are zero to round-off. */
function isZero(record: RunRecord, base: string): boolean {
  const names = columnsOf(record, new Set([base]));
  const pure = record.series.quantities.every(({ name, unit }) => baseOf(name) !== base || unit === '1');
  return names.length > 0 && pure && names.every((name) => largest(column(record, name)!) <= relativeRound);
}

function lower(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}

function panel(record: RunRecord, base: string): Panel | undefined {
  const names = columnsOf(record, new Set([base]));
  if (names.every((name) => constant(column(record, name)!))) return undefined;
  const heading = headingOf(record, base);
  return linePanel({
    heading,
    description: `${heading} against time`,
    x: timeAxis(record),
    y: { label: withUnit(record, 'value', names[0]), scale: 'linear' },
    curves: names.flatMap((name, k) => [
      ...curve(record, name, ownersOf(name), colourOf(record, name), 'measured').map((one) => ({
        ...one,
        ...distinctDashes(k),
        ...band(record, name, one),
      })),
      ...curve(record, beside(name, '_bound'), 'upper bound', colourOf(record, name), 'floor').map((one) => ({
        ...one,
        named: false,
      })),
    ]),
  });
}

/** The accompanying column of the same species: `distance_w2_error.light` for `distance_w2.light`. */
function beside(name: string, ending: (typeof companions)[number]): string {
  return name.replace(/^[^.]+/, (base) => base + ending);
}

function band(record: RunRecord, name: string, { y }: Curve): Pick<Curve, 'lower' | 'upper'> {
  const error = column(record, beside(name, '_error'));
  if (error === undefined) return {};
  return { lower: y.map((value, k) => value - error[k]), upper: y.map((value, k) => value + error[k]) };
}

/** The colour of the species; the accent colour for totals; ink for pairs, which differ in their dashes. */
function colourOf(record: RunRecord, name: string): string {
  const index = speciesIndexOf(record, name);
  if (index >= 0) return speciesColour(index);
  return name.includes('.') ? INK : ACCENT;
}

/** The owner of a column: `light`, `light – heavy`, `total`. */
function ownersOf(name: string): string {
  return name.split('.').slice(1).join(' – ') || 'total';
}

/** Changes below this fraction of the magnitude are round-off. */
const UNCHANGED = 1e-10;

function constant(values: Float64Array): boolean {
  const finite = values.filter(Number.isFinite);
  const lower = finite.reduce((least, value) => Math.min(least, value), Infinity);
  const upper = finite.reduce((most, value) => Math.max(most, value), -Infinity);
  return upper - lower <= UNCHANGED * Math.max(Math.abs(lower), Math.abs(upper));
}
