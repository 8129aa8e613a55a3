import type { RunRecord } from '../../output/run-record.ts';
import { curve, panelRow } from '../curves.ts';
import type { Panel } from '../figure.ts';
import { formula } from '../formula.ts';
import { html } from '../html.ts';
import { linePanel } from '../line-panel.ts';
import { INK, speciesColour } from '../palette.ts';
import { withUnit } from '../series-columns.ts';
import type { Chart } from './chart.ts';

const axes = ['x', 'y', 'z'] as const;

/** Parts of the thermal speed below which a mean velocity is no drift but the round-off of a symmetric start. */
const AT_REST = 1e-6;

/** Mean velocities of the species, along each axis on which any of them drifts. */
export const driftVelocity: Chart = {
  name: 'drift-velocity',
  columns: axes.flatMap((axis) => [`velocity_${axis}`, `velocity_${axis}_exact`]),
  draw(record) {
    const rows = panelRow(axes.map((axis, k) => along(record, axis, k)));
    if (rows.length === 0) return undefined;
    return {
      title: 'Mean velocities',
      rows,
      caption: html`${formula('u_i=\\frac1{n_i}\\int v\\,f_i\\,dv')}, and the velocity of the whole, which collisions do
not change.`,
    };
  },
};

function along(record: RunRecord, axis: string, k: number): Panel | undefined {
  const { species, equilibrium } = record.summary;
  const curves = species.flatMap(({ name }, index) => [
    ...curve(record, `velocity_${axis}.${name}`, name, speciesColour(index), 'measured'),
    ...curve(record, `velocity_${axis}_exact.${name}`, 'exact', INK, 'exact'),
  ]);
  const slowest = Math.min(...species.map(({ mass }) => Math.sqrt(equilibrium.temperature / mass)));
  if (!curves.some(({ y }) => y.some((value) => Math.abs(value) > AT_REST * slowest))) return undefined;
  return linePanel({
    heading: html`Mean velocity ${formula(`u_{i,${axis}}`)}`,
    description: `Mean velocity of every species along ${axis} against time`,
    x: { label: 't' },
    y: { label: withUnit(record, `u_${axis}`, `velocity_${axis}.${species[0].name}`), scale: 'linear' },
    curves,
    levels: [{ label: 'equilibrium', y: equilibrium.velocity[k], kind: 'equilibrium' }],
  });
}
