import type { Axis } from './axis.ts';
import { MUTED } from './colour.ts';
import type { Curve, Level, LinePlot } from './line-panel.ts';
import type { AxisData, CurveData, NoteData, PanelData } from './plot-data.ts';
import type { Frame } from './svg.ts';

/** Limit of the rows in the data of a picture, which is too narrow to show more. The series of the run has all rows. */
const ROWS = 400;
/** Significant digits of a value on the page. */
const DIGITS = 8;

/** The data of a picture for the page's script. Curves with the same x share their rows. */
export function panelData(
  plot: Omit<LinePlot, 'notes'> & { readonly notes: readonly NoteData[] },
  curves: readonly Curve[],
  levels: readonly Level[],
  x: Axis,
  y: Axis,
  frame: Frame,
): PanelData {
  const common = curves[0].x;
  const shared = curves.filter((curve) => curve.x === common || equal(curve.x, common));
  const rows = keptRows(common.length, shared);
  const take = (values: Float64Array | undefined, own: readonly number[]) => own.map((k) => short(values?.[k]));
  return {
    title: plot.description,
    time: /^t( \(.*\))?$/.test(plot.x.label),
    aspect: frame.height / frame.width,
    x: axisData(plot.x.label, x),
    y: axisData(plot.y.label, y),
    at: rows.map((k) => Number(common[k].toPrecision(DIGITS))),
    curves: curves.map(({ label, colour, kind, dashes, named, x: own, y: values, lower, upper }): CurveData => {
      const alone = !shared.some((curve) => curve.x === own);
      const kept = alone ? keptRows(own.length, [{ y: values }]) : rows;
      return {
        label,
        colour,
        kind,
        ...(dashes === undefined ? {} : { dashes }),
        named: named ?? kind !== 'exact',
        ...(alone ? { x: kept.map((k) => Number(own[k].toPrecision(DIGITS))) } : {}),
        y: take(values, kept),
        ...(lower && upper ? { lower: take(lower, kept), upper: take(upper, kept) } : {}),
      };
    }),
    levels: levels.map(({ label, y: at, kind, colour = MUTED }) => ({ label, y: at, kind, colour })),
    notes: plot.notes,
    intervals: plot.intervals ?? 'band',
    points: plot.points ?? false,
  };
}

function axisData(label: string, axis: Axis): AxisData {
  const ticks =
    typeof axis.ticks === 'number'
      ? {}
      : { ticks: axis.ticks.map((tick, k, all) => [tick, axis.tickFormat(tick, k, all)] as const) };
  return { label, scale: axis.type, domain: axis.domain, ...ticks };
}

function equal(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, k) => value === b[k]);
}

function short(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : null;
}

/** The rows that are kept: from each of several equal intervals, the ends and the lowest and highest point of every curve. */
function keptRows(length: number, curves: readonly Pick<Curve, 'y'>[]): number[] {
  if (length <= ROWS) return Array.from({ length }, (_, k) => k);
  const runs = Math.max(1, Math.floor(ROWS / (2 + 2 * curves.length)));
  const kept = new Set<number>();
  for (let run = 0; run < runs; run++) {
    const begin = Math.floor((run * length) / runs);
    const end = Math.floor(((run + 1) * length) / runs);
    kept.add(begin).add(end - 1);
    for (const { y } of curves) {
      let lowest = begin;
      let highest = begin;
      for (let k = begin; k < end; k++) {
        if (!(y[k] >= y[lowest])) lowest = k;
        if (!(y[k] <= y[highest])) highest = k;
      }
      kept.add(lowest).add(highest);
    }
  }
  return [...kept].sort((a, b) => a - b);
}
