import { speciesColour } from '../colour.ts';
import { curve, panelRow } from '../curves.ts';
import { formula, html } from '../html.ts';
import { linePanel } from '../line-panel.ts';
import { baseOf, column, headingOf, labelOf, times, withUnit } from '../series-columns.ts';
import type { Chart } from './chart.ts';

const PREFIX = 'weak_residual';

/** How far the measured exchange is from the pair averages that need no score. */
export const weakResidual: Chart = {
  name: 'weak-residual',
  columns: [`${PREFIX}*`],
  draw(record) {
    const names = record.series.quantities
      .map(({ name }) => name)
      .filter((name) => name.startsWith(PREFIX) && column(record, name));
    const bases = [...new Set(names.map(baseOf))];
    const rows = panelRow(
      bases.map((base) => {
        const own = names.filter((name) => baseOf(name) === base);
        return linePanel({
          heading: headingOf(base),
          description: 'Difference between the rate of the method and the pair average against time, logarithmic',
          x: { label: 't' },
          y: { label: withUnit(record, '|residual|', own[0]), scale: 'log' },
          curves: own.map((name, k) => ({
            label: labelOf(record, name),
            x: times(record),
            y: column(record, name)!.map(Math.abs),
            colour: speciesColour(k),
            kind: 'measured',
          })),
        });
      }),
    );
    if (rows.length === 0) return undefined;
    return {
      title: 'Weak-form residual',
      rows,
      caption: html`The rates at which momentum and pressure change follow from averages over pairs of particles alone,
without the score. Their difference to the rates of the method is the price of the score's error, known without an exact
solution.`,
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
  columns: norms.map(({ base }) => base),
  draw(record) {
    const { species, exact } = record.summary;
    const rows = panelRow(
      norms.map(({ base, words, norm }) =>
        linePanel({
          heading: html`Error in ${formula(norm)}`,
          description: `Error of every species in the ${words} norm against time, logarithmic`,
          x: { label: 't' },
          y: { label: withUnit(record, 'error', `${base}.${species[0]?.name}`), scale: 'log' },
          curves: species.flatMap(({ name }, index) =>
            curve(record, `${base}.${name}`, name, speciesColour(index), 'measured'),
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
