import { speciesColour } from '../colour.ts';
import { html } from '../html.ts';
import { type Curve, linePanel } from '../line-panel.ts';
import { formatNumber } from '../number-format.ts';
import { column, largest, times } from '../series-columns.ts';
import type { Chart } from './chart.ts';

/** Drifts below this are round-off of sums: there is nothing to draw. */
const ROUND_OFF = 1e-12;

/** Below round-off: what is smaller is drawn as zero. */
const FLOOR = 1e-17;

/** |relative drift| of momentum and energy. */
export const conservation: Chart = {
  name: 'conservation',
  columns: [
    'momentum_drift',
    'energy_drift',
    'density_drift',
    'momentum_x',
    'momentum_y',
    'momentum_z',
    'energy',
    'density',
  ],
  draw(record) {
    const drifts = [
      { label: 'momentum', name: 'momentum_drift' },
      { label: 'energy', name: 'energy_drift' },
      { label: 'density', name: 'density_drift' },
    ].flatMap(({ label, name }, k) => {
      const values = column(record, name);
      return values ? [{ label, values, colour: speciesColour(k) }] : [];
    });
    if (drifts.every(({ values }) => largest(values) < ROUND_OFF)) return undefined;
    const curves: Curve[] = drifts.map(({ label, values, colour }) => ({
      label,
      x: times(record),
      y: values.map(Math.abs),
      colour,
      kind: 'measured',
    }));
    const panel = linePanel({
      description: `Relative drift of ${drifts.map(({ label }) => label).join(' and ')} against time, logarithmic`,
      x: { label: 't' },
      y: { label: 'relative drift', scale: 'log', floor: FLOOR },
      curves,
    });
    if (panel === undefined) return undefined;
    const worst = drifts.map(({ label, values }) => html` of ${label} ${formatNumber(largest(values), 2)}`);
    return {
      title: 'Conservation',
      rows: [{ columns: 1, panels: [panel] }],
      caption: html`What has been gained or lost since the start, relative to its scale; less than ${formatNumber(FLOOR)} is drawn as 0. Round-off of a single number
is about ${formatNumber(2 ** -53, 2)}. Largest drift${worst.map((text, k) => [k === 0 ? '' : ',', text])}.`,
    };
  },
};
