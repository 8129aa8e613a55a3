import type { RunRecord } from '../../output/run-record.ts';
import { ACCENT, distinctDashes, INK } from '../colour.ts';
import { curve, panelRow } from '../curves.ts';
import type { Panel } from '../figure.ts';
import { formula, html } from '../html.ts';
import { type Curve, type LinePlot, linePanel, sharedPanels } from '../line-panel.ts';
import { column, columnsOf, timeAxis, times, withUnit } from '../series-columns.ts';
import type { Chart } from './chart.ts';

const BASE = 'fisher_dissipation';

/** The terms of dI/dt with their signs, in the order of their dashes. */
const terms = [
  { part: 'parallel', label: '− parallel', sign: -1 },
  { part: 'radial', label: '− radial', sign: -1 },
  { part: 'spherical', label: '− spherical', sign: -1 },
  { part: 'remainder', label: '+ remainder', sign: 1 },
  { part: 'contact', label: '+ contact', sign: 1 },
] as const;

/** dI/dt of the particles compared with dI/dt of the Landau system, and its parts pair by pair. */
export const fisherBudget: Chart = {
  name: 'fisher-budget',
  part: 'evolution',
  columns: [
    'fisher_rate',
    'fisher_rate_extrapolated',
    'fisher_rate_lemma',
    'fisher_rate_lemma_error',
    'fisher_rate_exact',
    BASE,
  ],
  draw(record) {
    const rows = [
      ...panelRow([rate(record), closing(record)]),
      ...panelRow(sharedPanels(pairPlots(record)), 'By pairs of species'),
    ];
    if (rows.length === 0) return undefined;
    return {
      title: 'Budget of the Fisher information',
      rows,
      caption: column(record, 'fisher_rate_lemma') === undefined ? ofOwnDensity() : ofParticles(),
    };
  },
};

function ofParticles() {
  return html`${formula('dI/dt')} of the reconstructed ${formula('f_i')} as the particles move, and ${formula('dI/dt')} of the Landau
system at the same ${formula('f_i')} by Lemma 2.1, with a band of one standard deviation of its random pairs.
Their difference is the effect of smoothing on the dynamics. By pairs, summed over both orders of two species: the terms
of Proposition 3.1 with their signs, where they exist, and Lemma 2.1, which is their sum.`;
}

function ofOwnDensity() {
  return html`${formula('dI/dt')} of the computed ${formula('f_i')} by Lemma 2.1, integrated on its elements. By pairs, summed
over both orders of two species: the terms of Proposition 3.1 with their signs, by quadrature over pairs of velocities where they
exist, and Lemma 2.1, which is their sum.`;
}

function rate(record: RunRecord): Panel | undefined {
  return linePanel({
    heading: html`Rate of change ${formula('dI/dt')}`,
    description: 'Rate of change of the Fisher information against time, measured and by Lemma 2.1',
    x: timeAxis(record),
    y: { label: withUnit(record, 'dI/dt', 'fisher_rate_lemma'), scale: 'linear' },
    curves: [
      ...curve(record, 'fisher_rate', 'simulation', ACCENT, 'measured'),
      ...curve(record, 'fisher_rate_extrapolated', 'of extrapolated I', ACCENT, 'corrected'),
      ...curve(record, 'fisher_rate_lemma', 'Lemma 2.1', INK, 'corrected').map((one) => ({
        ...one,
        ...band(record, one.y),
      })),
      ...curve(record, 'fisher_rate_exact', 'exact', INK, 'exact'),
    ],
    levels: [{ label: 'zero', y: 0, kind: 'equilibrium' }],
  });
}

function closing(record: RunRecord): Panel | undefined {
  const [measured, lemma] = [column(record, 'fisher_rate'), column(record, 'fisher_rate_lemma')];
  if (measured === undefined || lemma === undefined) return undefined;
  const difference = measured.map((value, k) => value - lemma[k]);
  return linePanel({
    heading: html`Simulation ${formula('-')} Lemma 2.1`,
    description: 'Difference between the measured rate of change of the Fisher information and Lemma 2.1 against time',
    x: timeAxis(record),
    y: { label: withUnit(record, 'difference', 'fisher_rate_lemma'), scale: 'linear' },
    curves: [
      {
        label: 'difference',
        x: times(record),
        y: difference,
        colour: ACCENT,
        kind: 'measured',
        ...band(record, difference),
      },
    ],
    levels: [{ label: 'zero', y: 0, kind: 'equilibrium' }],
  });
}

/** One standard deviation above and below the curve. */
function band(record: RunRecord, middle: Float64Array): Pick<Curve, 'lower' | 'upper'> {
  const error = column(record, 'fisher_rate_lemma_error');
  if (error === undefined) return {};
  return { lower: middle.map((value, k) => value - error[k]), upper: middle.map((value, k) => value + error[k]) };
}

/** A panel for each pair of species, in order of first appearance. */
function pairPlots(record: RunRecord): LinePlot[] {
  const pairs = columnsOf(record, new Set([BASE]))
    .filter((name) => name.endsWith('.lemma'))
    .map((name) => name.split('.').slice(1, 3));
  const unordered = new Map(pairs.toReversed().map(([a, b]) => [[a, b].sort().join('.'), [a, b] as const]));
  return [...unordered.values()].toReversed().map(([a, b]) => pairPlot(record, a, b));
}

function pairPlot(record: RunRecord, a: string, b: string): LinePlot {
  return {
    heading: a === b ? `${a} with itself` : `${a} with ${b}`,
    description: `The parts of the rate of change of the Fisher information by collisions of ${a} with ${b} against time`,
    x: timeAxis(record),
    y: { label: withUnit(record, 'dI/dt', 'fisher_rate_lemma'), scale: 'linear' },
    curves: [
      ...bothOrders(record, 'lemma', a, b, 'Lemma 2.1', 1, ACCENT, 'measured'),
      ...terms.flatMap(({ part, label, sign }, k) =>
        bothOrders(record, part, a, b, label, sign, INK, 'measured').map((one) => ({
          ...one,
          ...distinctDashes(k + 1),
        })),
      ),
    ],
    levels: [{ label: 'zero', y: 0, kind: 'equilibrium' }],
  };
}

/** sign times the sum of the part over the pair and its reverse; no curve if this is 0 everywhere. */
function bothOrders(
  record: RunRecord,
  part: string,
  a: string,
  b: string,
  label: string,
  sign: 1 | -1,
  colour: string,
  kind: Curve['kind'],
): Curve[] {
  const own = column(record, `${BASE}.${a}.${b}.${part}`);
  const back = a === b ? new Float64Array(own?.length ?? 0) : column(record, `${BASE}.${b}.${a}.${part}`);
  if (own === undefined || back === undefined) return [];
  const y = own.map((value, k) => sign * (value + back[k]));
  return y.some((value) => Math.abs(value) > 0) ? [{ label, x: times(record), y, colour, kind }] : [];
}
