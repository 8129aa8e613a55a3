import { curve, panelRow } from '../curves.ts';
import { formula } from '../formula.ts';
import { html } from '../html.ts';
import { linePanel } from '../line-panel.ts';
import { speciesColour } from '../palette.ts';
import { withUnit } from '../series-columns.ts';
import type { Chart } from './chart.ts';

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
