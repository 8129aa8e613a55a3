import type { RunRecord } from '../../output/run-record.ts';
import { distinctDashes, INK } from '../colour.ts';
import { curve, panelRow } from '../curves.ts';
import { html } from '../html.ts';
import { type LinePlot, sharedPanels } from '../line-panel.ts';
import { plainNumber } from '../number-format.ts';
import {
  baseOf,
  column,
  columnsOf,
  exchangeRound,
  headingOf,
  largest,
  negligibleExchange,
  timeAxis,
  withUnit,
} from '../series-columns.ts';
import type { Chart } from './chart.ts';

const bases = ['energy_exchange', 'momentum_exchange_x', 'momentum_exchange_y', 'momentum_exchange_z'] as const;

/** Energy and momentum exchanged between the species per unit time. */
export const exchange: Chart = {
  name: 'exchange',
  part: 'evolution',
  columns: bases,
  draw(record) {
    const names = columnsOf(record, new Set(bases));
    if (names.length === 0) return undefined;
    const zero = (name: string) => largest(column(record, name)!) <= exchangeRound(record, baseOf(name));
    const drawn = names.filter((name) => !zero(name));
    const plots = bases.flatMap((base) => plot(record, base, drawn));
    const rows = [
      ...panelRow(sharedPanels(plots.filter(({ base }) => base === 'energy_exchange'))),
      ...panelRow(sharedPanels(plots.filter(({ base }) => base !== 'energy_exchange'))),
    ];
    const flat = [...new Set(names.filter(zero).map(baseOf))].filter((base) => !drawn.map(baseOf).includes(base));
    const most = Math.max(0, ...names.filter(zero).map((name) => largest(column(record, name)!)));
    return {
      title: 'Exchange between species',
      rows: rows.length === 2 && rows[0].panels.length + rows[1].panels.length < 4 ? [joined(rows)] : rows,
      caption: html`Gain of the first species from the second per unit time; the second loses the same amount.${
        flat.length === 0
          ? undefined
          : ` Not drawn, because it moves less than ${plainNumber(negligibleExchange)} of the energy or momentum over the whole run (rates up to ${plainNumber(most, 2)}): ${flat.map((base) => headingOf(record, base).toLowerCase()).join(', ')}.`
      }`,
    };
  },
};

function joined(rows: ReturnType<typeof panelRow>) {
  return panelRow(rows.flatMap(({ panels }) => panels))[0];
}

function plot(record: RunRecord, base: string, names: readonly string[]): (LinePlot & { readonly base: string })[] {
  const own = names.filter((name) => baseOf(name) === base);
  if (own.length === 0) return [];
  return [
    {
      base,
      heading: headingOf(record, base),
      description: `${headingOf(record, base)} between species against time`,
      x: timeAxis(record),
      y: { label: withUnit(record, 'rate', own[0]), scale: 'linear' },
      curves: own.flatMap((name, k) =>
        curve(record, name, name.split('.').slice(1).join(' from '), INK, 'measured').map((one) => ({
          ...one,
          ...distinctDashes(k),
        })),
      ),
      levels: [{ label: 'zero', y: 0, kind: 'equilibrium' }],
    },
  ];
}
