import { jackknifeBlocks } from '../analysis/jackknifed.ts';
import { inverseStudent } from '../core/special-functions.ts';
import type { RunRecord } from '../output/run-record.ts';
import { ACCENT, INK, MUTED, speciesColour } from './colour.ts';
import type { Panel, PanelRow } from './figure.ts';
import type { Curve } from './line-panel.ts';
import type { Kind } from './plot-data.ts';
import { column, times } from './series-columns.ts';

/** A column against time; empty if the run lacks it. */
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

/** One row of the defined panels; empty if all are undefined. */
export function panelRow(panels: readonly (Panel | undefined)[], heading?: string): PanelRow[] {
  const present = panels.filter((panel) => panel !== undefined);
  if (present.length === 0) return [];
  const columns = present.length === 1 ? 1 : present.length === 3 || present.length > 4 ? 3 : 2;
  return [{ columns, panels: present, ...(heading === undefined ? {} : { heading }) }];
}

/** The best estimate of H or I, and the half width of its error in every row; NaN where the error is not known. */
interface BestValues {
  readonly y: Float64Array;
  readonly error: Float64Array;
  /** Description of the estimate, which follows "best estimate:". */
  readonly source: string;
}

/**
 * The best estimate of the entropy or the Fisher information of the computed f, for all species or for one. Its error is the sum of
 * the bound of the systematic error and the half width of the 95 % interval of the noise. A run without this estimate has the value
 * corrected for smoothing, or else the value of the computed f, with unknown error.
 */
export function bestValues(
  record: RunRecord,
  functional: 'entropy' | 'fisher',
  species?: string,
): BestValues | undefined {
  const of = (suffix: string) => column(record, `${functional}${suffix}${species === undefined ? '' : `.${species}`}`);
  const best = of('_best');
  if (best === undefined) return unknownError(of('_corrected'), of(''));
  const [systematic, deviation] = [of('_best_error'), of('_best_deviation')];
  // The library of this quantile takes longer to load than most pages take to draw, and most runs have no noise.
  const width = deviation?.some((each) => each > 0) ? inverseStudent(jackknifeBlocks - 1, 0.975) : 0;
  return {
    y: best,
    error: best.map((_, k) => (systematic?.[k] ?? Number.NaN) + width * (deviation?.[k] ?? 0)),
    source: record.summary.best[functional].source,
  };
}

function unknownError(corrected: Float64Array | undefined, raw: Float64Array | undefined): BestValues | undefined {
  const y = corrected ?? raw;
  if (y === undefined) return undefined;
  const what = corrected ? 'corrected for smoothing' : 'of the computed f';
  return { y, error: y.map(() => Number.NaN), source: `${what}; its error is not known` };
}
