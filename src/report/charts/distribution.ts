import { eachNode } from '../../core/lattice.ts';
import type { RunRecord } from '../../output/run-record.ts';
import type { Maxwellian } from '../../physics/equilibrium.ts';
import { divergingMap, sequentialMap } from '../colour.ts';
import { CONTRAST, contourHeights } from '../colour-scales.ts';
import { formula, html } from '../html.ts';
import type { Plane } from '../lattice-plane.ts';
import { fieldHistories, planeAxes, type SpeciesField, smoothedEquilibrium, velocityMaps } from '../velocity-maps.ts';
import type { Chart } from './chart.ts';

/** Number of times drawn per species: for f as many as fit on a page, for differences only a few. */
const TIMES_OF_F = 12;
const TIMES = 4;

/** f at the stored times: the whole plane for d = 2, a section through the mean velocity for d = 3. */
export const distributionMap: Chart = {
  name: 'distribution-map',
  part: 'distributions',
  columns: [],
  draw(record) {
    const flat = record.scenario.dimension === 2;
    const axes = planeAxes(record);
    const histories = fieldHistories(record, TIMES_OF_F);
    if (histories.length === 0) return undefined;
    const rows = histories.map((history) =>
      velocityMaps(history, {
        description: 'Distribution',
        symbol: formula('f'),
        axes,
        values: ({ values }) => values,
        map: sequentialMap,
        contours: (shown, section, { exact }) => [
          { plane: shown, levels: levels(shown), colour: 'white' },
          ...(exact
            ? [{ plane: section(exact), levels: levels(section(exact)), colour: CONTRAST, dashes: '3 3' }]
            : []),
        ],
      }),
    );
    return {
      title: flat ? 'Distributions in velocity space' : 'Sections through the distributions',
      rows,
      caption: html`Reconstructed ${formula('f_i(t,v)')}${flat ? '' : ' in the plane through the mean velocity'}, interpolated
between the nodes. White lines: 10, 35, 60 and 85 % of the largest value${
        hasExact(record) ? html`; dashed lines: the same levels of the exact solution` : undefined
      }.`,
    };
  },
};

function levels({ values }: Plane): number[] {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  return contourHeights.map((height) => height * largest);
}

function hasExact(record: RunRecord): boolean {
  return record.snapshots.some(({ species }) => species.some(({ exact }) => exact !== undefined));
}

/** The reconstruction minus the exact solution, for d = 2. */
export const distributionError: Chart = {
  name: 'distribution-error',
  part: 'distributions',
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
      title: 'Error in velocity space',
      rows,
      caption: html`Reconstructed ${formula('f_i')} minus the exact solution. Smoothing lowers peaks (blue) and fills
hollows (red).`,
    };
  },
};

/** f minus the Maxwellian of the equilibrium, for d = 2. */
export const departure: Chart = {
  name: 'departure',
  part: 'distributions',
  columns: [],
  draw(record) {
    if (record.scenario.dimension !== 2 || record.summary.equilibrium.reached === false) return undefined;
    const rows = fieldHistories(record, TIMES).map((history) =>
      velocityMaps(history, {
        description: 'Distribution minus equilibrium',
        symbol: formula('f-\\mu'),
        axes: [0, 1],
        values: (field) => difference(field, smoothedEquilibrium(record, history, field)),
        map: divergingMap,
      }),
    );
    if (rows.length === 0) return undefined;
    return {
      title: 'Departure from equilibrium',
      rows,
      caption: html`${formula('f_i-\\mu_i')}: red where there are more particles than at equilibrium, blue where there are
fewer. The Maxwellian is smoothed in the same way as ${formula('f_i')}.`,
    };
  },
};

function difference({ lattice, values }: SpeciesField, maxwellian: Maxwellian): Float64Array {
  const out = new Float64Array(values.length);
  eachNode(lattice, (v, node) => {
    out[node] = values[node] - maxwellian.value(v);
  });
  return out;
}
