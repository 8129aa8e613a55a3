import type { RunRecord } from '../../output/run-record.ts';
import { panelRow, speciesRow, type Telling, tellingCurves } from '../curves.ts';
import type { Panel } from '../figure.ts';
import { type Content, formula, html } from '../html.ts';
import { linePanel, type Remark } from '../line-panel.ts';
import { plainNumber } from '../number-format.ts';
import { column, times, withUnit } from '../series-columns.ts';
import type { Chart } from './chart.ts';

const telling: Telling = {
  measured: 'fisher',
  corrected: 'fisher_corrected',
  exact: 'fisher_exact',
  floor: 'fisher_floor',
};

const { floor: _, ...withoutFloor } = telling;

/** The mass-weighted Fisher information I, of all species and of each. */
export const fisher: Chart = {
  name: 'fisher',
  columns: ['fisher', 'fisher_corrected', 'fisher_exact', 'fisher_floor'],
  draw(record) {
    const rows = [
      ...panelRow([total(record), excess(record)]),
      ...speciesRow(record, telling, 'I', 'Fisher information'),
    ];
    if (rows.length === 0) return undefined;
    return { title: 'Fisher information', rows, caption: caption(record) };
  },
};

function total(record: RunRecord): Panel | undefined {
  const remark = increaseRemark(record);
  return linePanel({
    heading: html`Fisher information ${formula('I')}`,
    description: 'Mass-weighted Fisher information of all species against time, with its equilibrium value',
    x: { label: 't' },
    y: { label: withUnit(record, 'I', 'fisher'), scale: 'linear' },
    curves: tellingCurves(record, telling),
    levels: [{ label: 'equilibrium', y: record.summary.equilibrium.fisher, kind: 'equilibrium' }],
    ...(remark ? { remark } : {}),
  });
}

/** I / I(mu) - 1 on a logarithmic axis: the last part of the way, which the linear axis does not show. */
function excess(record: RunRecord): Panel | undefined {
  const level = record.summary.equilibrium.fisher;
  return linePanel({
    heading: html`Excess over equilibrium ${formula('I/I(\\mu)-1')}`,
    description: 'Relative excess of the Fisher information over its equilibrium value against time, logarithmic',
    x: { label: 't' },
    y: { label: 'I / I(μ) − 1', scale: 'log' },
    curves: tellingCurves(record, withoutFloor).map((one) => ({
      ...one,
      y: one.y.map((value) => value / level - 1),
    })),
  });
}

/** Where the largest increase between two outputs ended. */
function increaseRemark(record: RunRecord): Remark | undefined {
  const { monotone, increase, time } = record.summary.fisher;
  if (monotone || time === null) return undefined;
  const row = times(record).indexOf(time);
  const value = column(record, 'fisher')?.[row];
  if (value === undefined || !Number.isFinite(value)) return undefined;
  return { x: time, y: value, text: `+${plainNumber(100 * increase, 2)} %` };
}

function caption(record: RunRecord): Content {
  const has = (base: string) =>
    [base, ...record.summary.species.map(({ name }) => `${base}.${name}`)].some((name) => column(record, name));
  return [
    html`${formula('I=\\sum_i\\frac1{m_i}\\int|\\nabla f_i|^2/f_i\\,dv')} of the reconstructed ${formula('f_i')}; at equilibrium
${formula('I(\\mu)=d\\,\\sum_i n_i/\\theta')}. A logarithmic axis leaves out what is not above equilibrium. `,
    has('fisher_corrected')
      ? html`Smoothing by a Gaussian of variance ${formula('\\varepsilon')} lowers it; the corrected value undoes this by
Stam's inequality, exactly for a Maxwellian and as a lower bound otherwise. `
      : undefined,
    has('fisher_floor')
      ? html`Cramér-Rao floor: no distribution of the same density and temperature has less; the smoothed one, which is
hotter, may. `
      : undefined,
    increaseRemark(record)
      ? html`The ring marks where the largest increase between two outputs ended, relative to the first value.`
      : undefined,
  ];
}
