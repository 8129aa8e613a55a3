import type { RunRecord } from '../../output/run-record.ts';
import { speciesColour } from '../colour.ts';
import { curve, panelRow } from '../curves.ts';
import type { Panel } from '../figure.ts';
import { html } from '../html.ts';
import { linePanel } from '../line-panel.ts';
import { baseOf, column, columnsOf, headingOf, labelOf, largest, withUnit } from '../series-columns.ts';
import type { Chart } from './chart.ts';

const bases = ['energy_exchange', 'momentum_exchange_x', 'momentum_exchange_y', 'momentum_exchange_z'] as const;

/** Rates below this part of the largest one are the round-off of a symmetric start. */
const NEGLIGIBLE = 1e-9;

/** What the species give each other per time. */
export const exchange: Chart = {
  name: 'exchange',
  columns: bases,
  draw(record) {
    const names = columnsOf(record, new Set(bases));
    const most = Math.max(0, ...names.map((name) => largest(column(record, name)!)));
    const telling = names.filter((name) => largest(column(record, name)!) > NEGLIGIBLE * most);
    const rows = panelRow(bases.map((base) => panel(record, base, telling)));
    if (rows.length === 0) return undefined;
    return {
      title: 'Exchange between species',
      rows,
      caption: html`Momentum and energy that collisions carry from one species to the other per time, as the method
computes them; what one gains the other loses.`,
    };
  },
};

function panel(record: RunRecord, base: string, names: readonly string[]): Panel | undefined {
  const own = names.filter((name) => baseOf(name) === base);
  if (own.length === 0) return undefined;
  return linePanel({
    heading: headingOf(base),
    description: `${headingOf(base)} between species against time`,
    x: { label: 't' },
    y: { label: withUnit(record, 'rate', own[0]), scale: 'linear' },
    curves: own.flatMap((name, k) => curve(record, name, labelOf(record, name), speciesColour(k), 'measured')),
    levels: [{ label: 'zero', y: 0, kind: 'equilibrium' }],
  });
}
