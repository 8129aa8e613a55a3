import type { RunRecord } from '../output/run-record.ts';
import { ACCENT, INK, MUTED, speciesColour } from './colour.ts';
import { type BestValues, bestValues } from './estimates.ts';
import type { Panel, PanelRow } from './figure.ts';
import type { Curve } from './line-panel.ts';
import type { Kind } from './plot-data.ts';
import { column, times } from './series-columns.ts';

/** A column against time; no curve when the run does not have it. */
export function curve(record: RunRecord, name: string, label: string, colour: string, kind: Kind): Curve[] {
  const y = column(record, name);
  return y ? [{ label, x: times(record), y, colour, kind }] : [];
}

/** The best estimate of H or I with its error as a band, the exact solution and the floor. */
export function functionalCurves(
  record: RunRecord,
  functional: 'entropy' | 'fisher',
  species?: { readonly name: string; readonly index: number },
): Curve[] {
  const best = bestValues(record, functional, species?.name);
  const suffix = species === undefined ? '' : `.${species.name}`;
  const colour = species ? speciesColour(species.index) : ACCENT;
  return [
    ...(best === undefined ? [] : [bestCurve(times(record), best, 'best estimate', colour)]),
    ...(functional === 'fisher' ? curve(record, `fisher_floor${suffix}`, 'floor', MUTED, 'floor') : []),
    ...curve(record, `${functional}_exact${suffix}`, 'exact', INK, 'exact'),
  ];
}

function bestCurve(x: Float64Array, { y, error }: BestValues, label: string, colour: string): Curve {
  const known = error.some(Number.isFinite);
  return {
    label,
    x,
    y,
    colour,
    kind: 'measured',
    ...(known ? { lower: y.map((value, k) => value - error[k]), upper: y.map((value, k) => value + error[k]) } : {}),
  };
}

/** A row of the panels that there are; no row when there are none. */
export function panelRow(panels: readonly (Panel | undefined)[], heading?: string): PanelRow[] {
  const present = panels.filter((panel) => panel !== undefined);
  if (present.length === 0) return [];
  const columns = present.length === 1 ? 1 : present.length === 3 || present.length > 4 ? 3 : 2;
  return [{ columns, panels: present, ...(heading === undefined ? {} : { heading }) }];
}
