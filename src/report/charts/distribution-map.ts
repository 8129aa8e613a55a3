import type { RunRecord } from '../../output/run-record.ts';
import { type FieldHistory, fieldHistories } from '../chosen-snapshots.ts';
import { sequentialMap } from '../colour-map.ts';
import { formula } from '../formula.ts';
import { html } from '../html.ts';
import { latticeMoments } from '../lattice-moments.ts';
import type { Plane } from '../lattice-plane.ts';
import { velocityMaps } from '../velocity-maps.ts';
import type { Chart } from './chart.ts';

const TIMES = 4;

/** A species is drawn in a section of velocity space when its variances along the axes differ by more than this. */
const ISOTROPIC = 0.02;

/** A colour that viridis does not have. */
const CONTRAST = '#ff7ab6';

/** Heights of the contour lines, in parts of the largest value. */
const heights = [0.1, 0.35, 0.6, 0.85];

/** f at several times: the whole of it for d = 2, the section along vx and vz where it is anisotropic for d = 3. */
export const distributionMap: Chart = {
  name: 'distribution-map',
  columns: [],
  draw(record) {
    const flat = record.scenario.dimension === 2;
    const axes = flat ? ([0, 1] as const) : ([0, 2] as const);
    const histories = fieldHistories(record, TIMES).filter((history) => flat || anisotropic(history));
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
      caption: html`Reconstructed ${formula('f_i(t,v)')}${flat ? '' : ' in the plane through the mean velocity'}, between the
nodes interpolated. White lines: 10, 35, 60 and 85 % of the largest value${
        hasExact(record) ? html`; dashed lines: the same of the exact solution` : undefined
      }.`,
    };
  },
};

function levels({ values }: Plane): number[] {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  return heights.map((height) => height * largest);
}

function anisotropic({ states }: FieldHistory): boolean {
  return states.some(({ field }) => {
    const { variance } = latticeMoments(field.lattice, field.values);
    return Math.max(...variance) - Math.min(...variance) > ISOTROPIC * Math.min(...variance);
  });
}

function hasExact(record: RunRecord): boolean {
  return record.snapshots.some(({ species }) => species.some(({ exact }) => exact !== undefined));
}
