import type { RunRecord } from '../../output/run-record.ts';
import { ACCENT } from '../colour.ts';
import { curve, functionalColumns, functionalTelling, panelRow, speciesRow, tellingCurves } from '../curves.ts';
import type { Panel } from '../figure.ts';
import { formula, html } from '../html.ts';
import { linePanel } from '../line-panel.ts';
import { column, withUnit } from '../series-columns.ts';
import type { Chart } from './chart.ts';

/** H, its distance from equilibrium, and its rate of change where it was measured. */
export const entropy: Chart = {
  name: 'entropy',
  columns: [...functionalColumns('entropy'), 'relative_entropy', 'entropy_rate'],
  draw(record) {
    const rows = [
      ...panelRow([total(record), distance(record), rate(record)]),
      ...speciesRow(record, functionalTelling(record, 'entropy'), 'H', 'Entropy'),
    ];
    if (rows.length === 0) return undefined;
    return {
      title: 'Entropy',
      rows,
      caption: html`${formula('H=\\sum_i\\int f_i\\log f_i\\,dv')} of the computed ${formula('f_i')}. Collisions can
only lower it (H-theorem), towards its value at the common Maxwellians ${formula('\\mu_i')} that have the same densities,
momentum and energy. The relative entropy ${formula('\\sum_i\\int f_i\\log(f_i/\\mu_i)\\,dv')} measures the distance to it.${
        column(record, 'entropy_best')
          ? ' The best estimate is the one without smoothing or noise that the particles allow; its error is a column of the series.'
          : undefined
      }`,
    };
  },
};

function total(record: RunRecord): Panel | undefined {
  const { entropy: level } = record.summary.equilibrium;
  return linePanel({
    heading: html`Entropy ${formula('H')}`,
    description: 'Entropy H of all species against time, with its equilibrium value',
    x: { label: 't' },
    y: { label: withUnit(record, 'H', 'entropy'), scale: 'linear' },
    curves: tellingCurves(record, functionalTelling(record, 'entropy')),
    levels: [{ label: 'equilibrium', y: level, kind: 'equilibrium' }],
  });
}

function distance(record: RunRecord): Panel | undefined {
  return linePanel({
    heading: html`Relative entropy ${formula('H(f\\,|\\,\\mu)')}`,
    description: 'Relative entropy with respect to the equilibrium against time, logarithmic',
    x: { label: 't' },
    y: { label: withUnit(record, 'H(f | μ)', 'relative_entropy'), scale: 'log' },
    curves: curve(record, 'relative_entropy', 'simulation', ACCENT, 'measured'),
  });
}

function rate(record: RunRecord): Panel | undefined {
  return linePanel({
    heading: html`Entropy production ${formula('dH/dt')}`,
    description: 'Rate of change of the entropy against time',
    x: { label: 't' },
    y: { label: withUnit(record, 'dH/dt', 'entropy_rate'), scale: 'linear' },
    curves: curve(record, 'entropy_rate', 'simulation', ACCENT, 'measured'),
    levels: [{ label: 'zero', y: 0, kind: 'equilibrium' }],
  });
}
