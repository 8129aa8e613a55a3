import { distinctDashes, INK, speciesColour } from '../colour.ts';
import { curve, panelRow } from '../curves.ts';
import { formula, html } from '../html.ts';
import { type Curve, linePanel } from '../line-panel.ts';
import { formatNumber } from '../number-format.ts';
import { baseOf, column, headingOf, largest, relativeRound, timeAxis, times, withUnit } from '../series-columns.ts';
import type { Chart } from './chart.ts';

const PREFIX = 'weak_residual';

/** Distance of the measured exchange from the pair averages, which need no score. */
export const weakResidual: Chart = {
  name: 'weak-residual',
  part: 'diagnostics',
  columns: [`${PREFIX}*`],
  draw(record) {
    const all = record.series.quantities
      .map(({ name }) => name)
      .filter((name) => name.startsWith(PREFIX) && column(record, name));
    if (all.length === 0) return undefined;
    const names = all.filter((name) => largest(column(record, name)!) > relativeRound);
    const bases = [...new Set(names.map(baseOf))];
    const { species } = record.summary;
    const rows = panelRow(
      bases.map((base) =>
        linePanel({
          heading: headingOf(record, base),
          description: `${headingOf(record, base)}: difference between the rate of the method and the pair average against time, logarithmic`,
          x: timeAxis(record),
          y: { label: withUnit(record, '|residual|', base), scale: 'log' },
          curves: species.flatMap(({ name }, index) => {
            const values = names.includes(`${base}.${name}`) ? column(record, `${base}.${name}`) : undefined;
            if (values === undefined) return [];
            const y = values.map((value) => (Math.abs(value) > relativeRound ? Math.abs(value) : Number.NaN));
            const curve = { label: name, x: times(record), y, colour: speciesColour(index), kind: 'measured' as const };
            return [{ ...curve, ...distinctDashes(index) }];
          }),
        }),
      ),
    );
    const zero = [...new Set(all.filter((name) => !names.includes(name)).map(baseOf))].filter(
      (base) => !bases.includes(base),
    );
    return {
      title: 'Weak-form residual',
      rows,
      caption: html`Difference between the method's rates of momentum and pressure and averages over pairs of particles, relative
to the friction. The averages need no score, so this shows the effect of the score's error without an exact solution.${
        zero.length === 0
          ? undefined
          : ` Zero to round-off: ${zero.map((base) => headingOf(record, base).toLowerCase()).join(', ')}.`
      }`,
    };
  },
};

const norms = [
  { base: 'error_l1', words: 'L1', norm: 'L^1' },
  { base: 'error_l2', words: 'L2', norm: 'L^2' },
  { base: 'error_linf', words: 'maximum', norm: 'L^\\infty' },
] as const;

/** Norms of the difference between the reconstructed and the exact solution. */
export const reconstructionError: Chart = {
  name: 'reconstruction-error',
  part: 'accuracy',
  columns: norms.map(({ base }) => base),
  draw(record) {
    const { species, exact } = record.summary;
    const rows = panelRow(
      norms.map(({ base, words, norm }) =>
        linePanel({
          heading: html`Error in ${formula(norm)}`,
          description: `Error of every species in the ${words} norm against time, logarithmic`,
          x: timeAxis(record),
          y: { label: withUnit(record, 'error', `${base}.${species[0]?.name}`), scale: 'log' },
          curves: species.flatMap(({ name }, index) =>
            curve(record, `${base}.${name}`, name, speciesColour(index), 'measured').map((one) => ({
              ...one,
              ...distinctDashes(index),
            })),
          ),
        }),
      ),
    );
    if (rows.length === 0) return undefined;
    return {
      title: 'Error against the exact solution',
      rows,
      caption: html`Norms of the difference between the reconstructed ${formula('f_i')} and ${exact?.name ?? 'the exact solution'}
on the nodes of the reconstruction.`,
    };
  },
};

/** Drifts below this are round-off of sums over the particles, and are given as a number instead of a curve. */
const ROUND_OFF = 1e-12;

/** |relative drift| of momentum, energy and density: the largest as numbers, and curves for drifts above round-off. */
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
    const texts = drifts.map(({ label, worst }) => html`${label} ${worst === 0 ? '0' : formatNumber(worst, 2)}`);
    return {
      title: 'Conservation',
      rows: panel === undefined ? [] : [{ columns: 1, panels: [panel] }],
      caption: html`Largest relative drift since the start: ${texts.map((text, k) => [k === 0 ? '' : ', ', text])}. ${
        panel === undefined
          ? html`All are below ${formatNumber(ROUND_OFF)}: zero to round-off.`
          : html`A drift below ${formatNumber(ROUND_OFF)} is zero to round-off and has no curve.`
      }`,
    };
  },
};
