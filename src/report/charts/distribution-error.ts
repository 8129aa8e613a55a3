import { fieldHistories } from '../chosen-snapshots.ts';
import { divergingMap } from '../colour-map.ts';
import { formula } from '../formula.ts';
import { html } from '../html.ts';
import { velocityMaps } from '../velocity-maps.ts';
import type { Chart } from './chart.ts';

const TIMES = 4;

/** Where the reconstruction misses the exact solution, for d = 2. */
export const distributionError: Chart = {
  name: 'distribution-error',
  columns: [],
  draw(record) {
    if (record.scenario.dimension !== 2) return undefined;
    const rows = fieldHistories(record, TIMES).flatMap((history) => {
      const states = history.states.filter(({ field }) => field.exact !== undefined);
      if (states.length === 0) return [];
      return velocityMaps(
        { ...history, states },
        {
          description: 'Error of the distribution',
          symbol: formula('f-f^{\\mathrm{exact}}'),
          axes: [0, 1],
          values: ({ values, exact }) => values.map((value, node) => value - exact![node]),
          map: divergingMap,
        },
      );
    });
    if (rows.length === 0) return undefined;
    return {
      title: 'Where the error is',
      rows,
      caption: html`Reconstructed ${formula('f_i')} minus the exact solution. Smoothing lowers peaks (blue) and fills
hollows (red).`,
    };
  },
};
