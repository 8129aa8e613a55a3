import type { RunRecord } from '../output/run-record.ts';
import { ACCENT, INK, type Kind, MUTED, speciesColour } from './colour.ts';
import type { Panel, PanelRow } from './figure.ts';
import { type Curve, linePanel } from './line-panel.ts';
import { column, times, withUnit } from './series-columns.ts';

/** A column against time; no curve when the run does not have it. */
export function curve(record: RunRecord, name: string, label: string, colour: string, kind: Kind): Curve[] {
  const y = column(record, name);
  return y ? [{ label, x: times(record), y, colour, kind }] : [];
}

/** The columns in which one quantity is told: as it was measured, and what it can be compared with. */
export interface Telling {
  readonly measured: string;
  readonly corrected?: string;
  /** f~ itself, where `measured` is a better estimate. */
  readonly reconstructed?: string;
  readonly exact?: string;
  readonly floor?: string;
}

/** The curves of one quantity, of all species together or, with `species`, of one alone. */
export function tellingCurves(record: RunRecord, telling: Telling, species?: { name: string; index: number }): Curve[] {
  const colour = species ? speciesColour(species.index) : ACCENT;
  const told = (base: string | undefined, label: string, ink: string, kind: Kind) =>
    base === undefined ? [] : curve(record, species ? `${base}.${species.name}` : base, label, ink, kind);
  return [
    ...told(telling.measured, 'simulation', colour, 'measured'),
    ...told(telling.corrected, 'simulation, corrected for smoothing', colour, 'corrected'),
    ...told(telling.reconstructed, 'of the reconstructed f, smoothed', colour, 'corrected'),
    ...told(telling.floor, 'Cramér-Rao floor', MUTED, 'floor'),
    ...told(telling.exact, 'exact', INK, 'exact'),
  ];
}

/** One panel for each species of a mixture; nothing for a single species, which is the whole already. */
export function speciesRow(record: RunRecord, telling: Telling, symbol: string, words: string): PanelRow[] {
  const { species } = record.summary;
  if (species.length < 2) return [];
  const panels = species.flatMap(({ name }, index) => {
    const panel = linePanel({
      heading: name,
      description: `${words} of species ${name} against time`,
      x: { label: 't' },
      y: { label: withUnit(record, symbol, `${telling.measured}.${name}`), scale: 'linear' },
      curves: tellingCurves(record, telling, { name, index }),
    });
    return panel ? [panel] : [];
  });
  return panelRow(panels, 'By species');
}

/** A row of the panels that there are; no row when there are none. */
export function panelRow(panels: readonly (Panel | undefined)[], heading?: string): PanelRow[] {
  const present = panels.filter((panel) => panel !== undefined);
  if (present.length === 0) return [];
  const columns = present.length === 1 ? 1 : present.length === 3 || present.length > 4 ? 3 : 2;
  return [{ columns, panels: present, ...(heading === undefined ? {} : { heading }) }];
}

/** How H or I is told: by the best estimate beside the reconstructed one where that differs, or in older runs by what they have. */
export function functionalTelling(record: RunRecord, name: 'entropy' | 'fisher', floor?: string): Telling {
  const exact = { exact: `${name}_exact`, ...(floor === undefined ? {} : { floor }) };
  const [best, raw] = [column(record, `${name}_best`), column(record, name)];
  if (best === undefined) return { measured: name, corrected: `${name}_corrected`, ...exact };
  const same = raw === undefined || raw.every((value, k) => value === best[k]);
  return { measured: `${name}_best`, ...(same ? {} : { reconstructed: name }), ...exact };
}

/** The columns of which such a telling may take some. */
export function functionalColumns(name: 'entropy' | 'fisher'): readonly string[] {
  return ['', '_corrected', '_exact', '_best', '_best_error', '_best_deviation'].map((suffix) => `${name}${suffix}`);
}
