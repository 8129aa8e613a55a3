import type { RunRecord } from '../../output/run-record.ts';
import { functionalColumns, functionalTelling, panelRow, speciesRow, tellingCurves } from '../curves.ts';
import type { Panel } from '../figure.ts';
import { type Content, formula, html } from '../html.ts';
import { linePanel, type Remark } from '../line-panel.ts';
import { plainNumber } from '../number-format.ts';
import { column, times, withUnit } from '../series-columns.ts';
import type { Chart } from './chart.ts';

/** The mass-weighted Fisher information I, of all species and of each. */
export const fisher: Chart = {
  name: 'fisher',
  columns: [...functionalColumns('fisher'), 'fisher_floor'],
  draw(record) {
    const rows = [
      ...panelRow([total(record), excess(record)]),
      ...speciesRow(record, functionalTelling(record, 'fisher', 'fisher_floor'), 'I', 'Fisher information'),
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
    curves: tellingCurves(record, functionalTelling(record, 'fisher', 'fisher_floor')),
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
    curves: tellingCurves(record, functionalTelling(record, 'fisher')).map((one) => ({
      ...one,
      y: one.y.map((value) => value / level - 1),
    })),
  });
}

/** Where an increase beyond the error ended. */
function increaseRemark(record: RunRecord): Remark | undefined {
  const { answer, rise, to } = record.summary.fisher;
  if (answer !== 'increases' || rise === null || to === null) return undefined;
  const value = column(record, 'fisher_best')?.[times(record).indexOf(to)];
  if (value === undefined || !Number.isFinite(value)) return undefined;
  return { x: to, y: value, text: `+${plainNumber(rise, 2)}` };
}

function caption(record: RunRecord): Content {
  const has = (base: string) =>
    [base, ...record.summary.species.map(({ name }) => `${base}.${name}`)].some((name) => column(record, name));
  return [
    html`${formula('I=\\sum_i\\frac1{m_i}\\int|\\nabla f_i|^2/f_i\\,dv')} of the computed ${formula('f_i')}; at equilibrium
${formula('I(\\mu)=d\\,\\sum_i n_i/\\theta')}. A logarithmic axis leaves out what is not above equilibrium. `,
    has('fisher_best')
      ? html`Smoothing by a Gaussian of variance ${formula('\\varepsilon')} lowers it, noise raises it; the best estimate is the one without
either that the particles allow, and its error is a column of the series. `
      : undefined,
    has('fisher_floor')
      ? html`Cramér-Rao floor: no distribution of the same density and temperature has less; the smoothed one, which is
hotter, may. `
      : undefined,
    increaseRemark(record) ? html`The ring marks where the increase beyond the error ended.` : undefined,
  ];
}
