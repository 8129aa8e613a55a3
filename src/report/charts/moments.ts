import type { RunRecord } from '../../output/run-record.ts';
import { INK, speciesColour } from '../colour.ts';
import { curve, panelRow } from '../curves.ts';
import type { Panel } from '../figure.ts';
import { formula, html } from '../html.ts';
import { type Curve, linePanel } from '../line-panel.ts';
import { column, times, withUnit } from '../series-columns.ts';
import type { Chart } from './chart.ts';

/** Diagonal components of a temperature tensor that agree to this part of the temperature are drawn as one. */
const ISOTROPIC = 1e-3;

const axes = ['x', 'y', 'z'] as const;
const offDiagonal = ['xy', 'xz', 'yz'] as const;

/** Temperatures of the species, and the components of their tensors where they differ. */
export const temperature: Chart = {
  name: 'temperature',
  columns: [
    'temperature',
    'temperature_exact',
    ...axes.map((k) => `temperature_${k}${k}`),
    ...offDiagonal.map((pair) => `temperature_${pair}`),
  ],
  draw(record) {
    const rows = panelRow([all(record), ...tensors(record)]);
    if (rows.length === 0) return undefined;
    return {
      title: 'Temperatures',
      rows,
      caption: html`${formula('T_i=\\frac{m_i}{d\\,n_i}\\int|v-u_i|^2f_i\\,dv')} about each species' own mean velocity, and
the temperature that colliding species have in common at equilibrium.`,
    };
  },
};

function all(record: RunRecord): Panel | undefined {
  const { species, equilibrium } = record.summary;
  return linePanel({
    heading: html`Temperatures ${formula('T_i')}`,
    description: 'Temperature of every species against time, with the common equilibrium temperature',
    x: { label: 't' },
    y: { label: withUnit(record, 'T', `temperature.${species[0]?.name}`), scale: 'linear' },
    curves: species.flatMap(({ name }, index) => [
      ...curve(record, `temperature.${name}`, name, speciesColour(index), 'measured'),
      ...curve(record, `temperature_exact.${name}`, 'exact', INK, 'exact'),
    ]),
    levels: [...new Set((equilibrium.species ?? [equilibrium]).map(({ temperature }) => temperature))].map((y) => ({
      label: 'equilibrium',
      y,
      kind: 'equilibrium' as const,
    })),
  });
}

function tensors(record: RunRecord): (Panel | undefined)[] {
  return record.summary.species.map(({ name }) => {
    const components = axes.flatMap((k) => {
      const y = column(record, `temperature_${k}${k}.${name}`);
      return y ? [{ label: `${k}${k}`, y }] : [];
    });
    const curves = distinct(components).map(
      ({ label, y }, index): Curve => ({
        label,
        x: times(record),
        y,
        colour: speciesColour(index + FIRST_COLOUR),
        kind: 'measured',
      }),
    );
    if (curves.length < 2) return undefined;
    return linePanel({
      heading: html`Tensor ${formula('T_{kk}')} of ${name}`,
      description: `Diagonal components of the temperature tensor of species ${name} against time`,
      x: { label: 't' },
      y: { label: withUnit(record, 'T', `temperature_xx.${name}`), scale: 'linear' },
      curves,
    });
  });
}

/** Axes are not species: their colours begin where those of the first species end. */
const FIRST_COLOUR = 2;

interface Component {
  readonly label: string;
  readonly y: Float64Array;
}

/** Components that agree at all times become one, `xx = yy`. */
function distinct(components: readonly Component[]): Component[] {
  const groups: Component[] = [];
  for (const one of components) {
    const same = groups.findIndex((other) => agree(one.y, other.y));
    if (same < 0) groups.push(one);
    else groups[same] = { ...groups[same], label: `${groups[same].label} = ${one.label}` };
  }
  return groups;
}

function agree(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, k) => !(Math.abs(value - b[k]) > ISOTROPIC * Math.abs(value)));
}

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
    levels: [...new Set((equilibrium.species ?? [equilibrium]).map(({ velocity }) => velocity[k]))].map((y) => ({
      label: 'equilibrium',
      y,
      kind: 'equilibrium' as const,
    })),
  });
}
