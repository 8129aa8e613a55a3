import type { RunRecord } from '../../output/run-record.ts';
import { distinctDashes, INK, speciesColour } from '../colour.ts';
import { curve, panelRow } from '../curves.ts';
import type { Panel } from '../figure.ts';
import { formula, html } from '../html.ts';
import { type Curve, type LinePlot, linePanel, sharedPanels } from '../line-panel.ts';
import { plainNumber } from '../number-format.ts';
import { column, largest, timeAxis, times, withUnit } from '../series-columns.ts';
import type { Chart } from './chart.ts';

/** Diagonal components of a temperature tensor that agree to this fraction are drawn as one. */
const ISOTROPIC = 1e-3;

const axes = ['x', 'y', 'z'] as const;
const offDiagonal = ['xy', 'xz', 'yz'] as const;

/** Temperatures of the species, and the components of their tensors if these differ. */
export const temperature: Chart = {
  name: 'temperature',
  part: 'evolution',
  columns: [
    'temperature',
    'temperature_exact',
    ...axes.map((k) => `temperature_${k}${k}`),
    ...offDiagonal.map((pair) => `temperature_${pair}`),
  ],
  draw(record) {
    const tensor = sharedPanels(tensors(record));
    const total = all(record);
    const rows = tensor.length < 3 ? panelRow([total, ...tensor]) : [...panelRow([total]), ...panelRow(tensor)];
    if (rows.length === 0) return undefined;
    return {
      title: 'Temperatures',
      rows,
      caption: html`Temperatures of the species, which collisions bring to the common ${formula('\\theta')}${
        tensor.length > 0 ? '; beside them, the temperatures along the axes if these differ' : undefined
      }. ${formula('T_i=\\frac{m_i}{d\\,n_i}\\int|v-u_i|^2f_i\\,dv')}.`,
    };
  },
};

/** The axis contains at least this relative margin around the common temperature, so that round-off does not look like a trend. */
const AROUND = 0.02;

function all(record: RunRecord): Panel | undefined {
  const { species, equilibrium } = record.summary;
  const holds = [-AROUND, AROUND].map((part) => (1 + part) * equilibrium.temperature);
  return linePanel({
    heading: html`Temperatures ${formula('T_i')}`,
    description: 'Temperature of every species against time, with the common equilibrium temperature',
    x: timeAxis(record),
    y: { label: withUnit(record, 'T', `temperature.${species[0]?.name}`), scale: 'linear', holds },
    curves: species.flatMap(({ name }, index) => [
      ...curve(record, `temperature.${name}`, name, speciesColour(index), 'measured').map((one) => ({
        ...one,
        ...distinctDashes(index),
      })),
      ...curve(record, `temperature_exact.${name}`, 'exact', INK, 'exact'),
    ]),
    levels: [...new Set(states(equilibrium).map(({ temperature }) => temperature))].map((y) => ({
      label: 'θ',
      y,
      kind: 'equilibrium' as const,
    })),
  });
}

function tensors(record: RunRecord): LinePlot[] {
  return record.summary.species.flatMap(({ name }) => {
    const components = axes.flatMap((k) => {
      const y = column(record, `temperature_${k}${k}.${name}`);
      return y ? [{ label: `${k}${k}`, y }] : [];
    });
    const curves = distinct(components).map(
      ({ label, y }, index): Curve => ({
        label,
        x: times(record),
        y,
        colour: INK,
        kind: 'measured',
        ...distinctDashes(index),
      }),
    );
    if (curves.length < 2) return [];
    return {
      heading: html`Tensor ${formula('T_{kk}')} of ${name}`,
      description: `Diagonal components of the temperature tensor of species ${name} against time`,
      x: timeAxis(record),
      y: { label: withUnit(record, 'T', `temperature_xx.${name}`), scale: 'linear' as const },
      curves,
    };
  });
}

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

/** Relative to the slowest thermal speed: a smaller mean velocity is given as a number instead of a curve. */
const AT_REST = 1e-4;

/** Relative to the slowest thermal speed: a smaller mean velocity is the round-off of a symmetric start. */
const ROUND_OFF = 1e-12;

/** Mean velocities of the species, along each axis on which any species drifts. */
export const driftVelocity: Chart = {
  name: 'drift-velocity',
  part: 'evolution',
  columns: axes.flatMap((axis) => [`velocity_${axis}`, `velocity_${axis}_exact`]),
  draw(record) {
    const rows = panelRow(sharedPanels(axes.flatMap((axis, k) => along(record, axis, k))));
    const small = axes.filter((axis) => fastest(record, axis) > ROUND_OFF && fastest(record, axis) <= AT_REST);
    if (rows.length === 0 && small.length === 0) return undefined;
    const most = Math.max(...small.map((axis) => fastest(record, axis)));
    return {
      title: 'Mean velocities',
      rows,
      caption: html`${formula('u_i=\\frac1{n_i}\\int v\\,f_i\\,dv')} and the velocity of the whole mixture, which collisions do
not change.${
        small.length === 0
          ? undefined
          : ` Not drawn: along ${small.join(', ')}, where no mean velocity exceeds ${plainNumber(most, 2)} of the slowest thermal speed.`
      }`,
    };
  },
};

/** The largest mean velocity of any species along an axis, relative to the slowest thermal speed. */
function fastest(record: RunRecord, axis: string): number {
  const { species, equilibrium } = record.summary;
  const slowest = Math.min(
    ...species.map(({ mass }, i) => Math.sqrt((equilibrium.species?.[i] ?? equilibrium).temperature / mass)),
  );
  return Math.max(
    ...species.map(({ name }) => largest(column(record, `velocity_${axis}.${name}`) ?? new Float64Array(1)) / slowest),
  );
}

function along(record: RunRecord, axis: string, k: number): LinePlot[] {
  const { species, equilibrium } = record.summary;
  const curves = species.flatMap(({ name }, index) => [
    ...curve(record, `velocity_${axis}.${name}`, name, speciesColour(index), 'measured').map((one) => ({
      ...one,
      ...distinctDashes(index),
    })),
    ...curve(record, `velocity_${axis}_exact.${name}`, 'exact', INK, 'exact'),
  ]);
  if (!(fastest(record, axis) > AT_REST)) return [];
  return [
    {
      heading: html`Mean velocity ${formula(`u_{i,${axis}}`)}`,
      description: `Mean velocity of every species along ${axis} against time`,
      x: timeAxis(record),
      y: { label: withUnit(record, `u_${axis}`, `velocity_${axis}.${species[0].name}`), scale: 'linear' as const },
      curves,
      levels: [...new Set(states(equilibrium).map(({ velocity }) => velocity[k]))].map((y) => ({
        label: 'equilibrium',
        y,
        kind: 'equilibrium' as const,
      })),
    },
  ];
}

/** The equilibrium of every group of species; empty if the run does not approach one. */
function states(equilibrium: RunRecord['summary']['equilibrium']) {
  return equilibrium.reached === false ? [] : (equilibrium.species ?? [equilibrium]);
}
