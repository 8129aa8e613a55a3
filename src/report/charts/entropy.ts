import type { RunRecord } from '../../output/run-record.ts';
import { ACCENT } from '../colour.ts';
import { curve, panelRow, speciesRow, type Telling, tellingCurves } from '../curves.ts';
import type { Panel } from '../figure.ts';
import { formula, html } from '../html.ts';
import { linePanel } from '../line-panel.ts';
import { column, withUnit } from '../series-columns.ts';
import type { Chart } from './chart.ts';

const telling: Telling = { measured: 'entropy', corrected: 'entropy_corrected', exact: 'entropy_exact' };

/** H, its distance from equilibrium, and its rate of change where it was measured. */
export const entropy: Chart = {
  name: 'entropy',
  columns: ['entropy', 'entropy_corrected', 'entropy_exact', 'relative_entropy', 'entropy_rate'],
  draw(record) {
    const rows = [
      ...panelRow([total(record), distance(record), rate(record)]),
      ...speciesRow(record, telling, 'H', 'Entropy'),
    ];
    if (rows.length === 0) return undefined;
    return {
      title: 'Entropy',
      rows,
      caption: html`${formula('H=\\sum_i\\int f_i\\log f_i\\,dv')} of the reconstructed ${formula('f_i')}. Collisions can
only lower it (H-theorem), towards its value at the common Maxwellians ${formula('\\mu_i')} that have the same densities,
momentum and energy. What is left to go is the relative entropy ${formula('\\sum_i\\int f_i\\log(f_i/\\mu_i)\\,dv')}.${
        column(record, 'entropy_corrected')
          ? ` Smoothing lowers H as well; the corrected value adds what Stam's inequality says was lost at least.`
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
    curves: tellingCurves(record, telling),
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
