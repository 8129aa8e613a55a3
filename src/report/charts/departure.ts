import { eachNode } from '../../core/lattice.ts';
import type { Maxwellian } from '../../physics/maxwellian.ts';
import { fieldHistories, type SpeciesField, smoothedEquilibrium } from '../chosen-snapshots.ts';
import { divergingMap } from '../colour-map.ts';
import { formula } from '../formula.ts';
import { html } from '../html.ts';
import { velocityMaps } from '../velocity-maps.ts';
import type { Chart } from './chart.ts';

const TIMES = 4;

/** What collisions have still to move: f minus the Maxwellian of the equilibrium, for d = 2. */
export const departure: Chart = {
  name: 'departure',
  columns: [],
  draw(record) {
    if (record.scenario.dimension !== 2) return undefined;
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
fewer. The Maxwellian is smoothed as ${formula('f_i')} is.`,
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
