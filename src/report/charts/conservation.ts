import { distinctDashes, INK } from '../colour.ts';
import { html } from '../html.ts';
import { type Curve, linePanel } from '../line-panel.ts';
import { formatNumber } from '../number-format.ts';
import { column, largest, timeAxis, times } from '../series-columns.ts';
import type { Chart } from './chart.ts';

/** Drifts below this are round-off of sums over the particles: they are told as a number, not drawn as a curve. */
const ROUND_OFF = 1e-12;

/** |relative drift| of momentum, energy and density: the largest as numbers, and as curves where they are more than round-off. */
export const conservation: Chart = {
  name: 'conservation',
  part: 'diagnostics',
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
    const drifts = ['momentum', 'energy', 'density'].flatMap((label) => {
      const values = column(record, `${label}_drift`);
      return values ? [{ label, values, worst: largest(values) }] : [];
    });
    if (drifts.length === 0) return undefined;
    const curves = drifts
      .filter(({ worst }) => worst > ROUND_OFF)
      .map(
        ({ label, values }, k): Curve => ({
          label,
          x: times(record),
          y: values.map(Math.abs),
          colour: INK,
          kind: 'measured',
          ...distinctDashes(k),
        }),
      );
    const panel = linePanel({
      description: `Relative drift of ${curves.map(({ label }) => label).join(' and ')} against time, logarithmic`,
      x: timeAxis(record),
      y: { label: 'relative drift', scale: 'log' },
      curves,
    });
    const told = drifts.map(({ label, worst }) => html`${label} ${worst === 0 ? '0' : formatNumber(worst, 2)}`);
    return {
      title: 'Conservation',
      rows: panel === undefined ? [] : [{ columns: 1, panels: [panel] }],
      caption: html`Largest relative drift since the start: ${told.map((text, k) => [k === 0 ? '' : ', ', text])}. ${
        panel === undefined
          ? html`All are below ${formatNumber(ROUND_OFF)}: zero to round-off.`
          : html`A drift below ${formatNumber(ROUND_OFF)} is zero to round-off and has no curve.`
      }`,
    };
  },
};
